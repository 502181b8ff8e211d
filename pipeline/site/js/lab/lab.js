// A lab: one state, and everything that shows it. What changes the state asks for one drawing a frame.

import { landscape_of } from "gdcore/landscapes";
import { Losses } from "lab/losses";
import { shown } from "lab/numbers";
import { Picture } from "lab/picture";
import { advice, runs_of, start_of } from "lab/runs";
import { sentence, tally } from "lab/sentence";
import { Solid } from "lab/solid";
import * as states from "lab/state";
import { MANY, Swarm } from "lab/swarm";

const RUN_ROLES = ["run_1", "run_2", "run_3", "run_4", "run_5"];
const GRASP = 16; // pixels from a marble's start within which a pointer takes hold of it
const STILL = 5; // pixels within which a pointer that is let go has clicked, not dragged
const HALF_TURN = 0.6; // widths of the picture that a pointer is dragged for half a turn
const STEP_TIME = 60; // milliseconds of a step when the marbles are let run
const DECIMALS = 3; // of the losses of a recorded training, as in its film
const ADDRESS_PAUSE = 300; // milliseconds; browsers refuse addresses that change too often

export class Lab {
  /** Bring a lab of the page to life; its settings are those of an address, if it is its own. */
  constructor(root, address = "") {
    this.root = root;
    this.data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    this.landscape = landscape_of(this.data.landscape);
    this.map = new Picture(root.querySelector(".picture.flat"), this.landscape, this.frame());
    this.picture = this.map;
    this.losses = new Losses(root.querySelector(".losses"), this.landscape);
    const { state, remarks } = states.from_address(this.data, address);
    this.bind_controls();
    this.bind_picture(this.map.svg);
    if (this.data.solid) this.bind_solid();
    this.bind_step();
    if (this.data.recorded) this.bind_recorded();
    this.bind_buttons();
    this.set(state, remarks);
  }

  /** Take the settings of an address. */
  ask(address) {
    const { state, remarks } = states.from_address(this.data, address);
    this.set(state, remarks);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  frame() {
    const { frame } = this.data;
    if (frame) return frame;
    const [x] = this.landscape.window; // a curve: all heights over its window are seen
    const heights = Array.from({ length: 301 }, (_, k) =>
      this.landscape.value([x[0] + (k / 300) * (x[1] - x[0])]),
    );
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    return { x, y: [low - 0.12 * (high - low), high], width: 4000, height: 2100 };
  }

  /** Take a whole state, or the part of it that changes; remarks are said. */
  set(changes, remarks = []) {
    this.state = { ...this.state, ...changes };
    this.step = this.state.steps;
    this.playing = false;
    this.end_swarm();
    this.say(remarks);
    this.stale = true;
    this.ask_to_draw();
  }

  ask_to_draw() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.draw();
    });
  }

  draw() {
    const begun = performance.now();
    if (this.data.solid) this.choose_picture();
    if (this.stale) {
      this.runs = runs_of(this.landscape, this.data.rules, this.state);
      this.fill_controls();
      this.fill_outcomes();
      this.fill_advice();
      this.fill_copies();
      this.keep_address();
      this.stale = false;
    }
    const several = this.state.marbles.length > 0 && this.state.rules.length === 1;
    const role_of = ({ marble, rule, recorded }) =>
      several && !recorded ? RUN_ROLES[marble % RUN_ROLES.length] : rule.role;
    this.picture.show([...this.recorded(), ...this.runs], this.step, role_of);
    this.losses.show(this.runs, this.step, role_of);
    this.swarm?.draw();
    this.fill_step();
    if (this.data.recorded) this.fill_recorded();
    this.took = performance.now() - begun;
    this.shown_at ??= performance.now(); // since the page was asked for
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn ?? 0) + 1);
  }

  // ---- controls ----

  bind_controls() {
    for (const control of this.data.controls) {
      const row = this.find(`[data-control=${control.key}]`);
      const [field, slider] = row.querySelectorAll("input");
      slider.addEventListener("input", () => this.change(control, slider.valueAsNumber));
      field.addEventListener("change", () => this.change(control, field.valueAsNumber));
    }
    for (const box of this.root.querySelectorAll("[name=rules]")) {
      box.addEventListener("change", () => {
        const ticked = [...this.root.querySelectorAll("[name=rules]:checked")];
        if (ticked.length) this.set({ rules: ticked.map(({ value }) => value) });
        else box.checked = true; // nothing to see without any
      });
    }
    this.find("[name=schedule]").addEventListener("change", (event) =>
      this.set({ schedule: event.target.value }),
    );
  }

  change(control, number) {
    const { value, remark } = states.clamped(control, number);
    this.set({ [control.key]: value }, remark ? [remark] : []);
  }

  fill_controls() {
    for (const { key, letter, needs } of this.data.controls) {
      const row = this.find(`[data-control=${key}]`);
      const [field, slider] = row.querySelectorAll("input");
      slider.value = this.state[key];
      slider.setAttribute("aria-valuetext", `${letter} = ${shown(this.state[key])}`);
      field.value = Number(this.state[key].toPrecision(6));
      const idle = needs && !needs.some((role) => this.state.rules.includes(role));
      row.classList.toggle("idle", Boolean(idle));
      slider.disabled = field.disabled = Boolean(idle);
    }
    for (const box of this.root.querySelectorAll("[name=rules]")) {
      box.checked = this.state.rules.includes(box.value);
    }
    this.find("[name=schedule]").value = this.state.schedule;
    this.find(".more").hidden = this.state.marbles.length === 0;
  }

  // ---- the picture ----

  bind_picture(svg) {
    let held = null;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      held = this.grasped(event) ?? this.drop(this.picture.data_at(event.clientX, event.clientY));
    });
    svg.addEventListener("pointermove", (event) => {
      if (held !== null) this.move(held, this.picture.data_at(event.clientX, event.clientY));
    });
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (held = null));
  }

  // ---- in three dimensions ----

  bind_solid() {
    const figure = this.find(".picture.solid");
    const svg = figure.querySelector("svg");
    let [held, from] = [null, null];
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      held = this.grasped(event);
      from = { x: event.clientX, y: event.clientY, turn: this.state.turn, still: true };
    });
    svg.addEventListener("pointermove", (event) => {
      if (from === null) return;
      const across = event.clientX - from.x;
      if (Math.hypot(across, event.clientY - from.y) > STILL) from.still = false;
      if (held !== null) {
        const point = this.picture.data_at(event.clientX, event.clientY);
        if (point) this.move(held, point);
      } else if (!from.still) {
        const width = svg.getBoundingClientRect().width;
        this.turn(from.turn - Math.round((across / width / HALF_TURN / 2) * this.picture.views));
      }
    });
    svg.addEventListener("pointerup", (event) => {
      if (from?.still && held === null) {
        const point = this.picture.data_at(event.clientX, event.clientY);
        if (point) this.drop(point);
      }
      [held, from] = [null, null];
    });
    svg.addEventListener("pointercancel", () => ([held, from] = [null, null]));
    const slider = this.find(".turn input");
    slider.addEventListener("input", () => this.turn(slider.valueAsNumber));
    this.find("[data-do=solid]").addEventListener("click", () => this.stand(!this.state.solid));
  }

  /** Show the landscape in three dimensions, or as a map. */
  stand(solid) {
    this.set({ solid });
  }

  /** Show it from another direction; what runs there stays. */
  turn(view) {
    const views = this.data.solid.matrices.length;
    this.state = { ...this.state, turn: ((view % views) + views) % views };
    this.keep_address();
    this.ask_to_draw();
  }

  choose_picture() {
    const { solid, turn } = this.state;
    if (solid) this.solid ??= new Solid(this.find(".picture.solid"), this.landscape, this.data.solid);
    const chosen = solid ? this.solid : this.map;
    if (solid) this.solid.turn(turn);
    this.find(".picture.flat").hidden = solid;
    this.find(".standing").hidden = !solid;
    const button = this.find("[data-do=solid]");
    button.textContent = solid ? "Map" : "3D";
    button.setAttribute("aria-label", solid ? "Map: lay it flat" : "3D: let it stand up");
    this.find(".help").hidden = solid;
    const slider = this.find(".turn input");
    slider.value = turn;
    const degrees = Math.round((turn * 360) / this.data.solid.matrices.length);
    slider.setAttribute("aria-valuetext", `turned by ${degrees} degrees`);
    this.picture = chosen;
    chosen.show_film(this.filmed);
  }

  starts() {
    return [start_of(this.state, this.landscape.dim), ...this.state.marbles];
  }

  /** Return which marble a pointer takes hold of, or null. */
  grasped({ clientX, clientY }) {
    const box = this.picture.svg.getBoundingClientRect();
    const scale = box.width / this.picture.frame.width;
    const near = this.starts().map((start) => {
      const [x, y] = this.picture.spot(start);
      return Math.hypot(box.left + x * scale - clientX, box.top + y * scale - clientY);
    });
    const nearest = near.indexOf(Math.min(...near));
    return near[nearest] <= GRASP ? nearest : null;
  }

  /** Place one more marble; the oldest of too many makes room. Return its number. */
  drop(point) {
    const marbles = [...this.state.marbles, point].slice(1 - states.MOST_MARBLES);
    this.set({ marbles });
    return marbles.length;
  }

  move(marble, point) {
    if (marble === 0) {
      this.set({ x0: point[0], ...(point.length > 1 ? { y0: point[1] } : {}) });
    } else {
      this.set({ marbles: this.state.marbles.map((old, k) => (k === marble - 1 ? point : old)) });
    }
  }

  // ---- steps ----

  bind_step() {
    const slider = this.find(".step input");
    slider.addEventListener("input", () => {
      this.playing = false;
      this.step = Math.min(slider.valueAsNumber, this.state.steps);
      this.ask_to_draw();
    });
    this.find(".step button").addEventListener("click", () => this.play());
  }

  play() {
    this.playing = !this.playing;
    if (!this.playing) return this.ask_to_draw();
    if (this.step >= this.state.steps) this.step = 0;
    const [begun, first] = [performance.now(), this.step];
    const advance = (now) => {
      if (!this.playing) return;
      this.step = Math.min(this.state.steps, first + Math.max(0, Math.floor((now - begun) / STEP_TIME)));
      if (this.step >= this.state.steps) this.playing = false;
      this.ask_to_draw();
      requestAnimationFrame(advance);
    };
    requestAnimationFrame(advance);
  }

  fill_step() {
    const slider = this.find(".step input");
    slider.max = this.state.steps;
    slider.value = this.step;
    slider.setAttribute("aria-valuetext", `step ${this.step} of ${this.state.steps}`);
    this.find(".step output").textContent = `${this.step} of ${this.state.steps}`;
    this.find(".step button").textContent = this.playing ? "Stop" : "Run";
  }

  // ---- a training that was recorded ----

  bind_recorded() {
    const slider = this.find(".recorded input");
    slider.addEventListener("input", () => {
      this.state = { ...this.state, trained: slider.valueAsNumber };
      this.keep_address();
      this.ask_to_draw();
    });
  }

  /** Return the recorded training as one more run to draw, at a step of its own; none without one. */
  recorded() {
    if (!this.data.recorded) return [];
    const { points } = this.data.recorded;
    return [{ points, step: this.state.trained, rule: { role: "recorded" }, recorded: true }];
  }

  fill_recorded() {
    const { points, losses, below } = this.data.recorded;
    const step = this.state.trained;
    const slider = this.find(".recorded input");
    const [network, ground] = [losses, below].map((values) => values[step].toFixed(DECIMALS));
    slider.value = step;
    slider.setAttribute("aria-valuetext", `step ${step} of ${points.length - 1} of the training`);
    this.find(".recorded output").textContent =
      `n = ${step} of ${points.length - 1}: L of the network ${network}, ground below ${ground}`;
  }

  /** Show the film's marble, where it stands at a step of its own path. */
  show_film(point) {
    this.filmed = point;
    this.picture.show_film(point);
  }

  // ---- thousands ----

  begin_swarm() {
    this.end_swarm();
    const rule = this.data.rules.find(({ role }) => this.state.rules.includes(role));
    const swarm = new Swarm(this.picture, this.landscape, rule, this.state);
    this.swarm = swarm;
    this.root.classList.add("swarming");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const advance = () => {
      if (this.swarm !== swarm) return;
      do swarm.advance();
      while (calm && !swarm.done);
      swarm.draw();
      if (!swarm.done) return requestAnimationFrame(advance);
      this.say([`${shown(MANY)} marbles after ${swarm.steps} steps: ${swarm.tally()}.`]);
    };
    swarm.draw();
    requestAnimationFrame(advance);
  }

  end_swarm() {
    this.swarm?.remove();
    this.swarm = null;
    this.root.classList.remove("swarming");
  }

  // ---- words ----

  say(remarks) {
    const line = this.find(".remark");
    line.textContent = remarks.join(" ");
    line.hidden = remarks.length === 0;
  }

  fill_outcomes() {
    const list = this.find(".outcomes");
    list.replaceChildren();
    const ticked = this.data.rules.filter(({ role }) => this.state.rules.includes(role));
    for (const { role, label } of ticked) {
      const runs = this.runs.filter(({ rule }) => rule.role === role);
      const said = runs.length > 1 ? `: ${tally(runs, this.landscape)}` : ` ${sentence(runs[0], this.landscape, this.state.sigma > 0)}`;
      const item = document.createElement("li");
      item.dataset.role = role;
      const name = document.createElement("b");
      name.textContent = label;
      item.append(name, ...unbroken(said));
      list.append(item);
    }
  }

  fill_advice() {
    const list = this.find(".advice");
    const lines = advice(this.data, this.state);
    this.find(".theory").hidden = lines.length === 0 && this.data.curvatures !== null;
    list.replaceChildren();
    for (const { label, role, sets } of lines) {
      const item = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = label;
      item.dataset.role = role;
      item.append(name);
      for (const { what, set } of sets) item.append(this.setter(label, what, set));
      list.append(item);
    }
  }

  /** Return a button that sets α, or α and β, to what theory says. */
  setter(label, what, set) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.what = what;
    const numbers = Object.entries(set).map(([key, value]) => `${LETTERS[key]} = ${shown(value)}`);
    button.textContent = `${what}: ${numbers.join(", ")}`;
    button.setAttribute("aria-label", `${label}, ${button.textContent}`);
    button.addEventListener("click", () => this.advise(set));
    return button;
  }

  advise(set) {
    const found = Object.entries(set).map(([key, number]) => {
      const control = this.data.controls.find((each) => each.key === key);
      return [key, states.clamped(control, number)];
    });
    const values = found.map(([key, { value }]) => [key, value]);
    this.set(Object.fromEntries(values), found.map(([, { remark }]) => remark).filter(Boolean));
  }

  // ---- what one takes away ----

  bind_buttons() {
    const actions = {
      "copy-link": () => this.copy(this.link(), "The link"),
      "copy-command": () => this.copy(states.command_of(this.data, this.state).command, "The command"),
      "copy-embed": () => this.copy(this.embed(), "The embed"),
      "one-more": () => this.drop(this.anywhere()),
      "many": () => this.begin_swarm(),
      "only-one": () => this.set({ marbles: [] }),
      "as-it-was": () => this.set(states.defaults(this.data)),
      "other-noise": () => this.set({ seed: (this.state.seed + 1) % 1e6 }),
    };
    for (const [name, act] of Object.entries(actions)) {
      this.find(`[data-do=${name}]`).addEventListener("click", act);
    }
  }

  anywhere() {
    const share = (k) => (0.5 + (this.state.marbles.length + 1) * [0.7549, 0.5698][k]) % 1;
    return this.landscape.window.map(([low, high], k) => low + share(k) * (high - low));
  }

  fill_copies() {
    const { command, refusal, remark = "" } = states.command_of(this.data, this.state);
    this.find("[data-do=copy-command]").disabled = !command;
    this.find(".command").textContent = command ?? refusal;
    this.find(".unfilmed").textContent = remark;
    this.find("[data-do=other-noise]").hidden = this.state.sigma === 0;
  }

  address() {
    const parts = [states.to_address(this.data, this.state)].filter(Boolean);
    if (!this.data.is_first) parts.unshift(`lab=${encodeURIComponent(this.landscape.name)}`);
    return parts.join("&");
  }

  link() {
    return `${location.href.split("#")[0]}#${this.address()}`;
  }

  embed() {
    const base = location.protocol === "file:" ? "" : location.href.split("#")[0].replace(/[^/]*$/, "");
    const address = `${base}${this.data.embed}#${this.address()}`.replaceAll("&", "&amp;").replaceAll('"', "%22");
    const title = `${this.data.title}: a lab`;
    return `<iframe src="${address}" title="${title}" width="100%" height="720" style="border: 0" loading="lazy"></iframe>`;
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      this.say([`${what} is in the clipboard.`]);
    } catch {
      const field = document.createElement("textarea"); // where the clipboard is not for us
      field.value = text;
      this.root.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      this.say([done ? `${what} is in the clipboard.` : text]);
    }
    this.copied = text;
  }

  keep_address() {
    clearTimeout(this.keeping);
    this.hear?.(this.state);
    // inside of slides, which have their own address, or of a notebook
    if (location.protocol === "about:" || this.hear) return;
    if (!this.begun || !this.root.offsetParent) {
      this.begun = true;
      return; // an address that nobody changed stays as it was typed
    }
    this.keeping = setTimeout(() => {
      const hash = this.address();
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    }, ADDRESS_PAUSE);
  }
}

/** Return a text in parts, of which places and equations are kept on one line. */
function unbroken(text) {
  return text.split(/(\([^ ]+, [^ ]+\)|x = [^ ]+)/).map((part, k) => {
    if (k % 2 === 0) return part;
    const whole = document.createElement("span");
    whole.className = "whole";
    whole.textContent = part;
    return whole;
  });
}

const LETTERS = { alpha: "α", beta: "β" };
