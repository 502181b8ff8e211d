// What a lab is set to, from an address and to one: #alpha=0.07&x0=-10. Nothing is believed.
//
// Whatever an address says is a number within the control's ends in the end, or is left out; what was
// changed on the way is told in words.

import { shown } from "lab/numbers";

export const MOST_MARBLES = 12;
const LONGEST = 2000; // characters of an address that are read
const WHOLE = new Set(["steps", "seed", "step"]);

export const SCHEDULES = ["constant", "step_decay", "cosine", "warmup", "warmup_cosine"];
const HIGHEST_SEED = 999_999;

/** Return what a lab shows when nothing is asked for. */
export function defaults(data) {
  const values = Object.fromEntries(data.controls.map(({ key, value }) => [key, value]));
  const usual = { ...values, rules: [...data.ticked], schedule: "constant", seed: 1, marbles: [] };
  return {
    ...usual,
    ...(data.solid ? { solid: false, turn: 0 } : {}),
    ...(data.recorded ? { trained: last_of(data) } : {}),
  };
}

const last_of = ({ recorded }) => recorded.points.length - 1;

/** Return a number within a control's ends, and what there is to say about it. */
export function clamped(control, number) {
  const { low, high, letter, key } = control;
  if (!Number.isFinite(number)) return { value: control.value, remark: `${letter} must be a number.` };
  const whole = WHOLE.has(key) ? Math.round(number) : number;
  const value = Math.min(Math.max(whole, low), high);
  const remark = value === whole ? "" : `${letter} goes from ${shown(low)} to ${shown(high)} here.`;
  return { value, remark };
}

/** Return the state that an address asks for, and what had to be changed. */
export function from_address(data, address) {
  const state = defaults(data);
  const asked = new URLSearchParams(address.replace(/^#/, "").slice(0, LONGEST));
  const remarks = address.length > LONGEST ? [`Of the address only ${LONGEST} characters are read.`] : [];
  const refuse = (key, said) => remarks.push(`${key}=${asked.get(key).slice(0, 20)} is not allowed: ${said}`);
  const whole = (key, last) => {
    const number = Number(asked.get(key) || NaN);
    if (Number.isInteger(number) && number >= 0 && number <= last) state[key] = number;
    else if (asked.has(key)) refuse(key, `a whole number from 0 to ${last} is.`);
  };
  for (const control of data.controls) {
    if (!asked.has(control.key)) continue;
    const text = asked.get(control.key).trim();
    const { value, remark } = clamped(control, text === "" ? NaN : Number(text));
    state[control.key] = value;
    if (remark) refuse(control.key, remark);
  }
  const known = data.rules.map(({ role }) => role);
  const roles = (asked.get("rules") ?? "").split(",").filter(Boolean);
  const rules = roles.filter((role) => known.includes(role));
  if (rules.length) state.rules = [...new Set(rules)];
  if (rules.length < roles.length) refuse("rules", `there are ${known.join(", ")}.`);
  if (SCHEDULES.includes(asked.get("schedule"))) state.schedule = asked.get("schedule");
  else if (asked.has("schedule")) refuse("schedule", `there are ${SCHEDULES.join(", ")}.`);
  whole("seed", HIGHEST_SEED);
  if (data.solid) {
    state.solid = asked.get("view") === "3d";
    if (asked.has("view") && !state.solid) refuse("view", "3d is.");
    whole("turn", data.solid.matrices.length - 1);
  }
  if (data.recorded) whole("trained", last_of(data));
  const { marbles, left_out } = marbles_in(asked.get("marbles") ?? "", data.landscape);
  state.marbles = marbles;
  if (left_out) remarks.push(`Of the marbles, ${left_out} cannot be placed: at most ${MOST_MARBLES} in all, within the picture.`);
  return { state, remarks };
}

function marbles_in(text, { dim, window }) {
  const pairs = text.split(";").filter((pair) => pair.trim() !== "");
  const points = pairs.map((pair) => pair.split(",").map((a) => (a.trim() === "" ? NaN : Number(a))));
  const inside = (point) =>
    point.length === dim && point.every((a, i) => a >= window[i][0] && a <= window[i][1]);
  const marbles = points.filter(inside).slice(0, MOST_MARBLES - 1);
  return { marbles, left_out: points.length - marbles.length };
}

/** Return the address of a state: only what differs from what a lab shows anyway. */
export function to_address(data, state) {
  const usual = defaults(data);
  const parts = data.controls
    .filter(({ key }) => state[key] !== usual[key])
    .map(({ key }) => `${key}=${Number(state[key].toPrecision(10))}`);
  if (String(state.rules) !== String(usual.rules)) parts.push(`rules=${state.rules.join(",")}`);
  if (state.schedule !== usual.schedule) parts.push(`schedule=${state.schedule}`);
  if (state.seed !== usual.seed) parts.push(`seed=${state.seed}`);
  if (state.solid) parts.push("view=3d");
  if (state.solid && state.turn !== usual.turn) parts.push(`turn=${state.turn}`);
  if (state.trained !== usual.trained) parts.push(`trained=${state.trained}`);
  if (state.marbles.length) {
    const pairs = state.marbles.map((point) => point.map((a) => Number(a.toPrecision(5))).join(","));
    parts.push(`marbles=${pairs.join(";")}`);
  }
  return parts.join("&");
}

/** Return the command that films this state and what of it no film has, or why none does. */
export function command_of(data, state) {
  const [settings, usual] = [[], defaults(data)];
  const own = [
    ["optimizers", String(state.rules) !== String(usual.rules)],
    ["schedule", state.schedule !== usual.schedule],
    ["marbles", state.marbles.length > 0],
  ];
  const unfilmed = own.filter(([, differs]) => differs).map(([what]) => what);
  for (const control of data.controls) {
    const value = state[control.key];
    if (value === control.value) continue;
    if (data.recorded) return { refusal: "The film shows the recorded training only." };
    const film = control.films.find(({ low, high }) => value >= low && value <= high);
    if (film) {
      if (value !== film.value) settings.push(`--set ${film.parameter}=${Number(value.toPrecision(6))}`);
    } else if (control.films.length) {
      const ranges = control.films.map(({ low, high }) => `${shown(low)} to ${shown(high)}`);
      return { refusal: `The film takes ${control.letter} from ${ranges.join(" or ")}.` };
    } else if (!["steps", "beta"].includes(control.key)) {
      return { refusal: `The film has ${control.letter} = ${shown(control.value)} only.` };
    } else {
      unfilmed.push(control.letter);
    }
  }
  const remark = unfilmed.length ? `The film keeps its own ${unfilmed.join(", ")}.` : "";
  return { command: ["python render.py video", data.scene, ...settings].join(" "), remark };
}
