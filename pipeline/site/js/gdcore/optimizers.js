// The update rules, as gdcore.optimizers: pure init(x) and step(x, gradient, state).
//
// Points, gradients and memories are arrays of `dim` numbers. Classes, arguments, memories and
// constants have the names that they have in gdcore, and a test holds the two to each other.

import { fraction, not_negative, positive } from "gdcore/checks";

const zeros = (x) => x.map(() => 0);
const moving_average = (old, now, keep) => old.map((a, i) => keep * a + (1 - keep) * now[i]);
const squared = (x) => x.map((a) => a * a);
const without_zero_bias = (average, keep, count) => average.map((a) => a / (1 - keep ** count));

class Optimizer {
  static remembers = [];

  constructor({ learning_rate }) {
    if (typeof learning_rate !== "function") positive("learning_rate", learning_rate);
    this.learning_rate = learning_rate;
  }

  get name() {
    return this.constructor.title;
  }

  init(x) {
    const memory = {};
    for (const name of this.constructor.remembers) memory[name] = zeros(x);
    return { step: 0, memory };
  }

  step(x, gradient, state) {
    const [direction, memory] = this.direction(x, gradient, state.memory, state.step + 1);
    const rate = this.rate(state.step);
    return [x.map((a, i) => a - rate * direction[i]), { step: state.step + 1, memory }];
  }

  rate(step) {
    if (typeof this.learning_rate !== "function") return this.learning_rate;
    return not_negative("learning_rate", this.learning_rate(step));
  }

  observe(gradient, rng) {
    return gradient;
  }

  ahead(x, memory, rate) {
    return x;
  }
}

export class GradientDescent extends Optimizer {
  static title = "gradient descent";

  direction(x, gradient, memory, count) {
    return [gradient, {}];
  }
}

export class NoisyGradientDescent extends GradientDescent {
  static title = "noisy gradient descent";
  static remembers = ["noisy_gradient"];

  constructor({ noise = 1, ...others }) {
    super(others);
    this.noise = not_negative("noise", noise);
  }

  observe(gradient, rng) {
    return gradient.map((slope) => slope + this.noise * rng.standard_normal());
  }

  direction(x, gradient, memory, count) {
    return [gradient, { noisy_gradient: gradient }];
  }
}

export class HeavyBall extends Optimizer {
  static title = "momentum";
  static remembers = ["velocity"];

  constructor({ momentum = 0.9, ...others }) {
    super(others);
    this.momentum = fraction("momentum", momentum);
  }

  direction(x, gradient, memory, count) {
    const velocity = memory.velocity.map((v, i) => this.momentum * v + gradient[i]);
    return [velocity, { velocity }];
  }
}

export class Nesterov extends HeavyBall {
  static title = "Nesterov momentum";

  direction(x, gradient, memory, count) {
    const [velocity, after] = super.direction(x, gradient, memory, count);
    return [gradient.map((g, i) => g + this.momentum * velocity[i]), after];
  }
}

export class NesterovLookAhead extends HeavyBall {
  static title = "Nesterov momentum";
  static remembers = ["velocity", "look_ahead", "look_ahead_gradient"];

  init(x) {
    const { step, memory } = super.init(x);
    return { step, memory: { ...memory, look_ahead: [...x] } };
  }

  ahead(x, memory, rate) {
    return x.map((a, i) => a - rate * this.momentum * memory.velocity[i]);
  }

  step(x, gradient, state) {
    const look_ahead = this.ahead(x, state.memory, this.rate(state.step));
    const [moved, after] = super.step(x, gradient, state);
    const memory = { ...after.memory, look_ahead, look_ahead_gradient: gradient };
    return [moved, { step: after.step, memory }];
  }
}

export class AdaGrad extends Optimizer {
  static title = "AdaGrad";
  static remembers = ["squared_sum"];

  constructor({ epsilon = 1e-10, ...others }) {
    super(others);
    this.epsilon = positive("epsilon", epsilon);
  }

  direction(x, gradient, memory, count) {
    const squared_sum = memory.squared_sum.map((s, i) => s + gradient[i] * gradient[i]);
    const scaled = gradient.map((g, i) => g / (Math.sqrt(squared_sum[i]) + this.epsilon));
    return [scaled, { squared_sum }];
  }
}

export class RMSProp extends Optimizer {
  static title = "RMSProp";
  static remembers = ["second_moment"];

  constructor({ rho = 0.9, epsilon = 1e-8, ...others }) {
    super(others);
    this.rho = fraction("rho", rho);
    this.epsilon = positive("epsilon", epsilon);
  }

  direction(x, gradient, memory, count) {
    const second_moment = moving_average(memory.second_moment, squared(gradient), this.rho);
    const scaled = gradient.map((g, i) => g / (Math.sqrt(second_moment[i]) + this.epsilon));
    return [scaled, { second_moment }];
  }
}

export class Adadelta extends Optimizer {
  static title = "Adadelta";
  static remembers = ["second_moment", "squared_step"];

  constructor({ learning_rate = 1, rho = 0.9, epsilon = 1e-6 }) {
    super({ learning_rate });
    this.rho = fraction("rho", rho);
    this.epsilon = positive("epsilon", epsilon);
  }

  direction(x, gradient, memory, count) {
    const second_moment = moving_average(memory.second_moment, squared(gradient), this.rho);
    const move = gradient.map((g, i) => {
      const usual = Math.sqrt(memory.squared_step[i] + this.epsilon);
      return (g * usual) / Math.sqrt(second_moment[i] + this.epsilon);
    });
    const squared_step = moving_average(memory.squared_step, squared(move), this.rho);
    return [move, { second_moment, squared_step }];
  }
}

export class Adam extends Optimizer {
  static title = "Adam";
  static remembers = ["first_moment", "second_moment"];

  constructor({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...others }) {
    super(others);
    this.beta1 = fraction("beta1", beta1);
    this.beta2 = fraction("beta2", beta2);
    this.epsilon = positive("epsilon", epsilon);
  }

  direction(x, gradient, memory, count) {
    const first_moment = moving_average(memory.first_moment, gradient, this.beta1);
    const second_moment = moving_average(memory.second_moment, squared(gradient), this.beta2);
    const size = this.size(second_moment, count);
    const scaled = this.unbiased(first_moment, this.beta1, count).map((m, i) => m / size[i]);
    return [scaled, { first_moment, second_moment }];
  }

  unbiased(average, keep, count) {
    return without_zero_bias(average, keep, count);
  }

  size(second, count) {
    return this.unbiased(second, this.beta2, count).map((v) => Math.sqrt(v) + this.epsilon);
  }
}

export class UncorrectedAdam extends Adam {
  static title = "Adam without bias correction";

  unbiased(average, keep, count) {
    return average;
  }
}

export class AdamW extends Adam {
  static title = "AdamW";

  constructor({ weight_decay = 0.01, ...others }) {
    super(others);
    this.weight_decay = not_negative("weight_decay", weight_decay);
  }

  direction(x, gradient, memory, count) {
    const [scaled, after] = super.direction(x, gradient, memory, count);
    return [scaled.map((s, i) => s + this.weight_decay * x[i]), after];
  }
}
