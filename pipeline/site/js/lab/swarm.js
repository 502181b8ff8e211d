// Thousands of marbles at once, on a canvas: every frame is a step of each of them.
//
// The rules that labs offer work on each coordinate by itself. So all marbles are one point of many
// coordinates, and one step moves them all.

import { GaussianNoise } from "gdcore/estimators";
import { generator } from "gdcore/random";
import { place } from "lab/numbers";
import { optimizer_of } from "lab/runs";

export const MANY = 2000;
const NEAR = 0.01;
const RADIUS = 1.7; // pixels
const RUNS = 5; // colours that runs have

export class Swarm {
  /** Spread marbles evenly by chance over the window, and let the first ticked rule move them. */
  constructor(picture, landscape, rule, state) {
    this.picture = picture;
    this.landscape = landscape;
    this.steps = state.steps;
    this.optimizer = optimizer_of(rule, state);
    this.role = rule.role;
    this.rng = generator(state.seed);
    this.estimate = state.sigma > 0 ? GaussianNoise({ deviation: state.sigma }) : (slope) => slope;
    const { dim, window } = landscape;
    this.starts = new Float64Array(MANY * dim).map((_, n) => {
      const [low, high] = window[n % dim];
      return low + this.rng.uniform() * (high - low);
    });
    this.points = this.starts;
    this.state = this.optimizer.init(this.points);
    this.step = 0;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "swarm";
    picture.figure.append(this.canvas);
  }

  get done() {
    return this.step >= this.steps;
  }

  advance() {
    const { memory, step } = this.state;
    const ahead = this.optimizer.ahead(this.points, memory, this.optimizer.rate(step));
    const slopes = this.estimate(this.slopes(ahead), this.rng);
    [this.points, this.state] = this.optimizer.step(this.points, slopes, this.state);
    this.step += 1;
  }

  slopes(points) {
    const { dim } = this.landscape;
    const slopes = new Float64Array(points.length);
    for (let k = 0; k < MANY; k++) {
      const gradient = this.landscape.gradient(this.one(points, k));
      for (let i = 0; i < dim; i++) slopes[k * dim + i] = gradient[i];
    }
    return slopes;
  }

  one(points, k) {
    return this.landscape.dim === 1 ? [points[k]] : [points[2 * k], points[2 * k + 1]];
  }

  /** Return which minimum a marble has found, or -1; one whose numbers overflowed has none. */
  found(k) {
    const { dim, minima } = this.landscape;
    for (let m = 0; m < minima.length; m++) {
      let square = 0;
      for (let i = 0; i < dim; i++) square += (this.points[k * dim + i] - minima[m][i]) ** 2;
      if (square <= NEAR * NEAR) return m;
    }
    return -1;
  }

  /** Say how many found which minimum. */
  tally() {
    const counts = this.landscape.minima.map(() => 0);
    let others = MANY;
    for (let k = 0; k < MANY; k++) {
      const m = this.found(k);
      if (m < 0) continue;
      counts[m] += 1;
      others -= 1;
    }
    const parts = counts.map((many, m) => `${many} in ${place(this.landscape.minima[m])}`);
    return [...parts, `${others} elsewhere`].join(", ");
  }

  draw() {
    const box = this.picture.svg.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
    }
    const brush = this.canvas.getContext("2d");
    brush.clearRect(0, 0, width, height);
    const style = getComputedStyle(this.picture.figure);
    const roles = [this.role, ...Array.from({ length: RUNS }, (_, m) => `run-${m + 1}`)];
    const paths = roles.map(() => new Path2D());
    const scale = width / this.picture.frame.width;
    const radius = RADIUS * ratio;
    // in the end each goes back to its start, so that one sees which starts lead where
    const shown = this.done ? this.starts : this.points;
    for (let k = 0; k < MANY; k++) {
      const spot = this.picture.speck(this.one(shown, k));
      if (!spot) continue; // behind a hill, in three dimensions
      const [x, y] = [spot[0] * scale, spot[1] * scale];
      const is_seen = x > -radius && x < width + radius && y > -radius && y < height + radius;
      if (!is_seen) continue;
      const m = this.found(k);
      const path = paths[m < 0 ? 0 : 1 + (m % RUNS)];
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 2 * Math.PI);
    }
    paths.forEach((path, k) => {
      brush.fillStyle = style.getPropertyValue(`--${roles[k].replaceAll("_", "-")}`);
      brush.fill(path);
    });
  }

  remove() {
    this.canvas.remove();
  }
}
