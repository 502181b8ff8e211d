// The picture: the ground as a curve or a map, the paths on it, and marbles where they are.
//
// Units are those of the drawing's own view box; strokes keep their width in pixels at any size, so
// a dot is a line of no length with round ends.

import { shown, ticks } from "lab/numbers";

const SVG = "http://www.w3.org/2000/svg";
const SAMPLES = 300;
const ARC = 0.22; // height of a jump above what it must clear, as a share of its length
const HIGHEST = 420; // units of that height at most
const FAR = 8000; // units beyond which a place is held: what flies off has no size that one sees
const MARGIN = 200; // units around the picture beyond which a step is not drawn

export function draw(parent, name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

const finite = (a) => Math.max(-1e12, Math.min(1e12, a));
const held = (a) => Math.max(-FAR, Math.min(FAR, Math.round(a * 10) / 10));

export class Picture {
  /** Take the figure that the page has: an SVG with the levels of a map, if it is one. */
  constructor(figure, landscape, frame) {
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.landscape = landscape;
    this.frame = frame;
    if (landscape.dim === 1) this.draw_curve();
    this.draw_marks();
    this.draw_ticks();
    this.paths = draw(this.svg, "g", { class: "paths" });
    this.film = draw(this.svg, "path", { class: "film-dot", d: "" });
  }

  /** Return where a data point is, in units of the picture. */
  spot(point) {
    const { x, y, width, height } = this.frame;
    const up = this.landscape.dim === 1 ? this.landscape.value(point) : point[1];
    return [
      ((point[0] - x[0]) / (x[1] - x[0])) * width,
      ((y[1] - up) / (y[1] - y[0])) * height,
    ];
  }

  /** Return where one of very many points is. */
  speck(point) {
    return this.spot(point);
  }

  /** Return the data at a place of the screen, held within the window. */
  data_at(clientX, clientY) {
    const box = this.svg.getBoundingClientRect();
    const { x, y } = this.frame;
    const point = [
      x[0] + ((clientX - box.left) / box.width) * (x[1] - x[0]),
      y[1] - ((clientY - box.top) / box.height) * (y[1] - y[0]),
    ].slice(0, this.landscape.dim);
    return point.map((a, i) => Math.min(Math.max(a, this.landscape.window[i][0]), this.landscape.window[i][1]));
  }

  draw_curve() {
    const [low, high] = this.frame.x;
    const points = Array.from({ length: SAMPLES + 1 }, (_, k) => [low + (k / SAMPLES) * (high - low)]);
    const line = points.map((point) => this.spot(point).map(held).join(" ")).join("L");
    const { width, height } = this.frame;
    draw(this.svg, "path", { class: "body", d: `M0 ${height}L${line}L${width} ${height}z` });
    draw(this.svg, "path", { class: "curve", d: `M${line}` });
  }

  draw_marks() {
    for (const minimum of this.landscape.minima) {
      const [x, y] = this.spot(minimum);
      draw(this.svg, "path", { class: "minimum halo", d: `M${x} ${y}h0` });
      draw(this.svg, "path", { class: "minimum", d: `M${x} ${y}h0` });
    }
    for (const saddle of this.landscape.saddles) {
      const [x, y] = this.spot(saddle);
      draw(this.svg, "path", { class: "saddle", d: `M${x - 45} ${y}l45-45l45 45l-45 45z` });
    }
  }

  draw_ticks() {
    const { x, y } = this.frame;
    const across = this.figure.querySelector(".ticks-x");
    const up = this.figure.querySelector(".ticks-y");
    for (const tick of ticks(...x, 8)) put(across, "left", (tick - x[0]) / (x[1] - x[0]), tick);
    for (const tick of ticks(...y, 5)) put(up, "top", (y[1] - tick) / (y[1] - y[0]), tick);
  }

  /** Show runs up to a step, or to their own, and faintly how they go on. */
  show(runs, step, role_of) {
    const group = draw(this.svg, "g", { class: "paths" });
    for (const run of runs) {
      const places = run.points.map((point) => this.spot(point).map(finite));
      const spots = places.map((place) => place.map(held));
      const style = { "data-role": role_of(run) };
      const at = run.step ?? step;
      draw(group, "path", { class: "trail ahead", d: this.line(places.slice(at)), ...style });
      draw(group, "path", { class: "trail", d: this.line(places.slice(0, at + 1)), ...style });
      if (!run.recorded) draw(group, "path", { class: "dots", d: dots(spots.slice(0, at + 1)), ...style });
      draw(group, "path", { class: "start", d: dots(spots.slice(0, 1)), ...style });
    }
    for (const run of runs) {
      const spot = this.spot(run.points[run.step ?? step]).map(held);
      draw(group, "path", { class: "marble rim", d: dots([spot]) });
      draw(group, "path", { class: "marble", d: dots([spot]), "data-role": role_of(run) });
    }
    this.paths.replaceWith(group);
    this.paths = group;
  }

  /**
   * Join the iterates: straight on a map, by arcs on a curve, since an iterate jumps.
   *
   * Only what is seen is drawn: the dashes of a line far outside take a browser seconds.
   */
  line(places) {
    const parts = [];
    let at = null;
    for (let n = 1; n < places.length; n++) {
      const [from, to] = [places[n - 1], places[n]];
      if (from[0] === to[0] && from[1] === to[1]) continue;
      const seen = this.clipped(from, to);
      if (!seen) continue;
      const [a, b] = (this.landscape.dim === 1 ? [from, to] : seen).map((ends) => ends.map(held));
      if (at?.[0] !== a[0] || at?.[1] !== a[1]) parts.push(`M${a.join(" ")}`);
      parts.push(this.landscape.dim === 1 ? this.arc(a, b) : `L${b.join(" ")}`);
      at = b;
    }
    return parts.join("");
  }

  arc([ax, ay], [bx, by]) {
    const top = (ay + by) / 2 - 2 * this.lift([ax, ay], [bx, by]);
    return `Q${held((ax + bx) / 2)} ${held(top)} ${bx} ${by}`;
  }

  /** Return the part of a step within the margin, or null (Liang and Barsky, 1984). */
  clipped([ax, ay], [bx, by]) {
    const { width, height } = this.frame;
    const sides = [
      [ax - bx, ax + MARGIN],
      [bx - ax, width + MARGIN - ax],
      [ay - by, ay + MARGIN],
      [by - ay, height + MARGIN - ay],
    ];
    let [first, last] = [0, 1];
    for (const [p, q] of sides) {
      if (p === 0 && q < 0) return null;
      if (p < 0) first = Math.max(first, q / p);
      if (p > 0) last = Math.min(last, q / p);
    }
    if (first > last) return null;
    const place = (share) => [ax + share * (bx - ax), ay + share * (by - ay)];
    return [place(first), place(last)];
  }

  /** Return how high a jump goes above its chord: over the curve, and into the picture if it can. */
  lift([ax, ay], [bx, by]) {
    const { x, width } = this.frame;
    const data = (units) => [x[0] + (units / width) * (x[1] - x[0])];
    let [clear, room] = [0, Infinity];
    for (let k = 1; k < 10; k++) {
      const share = k / 10;
      const bump = 4 * share * (1 - share);
      const chord = ay + share * (by - ay);
      clear = Math.max(clear, (chord - this.spot(data(ax + share * (bx - ax)))[1]) / bump);
      room = Math.min(room, (chord - 30) / bump);
    }
    const usual = clear + Math.min(ARC * Math.hypot(bx - ax, by - ay), HIGHEST);
    return Math.max(clear, Math.min(usual, room));
  }

  /** Mark where the film has its marble; nothing without a point. */
  show_film(point) {
    this.film.setAttribute("d", point ? dots([this.spot(point).map(held)]) : "");
    this.svg.append(this.film);
  }
}

export const dots = (spots) => spots.map(([x, y]) => `M${x} ${y}h0`).join("");

export function put(parent, side, share, number, text = shown(number)) {
  if (share < -1e-9 || share > 1 + 1e-9) return;
  const tick = document.createElement("span");
  tick.style[side] = `${100 * share}%`;
  tick.textContent = text;
  parent.append(tick);
}
