// A landscape from the losses on a grid, as gdcore.sampled: a bicubic spline through them.
//
// Source: Dierckx, Curve and surface fitting with splines (1993), chapters 1 and 2.

const DEGREE = 3;

/** Go smoothly through losses, rows along y and columns along x, in even steps over the window. */
export function landscape_from_grid(losses, window) {
  const axes = [losses[0].length, losses.length].map((count, k) => new Axis(window[k], count));
  const [across, up] = axes.map((axis) => axis.places().map((place) => axis.dense(place)));
  const coefficients = solved(up, turned(solved(across, turned(losses))));

  // plain loops: thousands of marbles ask for this in each frame
  const slope = (point, orders) => {
    const x = axes[0].weights(point[0], orders[0]);
    const y = axes[1].weights(point[1], orders[1]);
    let sum = 0;
    for (let j = 0; j <= DEGREE; j++) {
      const row = coefficients[y.first + j];
      for (let i = 0; i <= DEGREE; i++) sum += x.weights[i] * y.weights[j] * row[x.first + i];
    }
    return sum;
  };
  return {
    value: (point) => slope(point, [0, 0]),
    gradient: (point) => [slope(point, [1, 0]), slope(point, [0, 1])],
    hessian: (point) => {
      const mixed = slope(point, [1, 1]);
      return [[slope(point, [2, 0]), mixed], [mixed, slope(point, [0, 2])]];
    },
  };
}

/** The cubic B-splines along one axis: all places but the second and the last but one are knots. */
class Axis {
  constructor([low, high], count) {
    Object.assign(this, { low, high, count });
    const inner = this.places().slice(2, -2);
    const ends = [low, high].map((end) => Array(DEGREE + 1).fill(end));
    this.knots = [...ends[0], ...inner, ...ends[1]];
  }

  places() {
    const pace = (this.high - this.low) / (this.count - 1);
    return Array.from({ length: this.count }, (_, k) =>
      k === this.count - 1 ? this.high : this.low + k * pace,
    );
  }

  /** Return the splines that are not 0 at a place, or their derivatives, and the first one's number. */
  weights(place, order) {
    const { low, high, count, knots } = this;
    const x = Math.min(Math.max(place, low), high);
    const cell = Math.floor(((x - low) / (high - low)) * (count - 1)) || 0;
    const span = DEGREE + Math.min(Math.max(cell - 1, 0), count - DEGREE - 1);
    const weights = [1, 0, 0, 0];
    for (let degree = 1; degree <= DEGREE; degree++) {
      const is_derived = degree > DEGREE - order;
      let carried = 0;
      for (let j = 0; j < degree; j++) {
        const left = knots[span - degree + 1 + j];
        const right = knots[span + 1 + j];
        const share = weights[j] / (right - left);
        weights[j] = carried + (is_derived ? -degree : right - x) * share;
        carried = (is_derived ? degree : x - left) * share;
      }
      weights[degree] = carried;
    }
    return { first: span - DEGREE, weights };
  }

  /** Return all splines at a place. */
  dense(place) {
    const { first, weights } = this.weights(place, 0);
    const row = Array(this.count).fill(0);
    row.splice(first, weights.length, ...weights);
    return row;
  }
}

const turned = (rows) => rows[0].map((_, i) => rows.map((row) => row[i]));

/** Solve for several right sides by elimination; the splines' matrix needs no exchange of rows. */
function solved(matrix, right) {
  const rows = matrix.map((row, k) => [...row, ...right[k]]);
  const count = rows.length;
  const subtract = (row, other, factor) => {
    if (factor !== 0) for (let i = 0; i < row.length; i++) row[i] -= factor * other[i];
  };
  for (let k = 0; k < count; k++) {
    for (let j = k + 1; j < count; j++) subtract(rows[j], rows[k], rows[j][k] / rows[k][k]);
  }
  for (let k = count - 1; k >= 0; k--) {
    for (let j = 0; j < k; j++) subtract(rows[j], rows[k], rows[j][k] / rows[k][k]);
  }
  return rows.map((row, k) => row.slice(count).map((a) => a / row[k]));
}
