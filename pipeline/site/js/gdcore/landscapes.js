// The landscapes, as gdcore.landscapes: value, gradient and Hessian at a point, an array of `dim`
// numbers. What is known of each (minima, saddles, window, formula) comes from gdcore with the page.

import { landscape_from_grid } from "gdcore/sampled";

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function quadratic(curvatures, rotation = 0, center = curvatures.map(() => 0)) {
  const [c, s] = [Math.cos(rotation), Math.sin(rotation)];
  // rows are the directions in which the curvatures are measured
  const axes = curvatures.length === 1 ? [[1]] : rotation === 0 ? [[1, 0], [0, 1]] : [[c, s], [-s, c]];
  const inner = (x) => axes.map((axis) => dot(axis, x.map((a, i) => a - center[i])));
  return {
    value: (x) => 0.5 * inner(x).reduce((sum, u, k) => sum + curvatures[k] * u * u, 0),
    gradient: (x) => {
      const pull = inner(x).map((u, k) => curvatures[k] * u);
      return x.map((_, i) => pull.reduce((sum, p, k) => sum + p * axes[k][i], 0));
    },
    hessian: (x) =>
      x.map((_, i) => x.map((_, j) => axes.reduce((sum, a, k) => sum + curvatures[k] * a[i] * a[j], 0))),
  };
}

/** A bowl that gdcore knows by its numbers alone: 1/2 d^T H d above its lowest, d from its center. */
function bowl({ hessian, center, lowest }) {
  const pull = (x) => hessian.map((row) => dot(row, x.map((a, i) => a - center[i])));
  return {
    value: (x) => lowest + 0.5 * dot(pull(x), x.map((a, i) => a - center[i])),
    gradient: pull,
    hessian: () => hessian,
  };
}

const separable = (value, slope, bend) => ({
  value: (x) => x.reduce((sum, t) => sum + value(t), 0),
  gradient: (x) => x.map(slope),
  hessian: (x) => x.map((t, i) => x.map((_, j) => (i === j ? bend(t) : 0))),
});

const planar = (value, gradient, hessian) => ({
  value: ([x, y]) => value(x, y),
  gradient: ([x, y]) => gradient(x, y),
  hessian: ([x, y]) => {
    const [xx, xy, yy] = hessian(x, y);
    return [[xx, xy], [xy, yy]];
  },
});

const bounded_saddle = planar(
  (x, y) => (x * x) / 2 + y ** 4 / 4 - (y * y) / 2,
  (x, y) => [x, y ** 3 - y],
  (x, y) => [1, 0, 3 * y * y - 1],
);

const monkey_saddle = planar(
  (x, y) => x ** 3 - 3 * x * y * y,
  (x, y) => [3 * x * x - 3 * y * y, -6 * x * y],
  (x, y) => [6 * x, -6 * y, -6 * x],
);

// (u^2 - 1)^2 / 8 through u = 2 - e^(-x)
const sharp_and_flat = separable(
  (t) => ((2 - Math.exp(-t)) ** 2 - 1) ** 2 / 8,
  (t) => {
    const [u, slope] = [2 - Math.exp(-t), Math.exp(-t)];
    return 0.5 * u * (u * u - 1) * slope;
  },
  (t) => {
    const [u, slope] = [2 - Math.exp(-t), Math.exp(-t)];
    return ((12 * u * u - 4) * slope ** 2 - 4 * u * (u * u - 1) * slope) / 8;
  },
);

// heights, middles and breadths of the bells on the plain of height 2.6
const PLAIN = 2.6;
const BELLS = [[-1.6, 1, 1.8], [0.4, -0.6, 0.6], [-2.25, -2.2, 1]];
const over_bells = (x, of) =>
  BELLS.reduce((sum, [height, middle, breadth]) => {
    const offset = (x - middle) / breadth;
    return sum + of(height * Math.exp(-(offset * offset)), offset, breadth);
  }, 0);
const depth = (x) => over_bells(x, (bell) => bell);
const depth_slope = (x) => over_bells(x, (bell, offset, breadth) => ((-2 * offset) / breadth) * bell);
const depth_bend = (x) =>
  over_bells(x, (bell, offset, breadth) => ((4 * offset * offset - 2) / breadth ** 2) * bell);

const hill = {
  value: ([x]) => PLAIN + depth(x),
  gradient: ([x]) => [depth_slope(x)],
  hessian: ([x]) => [[depth_bend(x)]],
};

const BREADTH = 4;
const left_at = (y) => Math.exp(-((y / BREADTH) ** 2));
const across_at = (y) => (-2 * y) / BREADTH ** 2;

const hillside = planar(
  (x, y) => PLAIN + depth(x) * left_at(y),
  (x, y) => [depth_slope(x) * left_at(y), across_at(y) * depth(x) * left_at(y)],
  (x, y) => {
    const [left, across] = [left_at(y), across_at(y)];
    const bend = across * across - 2 / BREADTH ** 2;
    return [depth_bend(x) * left, depth_slope(x) * across * left, depth(x) * bend * left];
  },
);

function hollow(depth, center, spread) {
  const value = (p) =>
    -depth * Math.exp(-p.reduce((sum, a, i) => sum + (a - center[i]) ** 2, 0) / spread);
  return {
    value,
    gradient: (p) => {
      const pull = (-2 / spread) * value(p);
      return p.map((a, i) => pull * (a - center[i]));
    },
    hessian: (p) => {
      const [x, y] = p.map((a, i) => a - center[i]);
      const [pull, bend] = [(-2 / spread) * value(p), 2 / spread];
      const xy = -pull * bend * x * y;
      return [[pull * (1 - bend * x * x), xy], [xy, pull * (1 - bend * y * y)]];
    },
  };
}

function sum_of(...parts) {
  return {
    value: (x) => parts.reduce((sum, part) => sum + part.value(x), 0),
    gradient: (x) => {
      const slopes = parts.map((part) => part.gradient(x));
      return x.map((_, i) => slopes.reduce((sum, slope) => sum + slope[i], 0));
    },
    hessian: (x) => {
      const bends = parts.map((part) => part.hessian(x));
      return x.map((_, i) => x.map((_, j) => bends.reduce((sum, bend) => sum + bend[i][j], 0)));
    },
  };
}

// targets and powers of the three residuals c - x (1 - y^p)
const BEALE = [[1.5, 1], [2.25, 2], [2.625, 3]];
const over_residuals = (x, y, of) =>
  BEALE.reduce((sum, [target, p]) => {
    const falls = 1 - y ** p;
    const bend = p === 1 ? 0 : p === 2 ? 2 : 6 * y;
    return sum + of(target - x * falls, falls, p * y ** (p - 1), bend);
  }, 0);

const beale = planar(
  (x, y) => over_residuals(x, y, (r) => r * r),
  (x, y) => [
    over_residuals(x, y, (r, falls) => -2 * r * falls),
    over_residuals(x, y, (r, falls, slope) => 2 * r * x * slope),
  ],
  (x, y) => [
    over_residuals(x, y, (r, falls) => 2 * falls * falls),
    over_residuals(x, y, (r, falls, slope) => 2 * slope * (r - x * falls)),
    over_residuals(x, y, (r, falls, slope, bend) => 2 * x * (x * slope * slope + r * bend)),
  ],
);

const rosenbrock = planar(
  (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  (x, y) => [2 - 400 * y + 1200 * x * x, -400 * x, 200],
);

const himmelblau = planar(
  (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  (x, y) => {
    const [a, b] = [x * x + y - 11, x + y * y - 7];
    return [4 * x * a + 2 * b, 2 * a + 4 * y * b];
  },
  (x, y) => [
    4 * (x * x + y - 11) + 8 * x * x + 2,
    4 * x + 4 * y,
    4 * (x + y * y - 7) + 8 * y * y + 2,
  ],
);

const camel = planar(
  (x, y) => (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (4 * y * y - 4) * y * y,
  (x, y) => [8 * x - 8.4 * x ** 3 + 2 * x ** 5 + y, x - 8 * y + 16 * y ** 3],
  (x, y) => [8 - 25.2 * x * x + 10 * x ** 4, 1, 48 * y * y - 8],
);

const FUNCTIONS = {
  "parabola": quadratic([2]),
  "round bowl": quadratic([2, 2]),
  "ravine": quadratic([1, 25]),
  "turned ravine": quadratic([1, 25], Math.PI / 4),
  "shifted bowl": quadratic([2, 2], 0, [3, -2]),
  "saddle": quadratic([2, -2]),
  "bounded saddle": bounded_saddle,
  "monkey saddle": monkey_saddle,
  "plateau": hollow(1, [0, 0], 2),
  "quartic": separable((t) => t ** 4 / 4, (t) => t ** 3, (t) => 3 * t * t),
  "sharp and flat": sharp_and_flat,
  "double well": separable(
    (t) => t ** 4 - 3 * t * t + t,
    (t) => 4 * t ** 3 - 6 * t + 1,
    (t) => 12 * t * t - 6,
  ),
  "double well in 2D": planar(
    (x, y) => x ** 4 - 3 * x * x + x + 2 * y * y,
    (x, y) => [4 * x ** 3 - 6 * x + 1, 4 * y],
    (x) => [12 * x * x - 6, 0, 4],
  ),
  "hill": hill,
  "hillside": hillside,
  "two wells": sum_of(
    quadratic([2, 2]),
    hollow(2, [1, 0], 0.2),
    hollow(3, [-1, 0], 0.2),
  ),
  "Beale": beale,
  "Himmelblau": himmelblau,
  "Rosenbrock": rosenbrock,
  "Styblinski-Tang": separable(
    (t) => (t ** 4 - 16 * t * t + 5 * t) / 2,
    (t) => 2 * t ** 3 - 16 * t + 2.5,
    (t) => 6 * t * t - 16,
  ),
  "six-hump camel": camel,
};

/** Every landscape that is known here, by name. */
export const NAMES = Object.keys(FUNCTIONS);

/** Join what gdcore knows of a landscape (name, dim, minima, saddles, window) and its functions. */
export function landscape_of(known) {
  const functions = known.quadratic
    ? bowl(known.quadratic)
    : known.grid
      ? landscape_from_grid(known.grid, known.window)
      : FUNCTIONS[known.name];
  if (!functions) throw new RangeError(`There is no landscape ${known.name}.`);
  return { ...known, ...functions };
}
