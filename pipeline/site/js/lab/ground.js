// The ground in three dimensions, as scenes.kit.surface has it: from data to its world, and what hides what.

const KNEE = 0.75; // share of the height above which walls that are cut off bend towards level
const STEEPNESS = 100; // of a log relief at its bottom, as a multiple of that at its top
const SAMPLES = 193; // heights along each side, among which a line of sight is looked for
const PATCHES = 96; // along each side, of which it is known whether they are hidden
const SIGHTS = 96; // places along a line of sight at which the ground is looked at
const REACH = 3; // world units along it beyond which no ground can be in the way
const RAISED = 0.011; // world units by which a trail is above its ground: the radius of the films' tubes
const NEAREST = 0.05; // depth at which the picture starts
const PACE = 0.02; // world units by which a ray goes on to the ground
const HALVINGS = 20;

export class Ground {
  /** Take a landscape, and what the page has of its ring. */
  constructor(landscape, { window, middle, unit, half, relief, eyes, matrices }) {
    Object.assign(this, { window, middle, unit, half, relief, eyes, matrices });
    this.landscape = landscape;
    this.heights = new Float64Array(SAMPLES * SAMPLES);
    const at = (side, k) => side[0] + (k / (SAMPLES - 1)) * (side[1] - side[0]);
    for (let j = 0; j < SAMPLES; j++) {
      for (let i = 0; i < SAMPLES; i++) {
        this.heights[j * SAMPLES + i] = this.height([at(this.window[0], i), at(this.window[1], j)]);
      }
    }
    this.top = this.heights.reduce((a, b) => Math.max(a, b));
  }

  /** Return how high the ground is at a data point, in world units. */
  height(point) {
    const { height, low, high, scale, bent } = this.relief;
    const loss = this.landscape.value(point);
    if (high <= low) return 0;
    let share = (loss - low) / (high - low);
    if (scale === "root") share = Math.sqrt(Math.max(share, 0));
    if (scale === "log") share = Math.log1p(STEEPNESS * Math.max(share, 0)) / Math.log1p(STEEPNESS);
    if (bent) {
      const beyond = Math.max(share - KNEE, 0) / (1 - KNEE);
      share = Math.min(share, KNEE) + (1 - KNEE) * (1 - Math.exp(-beyond));
    }
    return height * share;
  }

  /** Return where a data point lies on the ground. */
  world(point) {
    return [...this.flat(point), this.height(point)];
  }

  flat(point) {
    return [0, 1].map((k) => (point[k] - this.middle[k]) * this.unit[k]);
  }

  /** Return the data point above or below a place of the world. */
  data([x, y]) {
    return [x, y].map((a, k) => this.middle[k] + a / this.unit[k]);
  }

  inside([x, y]) {
    return Math.abs(x) <= this.half[0] && Math.abs(y) <= this.half[1];
  }

  /** Return the height below a place of the world, from the grid; none outside the window. */
  below(x, y) {
    const [across, up] = this.half;
    if (Math.abs(x) > across || Math.abs(y) > up) return -Infinity;
    const most = SAMPLES - 1.001;
    const column = Math.min(((x + across) / (2 * across)) * (SAMPLES - 1), most);
    const row = Math.min(((y + up) / (2 * up)) * (SAMPLES - 1), most);
    const [i, j] = [Math.floor(column), Math.floor(row)];
    const [s, t] = [column - i, row - j];
    const z = this.heights;
    const first = j * SAMPLES + i;
    const low = z[first] * (1 - s) + z[first + 1] * s;
    const high = z[first + SAMPLES] * (1 - s) + z[first + SAMPLES + 1] * s;
    return low * (1 - t) + high * t;
  }

  /** Return where a place of the world is in the picture of a view, in its units. */
  project([x, y, z], view) {
    const m = this.matrices[view];
    const row = (k) => m[k] * x + m[k + 1] * y + m[k + 2] * z + m[k + 3];
    const depth = Math.max(row(8), NEAREST);
    return [row(0) / depth, row(4) / depth];
  }

  /** Tell whether the ground hides a place just above it. */
  hides([x, y, z], view) {
    const [a, b, c] = this.eyes[view];
    const low = z + RAISED;
    const far = Math.hypot(a - x, b - y, c - low);
    const pace = Math.min(far, REACH) / SIGHTS / far;
    for (let n = 1; n <= SIGHTS; n++) {
      const share = n * pace;
      const height = low + share * (c - low);
      if (height > this.top) return false;
      if (this.below(x + share * (a - x), y + share * (b - y)) > height) return true;
    }
    return false;
  }

  /** Tell of places on the ground, close enough for a small dot, whether it hides them. */
  veil(view) {
    if (this.veiled?.view === view) return this.veiled;
    const hidden = new Uint8Array(PATCHES * PATCHES);
    const [across, up] = this.half;
    for (let j = 0; j < PATCHES; j++) {
      for (let i = 0; i < PATCHES; i++) {
        const [x, y] = [((2 * i + 1) / PATCHES - 1) * across, ((2 * j + 1) / PATCHES - 1) * up];
        hidden[j * PATCHES + i] = this.hides([x, y, this.below(x, y)], view) ? 1 : 0;
      }
    }
    this.veiled = { view, hidden };
    return this.veiled;
  }

  /** Tell whether the patch of a data point is hidden, or there is no ground below it. */
  is_veiled(point, view) {
    const { hidden } = this.veil(view);
    const [i, j] = this.flat(point).map((a, k) => Math.floor(((a / this.half[k] + 1) / 2) * PATCHES));
    return !(i >= 0 && i < PATCHES && j >= 0 && j < PATCHES) || hidden[j * PATCHES + i] === 1;
  }

  /** Return the place of the ground that one sees at a place of the picture, or null. */
  seen([x, y], view) {
    const m = this.matrices[view];
    const rows = [0, 4, 8].map((k) => m.slice(k, k + 3));
    const normals = [cross(rows[1], rows[2]), cross(rows[2], rows[0]), cross(rows[0], rows[1])];
    // the direction in which depth grows by 1 and the place stays
    const size = dot(rows[0], normals[0]);
    const ahead = [0, 1, 2].map((k) => (x * normals[0][k] + y * normals[1][k] + normals[2][k]) / size);
    const eye = this.eyes[view];
    const place = (t) => eye.map((a, k) => a + t * ahead[k]);
    const is_above = (t) => place(t)[2] > this.below(...place(t).slice(0, 2));
    const far = Math.hypot(...eye) + REACH;
    for (let t = Math.max(NEAREST, far - 2 * REACH); t < far; t += PACE) {
      if (is_above(t)) continue;
      let [low, high] = [t - PACE, t];
      for (let k = 0; k < HALVINGS; k++) {
        const middle = (low + high) / 2;
        if (is_above(middle)) low = middle;
        else high = middle;
      }
      // a ray that comes from below the rim meets the edge of the ground, not its face
      return this.inside(place(low)) ? place(high) : null;
    }
    return null;
  }
}

const dot = (a, b) => a.reduce((sum, x, k) => sum + x * b[k], 0);
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
