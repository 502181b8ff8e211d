// How a descent ended, by the rules of gdcore.outcome.classify, for one path at a time.

export const TAIL = 20;
const NEAR = 0.01;
const STILL = 1e-6;
const STEADY = 0.005;
const FLAT = 1e-9;
const RECENT = 5;
const FEW = 3;

export const Outcome = {
  CONVERGED: "converged",
  MOVING: "still moving",
  STALLED: "stalled",
  OSCILLATING: "oscillating",
  DIVERGED: "diverged",
};

export function length(vector) {
  // squares of finite numbers can overflow; squares of ratios to the largest entry cannot
  const largest = Math.max(...vector.map(Math.abs));
  const scale = largest > 0 ? largest : 1;
  return scale * Math.sqrt(vector.reduce((sum, a) => sum + (a / scale) ** 2, 0));
}

export const minus = (a, b) => a.map((x, i) => x - b[i]);

export function classify(landscape, points, values, { start_value, overflowed, stopped }) {
  points = points.slice(-TAIL - 1);
  values = values.slice(-TAIL - 1);
  const last = points.at(-1);
  const moves = points.slice(1).map((point, n) => minus(point, points[n]));
  const strides = moves.map(length);
  const landed = strides.at(-1) <= STILL;
  const at_rest = strides.slice(-RECENT).every((stride) => stride <= STILL);
  const gathered = points.slice(-RECENT - 1).every((point) => length(minus(point, last)) <= NEAR);
  const asked = (landed || gathered || stopped) && !overflowed;
  const place = asked ? near_and_minimum(landscape, last) : { near: false, is_minimum: false };
  const settled = place.is_minimum && place.near;
  const grows = is_growing(values, strides) && values.at(-1) > start_value;
  const rules = [
    [overflowed, Outcome.DIVERGED],
    [stopped && !place.near, Outcome.MOVING],
    [((landed && place.near) || stopped) && settled, Outcome.CONVERGED],
    [(landed && place.near) || stopped || at_rest, Outcome.STALLED],
    [swings(points, moves), Outcome.OSCILLATING],
    [grows, Outcome.DIVERGED],
    [gathered && place.near && settled, Outcome.CONVERGED],
    [gathered && place.near, Outcome.STALLED],
  ];
  return rules.find(([holds]) => holds)?.[1] ?? Outcome.MOVING;
}

function near_and_minimum(landscape, last) {
  const gradient = landscape.gradient(last);
  const hessian = landscape.hessian(last);
  if (!hessian.flat().every(Number.isFinite)) return { near: false, is_minimum: false };
  const { curvatures, axes } = eigh(hessian);
  const flat = FLAT * Math.max(...curvatures.map(Math.abs));
  const newton = curvatures.map((curvature, k) => {
    const slope = axes[k].reduce((sum, a, i) => sum + a * gradient[i], 0);
    return slope === 0 ? 0 : slope / (Math.abs(curvature) > flat ? curvature : 0);
  });
  const distance = newton.some(Number.isNaN) ? Infinity : length(newton);
  const at_saddle = within(landscape.saddles, last);
  return {
    near: distance <= NEAR || within(landscape.minima, last) || at_saddle,
    is_minimum: curvatures.every((curvature) => curvature >= -flat) && !at_saddle,
  };
}

const within = (known, last) => known.some((point) => length(minus(last, point)) <= NEAR);

/** Eigenvalues of a symmetric matrix of one or two rows, and their unit vectors. */
export function eigh(matrix) {
  if (matrix.length === 1) return { curvatures: [matrix[0][0]], axes: [[1]] };
  const [[a, b], [, d]] = matrix;
  if (b === 0) return { curvatures: [a, d], axes: [[1, 0], [0, 1]] };
  const turn = Math.atan2(2 * b, a - d) / 2;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const along = ([x, y]) => a * x * x + 2 * b * x * y + d * y * y;
  const axes = [[c, s], [-s, c]];
  return { curvatures: axes.map(along), axes };
}

function spread(points) {
  return length(points[0].map((_, i) => {
    const column = points.map((point) => point[i]);
    return Math.max(...column) - Math.min(...column);
  }));
}

function swings(points, moves) {
  const turning = points[0].some((_, i) => {
    const turns = moves.slice(1).filter((move, n) => move[i] * moves[n][i] < 0);
    return turns.length >= 2;
  });
  if (!turning) return false;
  const half = Math.floor(points.length / 2);
  const [first, second] = [spread(points.slice(0, half)), spread(points.slice(-half))];
  return Math.abs(second - first) <= STEADY * first;
}

function is_growing(values, strides) {
  const higher = values.slice(-RECENT - 1).every((value, n, all) => n === 0 || value > all[n - 1]);
  const longer = strides.slice(-RECENT).every((stride, n, all) => n === 0 || stride > all[n - 1]);
  return higher && longer && strides.length >= FEW;
}
