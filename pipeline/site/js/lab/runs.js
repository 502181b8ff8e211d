// From a state to paths: every ticked rule from every marble, and what theory says of α.

import { descend } from "gdcore/descent";
import { GaussianNoise } from "gdcore/estimators";
import * as optimizers from "gdcore/optimizers";
import { generator } from "gdcore/random";
import * as schedules from "gdcore/schedules";
import { largest_stable_rate, optimal_momentum, optimal_rate } from "gdcore/theory";

const WITH_MOMENTUM = new Set(["momentum", "nesterov"]);

/** Return the learning rate of a rule: a number, or a function of the step. */
export function rate_of({ role }, state) {
  const { schedule, steps } = state;
  const alpha = state[`alpha_${role}`] ?? state.alpha;
  const warmup = Math.max(1, Math.round(steps / 10));
  const rates = {
    constant: () => alpha,
    step_decay: () => schedules.StepDecay({ initial: alpha, factor: 0.5, every: Math.max(1, Math.round(steps / 5)) }),
    cosine: () => schedules.Cosine({ initial: alpha, steps }),
    warmup: () => schedules.LinearWarmup({ peak: alpha, warmup }),
    warmup_cosine: () => schedules.WarmupCosine({ peak: alpha, warmup, steps: Math.max(steps, warmup + 1) }),
  };
  return rates[schedule]();
}

export function optimizer_of(rule, state) {
  const options = { learning_rate: rate_of(rule, state) };
  if (WITH_MOMENTUM.has(rule.role)) options.momentum = state.beta;
  return new optimizers[rule.rule](options);
}

export const start_of = (state, dim) => [state.x0, state.y0].slice(0, dim);

/** Return a path for each marble and each ticked rule, the first marble's first. */
export function runs_of(landscape, rules, state) {
  const starts = [start_of(state, landscape.dim), ...state.marbles];
  const ticked = rules.filter(({ role }) => state.rules.includes(role));
  const estimator = state.sigma > 0 ? GaussianNoise({ deviation: state.sigma }) : null;
  return starts.flatMap((start, marble) =>
    ticked.map((rule) => {
      // every rule meets the same noise, so that only the rule differs
      const rng = estimator && generator(state.seed + 1000 * marble);
      const optimizer = optimizer_of(rule, state);
      return { marble, rule, ...descend(landscape, optimizer, start, state.steps, { rng, estimator }) };
    }),
  );
}

/** Return the one α that theory knows where walls bend far more than the minimum. */
function sure_to_fall({ steepest, rules }, state) {
  const ticked = rules.filter(({ role }) => role === "gradient_descent" && state.rules.includes(role));
  const alpha = largest_stable_rate(steepest);
  return ticked.map(({ label, role }) => ({ label, role, sets: [{ what: "goes down everywhere", set: { alpha } }] }));
}

/** Return what theory says of α for the ticked rules: for each what can be set, and to what. */
export function advice(data, state) {
  if (data.steepest) return sure_to_fall(data, state);
  if (!data.curvatures) return [];
  const [mu, L] = data.curvatures;
  const ticked = data.rules.filter(({ role, method }) => method && state.rules.includes(role));
  return ticked.map(({ label, method, role }) => {
    const limit = largest_stable_rate(L, method, state.beta ?? 0);
    const sets = [{ what: "largest stable", set: { alpha: limit } }];
    if (role === "gradient_descent") {
      sets.push({ what: "best", set: { alpha: optimal_rate(mu, L) } });
    } else if (role === "momentum" && mu < L) {
      const [alpha, beta] = optimal_momentum(mu, L);
      sets.push({ what: "best", set: { alpha, beta } });
    }
    return { label, role, sets };
  });
}
