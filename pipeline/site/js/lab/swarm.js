// Thousands of marbles at once, on a canvas: every frame is a step of each of them.

import { GaussianNoise } from "gdcore/estimators";
import { length, minus } from "gdcore/outcome";
import { generator } from "gdcore/random";
import { place } from "lab/numbers";
import { optimizer_of } from "lab/runs";

export const MANY = 2000;
const NEAR = 0.01;
const RADIUS = 1.7; // pixels

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
    this.marbles = Array.from({ length: MANY }, () => {
      const point = landscape.window.map(([low, high]) => low + this.rng.uniform() * (high - low));
      return { start: point, point, state: this.optimizer.init(point), lost: false };
    });
    this.step = 0;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "swarm";
    picture.figure.append(this.canvas);
  }

  get done() {
    return this.step >= this.steps;
  }

  advance() {
    for (const marble of this.marbles) {
      if (marble.lost) continue;
      const { point, state } = marble;
      const ahead = this.optimizer.ahead(point, state.memory, this.optimizer.rate(state.step));
      const slope = this.estimate(this.landscape.gradient(ahead), this.rng);
      const [moved, after] = this.optimizer.step(point, slope, state);
      if (moved.every(Number.isFinite)) [marble.point, marble.state] = [moved, after];
      else marble.lost = true;
    }
    this.step += 1;
  }

  /** Return which minimum a marble has found, or -1. */
  found({ point }) {
    return this.landscape.minima.findIndex((minimum) => length(minus(point, minimum)) <= NEAR);
  }

  /** Say how many found which minimum. */
  tally() {
    const counts = this.landscape.minima.map(() => 0);
    let others = 0;
    for (const marble of this.marbles) {
      const k = marble.lost ? -1 : this.found(marble);
      if (k < 0) others += 1;
      else counts[k] += 1;
    }
    const parts = counts.map((many, k) => `${many} in ${place(this.landscape.minima[k])}`);
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
    const colors = [this.role, "run_1", "run_2", "run_3", "run_4", "run_5"].map((role) =>
      style.getPropertyValue(`--${role.replaceAll("_", "-")}`),
    );
    const groups = new Map();
    for (const marble of this.marbles) {
      if (marble.lost) continue;
      const k = this.found(marble);
      const color = colors[k < 0 ? 0 : 1 + (k % 5)];
      if (!groups.has(color)) groups.set(color, new Path2D());
      // in the end each goes back to its start, so that one sees which starts lead where
      const shown = this.done ? marble.start : marble.point;
      if (this.picture.is_hidden?.(shown)) continue; // behind a hill, in three dimensions
      const [x, y] = this.picture.spot(shown);
      const scale = width / this.picture.frame.width;
      const path = groups.get(color);
      path.moveTo(x * scale, y * scale);
      path.arc(x * scale, y * scale, RADIUS * ratio, 0, 2 * Math.PI);
    }
    for (const [color, path] of groups) {
      brush.fillStyle = color;
      brush.fill(path);
    }
  }

  remove() {
    this.canvas.remove();
  }
}
