// The landscape in three dimensions: a picture of it from the nearest direction, and on it the paths.
//
// It has the face of lab/picture. What the ground hides is dashed, as a draughtsman has it.

import { Ground } from "lab/ground";
import { draw, dots } from "lab/picture";

const PIECE = 0.02; // world units between two places of a way at which one asks whether it is hidden
const MOST_PLACES = 6000; // of all ways together

export class Solid {
  /** Take the figure that the page has: a canvas, and an SVG above it. */
  constructor(figure, landscape, data) {
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.canvas = figure.querySelector("canvas");
    this.landscape = landscape;
    this.data = data;
    this.ground = new Ground(landscape, data);
    this.frame = { width: data.width, height: data.height };
    this.views = data.matrices.length;
    this.view = 0;
    [this.canvas.width, this.canvas.height] = data.size;
    this.marks = draw(this.svg, "g");
    this.paths = draw(this.svg, "g");
    this.film = draw(this.svg, "path", { class: "film-dot", d: "" });
    this.sheets = {};
    this.watch_theme();
  }

  /** Take the picture of the page's theme, and another one whenever that changes. */
  watch_theme() {
    const wear = () => this.wear(getComputedStyle(this.figure).colorScheme);
    new MutationObserver(wear).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", wear);
    wear();
  }

  wear(scheme) {
    const { sources } = this.data;
    this.theme = scheme in sources ? scheme : Object.keys(sources)[0];
    this.sheets[this.theme] ??= this.fetched(sources[this.theme]);
    this.paint();
  }

  fetched({ picture, embedded }) {
    const sheet = new Image();
    sheet.addEventListener("load", () => this.paint());
    sheet.src = picture ?? `data:image/webp;base64,${document.getElementById(embedded).textContent.trim()}`;
    return sheet;
  }

  /** Show the landscape from another direction. */
  turn(view) {
    this.view = ((view % this.views) + this.views) % this.views;
    this.paint();
    this.mark();
  }

  paint() {
    const sheet = this.sheets[this.theme];
    if (!sheet.complete || sheet.naturalWidth === 0) return;
    const [width, height] = this.data.size;
    const { columns } = this.data;
    const [column, row] = [this.view % columns, Math.floor(this.view / columns)];
    const brush = this.canvas.getContext("2d");
    brush.drawImage(sheet, column * width, row * height, width, height, 0, 0, width, height);
    this.figure.dataset.painted = `${this.theme} ${this.view}`;
  }

  /** Return where a data point is, in units of the picture. */
  spot(point) {
    return this.ground.project(this.ground.world(point), this.view);
  }

  /** Tell whether the ground hides a data point, or there is no ground below it. */
  is_hidden(point) {
    const place = this.ground.world(point);
    return !this.ground.inside(place) || this.ground.hides(place, this.view);
  }

  /** Return where one of very many points is, to a patch of the ground, or null if that hides it. */
  speck(point) {
    const { ground, view } = this;
    if (ground.is_veiled(point, view)) return null;
    const [x, y] = ground.flat(point);
    return ground.project([x, y, ground.below(x, y)], view);
  }

  is_outside(point) {
    return !this.ground.inside(this.ground.world(point));
  }

  /** Return the data of the ground at a place of the screen, or null beside it. */
  data_at(clientX, clientY) {
    const box = this.svg.getBoundingClientRect();
    const scale = this.frame.width / box.width;
    const place = [(clientX - box.left) * scale, (clientY - box.top) * scale];
    const found = this.ground.seen(place, this.view);
    return found && this.ground.data(found);
  }

  mark() {
    const group = draw(this.svg, "g");
    for (const minimum of this.landscape.minima) {
      if (this.is_outside(minimum)) continue;
      const shown = this.is_hidden(minimum) ? "minimum hidden" : "minimum";
      const d = dots([this.spot(minimum)]);
      draw(group, "path", { class: `${shown} halo`, d });
      draw(group, "path", { class: shown, d });
    }
    for (const saddle of this.landscape.saddles) {
      if (this.is_outside(saddle)) continue;
      const [x, y] = this.spot(saddle);
      const shown = this.is_hidden(saddle) ? "saddle hidden" : "saddle";
      draw(group, "path", { class: shown, d: `M${x - 45} ${y}l45-45l45 45l-45 45z` });
    }
    this.marks.replaceWith(group);
    this.marks = group;
  }

  /** Show runs up to a step, or to their own, and faintly how they go on. */
  show(runs, step, role_of) {
    const group = draw(this.svg, "g", { class: "paths" });
    const piece = this.piece_of(runs);
    for (const run of runs) {
      const style = { "data-role": role_of(run) };
      const at = run.step ?? step;
      const done = this.line(run.points.slice(0, at + 1), piece);
      const ahead = this.line(run.points.slice(at), piece);
      draw(group, "path", { class: "trail ahead", d: ahead.free + ahead.hidden, ...style });
      draw(group, "path", { class: "trail hidden", d: done.hidden, ...style });
      draw(group, "path", { class: "trail", d: done.free, ...style });
      if (run.recorded) continue;
      const inside = run.points.slice(0, at + 1).filter((point) => !this.is_outside(point));
      const free = inside.filter((point) => !this.is_hidden(point));
      const hidden = inside.filter((point) => this.is_hidden(point));
      draw(group, "path", { class: "dots hidden", d: this.dots(hidden), ...style });
      draw(group, "path", { class: "dots", d: this.dots(free), ...style });
    }
    for (const run of runs) {
      const point = run.points[run.step ?? step];
      if (!point.every(Number.isFinite) || this.is_outside(point)) continue;
      const shown = this.is_hidden(point) ? "marble hidden" : "marble";
      const d = dots([this.spot(point).map(rounded)]);
      draw(group, "path", { class: `${shown} rim`, d });
      draw(group, "path", { class: shown, d, "data-role": role_of(run) });
    }
    this.paths.replaceWith(group);
    this.paths = group;
  }

  dots(points) {
    return dots(points.map((point) => this.spot(point).map(rounded)));
  }

  /** Return how long the pieces of ways are: longer ones where there is much to show. */
  piece_of(runs) {
    let total = 0;
    for (const { points } of runs) {
      for (let n = 1; n < points.length; n++) total += this.length_of(points[n - 1], points[n]);
    }
    return Math.max(PIECE, total / MOST_PLACES);
  }

  length_of(from, to) {
    const { unit, half } = this.ground;
    const length = Math.hypot(...to.map((a, k) => (a - from[k]) * unit[k]));
    return Number.isFinite(length) ? Math.min(length, 4 * Math.hypot(...half)) : 0;
  }

  /** Join the iterates on the ground, above the straight way: what is seen of it, and what is hidden. */
  line(points, piece) {
    const parts = { free: "", hidden: "" };
    let [before, drawn] = [null, null]; // the place before, and what the piece up to it was drawn as
    const go = (point) => {
      const place = this.ground.world(point);
      if (!place.every(Number.isFinite) || !this.ground.inside(place)) {
        [before, drawn] = [null, null];
        return;
      }
      const spot = this.ground.project(place, this.view).map(rounded).join(" ");
      const kind = this.ground.hides(place, this.view) ? "hidden" : "free";
      if (before !== null) {
        parts[kind] += kind === drawn ? `L${spot}` : `M${before}L${spot}`;
        drawn = kind;
      }
      before = spot;
    };
    for (let n = 0; n < points.length; n++) {
      if (n === 0) {
        go(points[0]);
        continue;
      }
      const [from, to] = [points[n - 1], points[n]];
      const pieces = Math.max(1, Math.ceil(this.length_of(from, to) / piece));
      for (let k = 1; k <= pieces; k++) go(to.map((a, i) => from[i] + (k / pieces) * (a - from[i])));
    }
    return parts;
  }

  /** Mark where the film has its marble; nothing without a point. */
  show_film(point) {
    this.filmed = point;
    const shown = point && !this.is_outside(point);
    this.film.setAttribute("d", shown ? dots([this.spot(point).map(rounded)]) : "");
    this.svg.append(this.film);
  }
}

const rounded = (a) => Math.round(a * 10) / 10;
