// The loss of every run over its steps; on a log axis where the least loss is known.

import { put, draw } from "lab/picture";
import { raised, shown, ticks } from "lab/numbers";

const [WIDTH, HEIGHT] = [4000, 1400];
const DECADES = 12; // below the start's loss: what is smaller leaves the chart
const NOTHING = 1e-300; // has a logarithm, unlike 0
const ABOVE = 1e3; // times the start's loss; what flies off leaves the chart there

export class Losses {
  constructor(figure, landscape) {
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.lowest = Math.min(...landscape.minima.map((minimum) => landscape.value(minimum)));
    this.is_log = Number.isFinite(this.lowest);
    this.lines = draw(this.svg, "g");
    const name = figure.parentElement.querySelector(".axis-name");
    const above = this.is_log && this.lowest !== 0 ? ", above the lowest" : "";
    name.textContent = `Loss at each step${above}`;
  }

  show(runs, step, role_of) {
    const steps = runs[0].points.length - 1;
    const height = this.heights();
    const [low, high] = this.range(runs, height);
    const spot = (value, n) => [
      Math.round((n / steps) * WIDTH),
      Math.round(Math.min(1.2, Math.max(-0.2, (high - height(value)) / (high - low))) * HEIGHT),
    ];
    const group = draw(this.svg, "g");
    const at = Math.round((step / steps) * WIDTH);
    draw(group, "path", { class: "now", d: `M${at} 0V${HEIGHT}` });
    for (const run of runs) {
      const d = `M${run.values.map((value, n) => spot(value, n).join(" ")).join("L")}`;
      draw(group, "path", { class: "loss", d, "data-role": role_of(run) });
    }
    for (const run of runs) {
      const [x, y] = spot(run.values[step], step);
      draw(group, "path", { class: "marble", d: `M${x} ${y}h0`, "data-role": role_of(run) });
    }
    this.lines.replaceWith(group);
    this.lines = group;
    this.show_ticks(steps, low, high);
  }

  heights() {
    if (!this.is_log) return (value) => value;
    return (value) => Math.log10(Math.max(value - this.lowest, NOTHING));
  }

  range(runs, height) {
    const starts = runs.map(({ values }) => height(values[0]));
    const all = runs.flatMap(({ values }) => values.map(height)).filter(Number.isFinite);
    const reach = this.is_log ? Math.log10(ABOVE) : 3 * Math.max(1, ...starts.map(Math.abs));
    const high = Math.min(Math.max(...all), Math.max(...starts) + reach);
    const depth = this.is_log ? DECADES : reach;
    const low = Math.max(Math.min(...all), Math.max(...starts) - depth);
    const room = Math.max(0.06 * (high - low), this.is_log ? (1.5 - high + low) / 2 : 1e-6);
    return [low - room, high + room];
  }

  show_ticks(steps, low, high) {
    const across = this.figure.querySelector(".ticks-x");
    const up = this.figure.querySelector(".ticks-y");
    across.replaceChildren();
    up.replaceChildren();
    for (const tick of ticks(0, steps, 6)) put(across, "left", tick / steps, tick);
    for (const [tick, text] of this.is_log ? powers(low, high) : plain(low, high)) {
      put(up, "top", (high - tick) / (high - low), tick, text);
    }
  }
}

const plain = (low, high) => ticks(low, high, 4).map((tick) => [tick, shown(tick)]);

/** Powers of ten between two exponents; where there is room, also twice and five times of each. */
function powers(low, high) {
  if (high - low > 2.5) {
    return ticks(low, high, 4).filter(Number.isInteger).map((tick) => [tick, power(tick)]);
  }
  const found = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent++) {
    for (const k of [1, 2, 5]) {
      const value = Number((k * 10 ** exponent).toPrecision(1));
      if (Math.log10(value) >= low) found.push([Math.log10(value), shown(value)]);
    }
  }
  return found;
}

const power = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : `10${raised(exponent)}`);
