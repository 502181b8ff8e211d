// The page: it finds what there is, and lets the parts speak to each other.

import { Lab } from "lab/lab";
import { Exercises } from "page/exercises";
import { Film } from "page/film";
import { Scrubber } from "page/scrubber";
import { bind_switch } from "page/theme";

const one = (selector) => document.querySelector(selector);
const json = (id) => JSON.parse(document.getElementById(id).textContent);

bind_switch(one("#theme"));

const labs = new Map(); // by the landscape's name, made when they are first shown
const sections = new Map([...document.querySelectorAll(".lab")].map((root) => [root.dataset.lab, root]));

/** Return the settings in the page's address; the name of one of its sections is none. */
function settings() {
  const address = location.hash.slice(1);
  return address.includes("=") ? address : "";
}

function show_lab(name, address) {
  for (const [other, root] of sections) root.hidden = other !== name;
  const choice = one("[name=lab]");
  if (choice) choice.value = name;
  const root = sections.get(name);
  if (!labs.has(name)) labs.set(name, new Lab(root, address));
  else if (address) labs.get(name).ask(address);
}

/** Show the lab that an address means, set as it says. */
function open(address) {
  const asked = new URLSearchParams(address).get("lab");
  const name = sections.has(asked) ? asked : sections.keys().next().value;
  if (name === undefined) return;
  show_lab(name, address);
  if (asked && asked !== name) labs.get(name).say([`There is no lab ${asked.slice(0, 40)}: this is ${name}.`]);
}

open(settings());
addEventListener("hashchange", () => {
  if (location.hash === "" || settings()) open(settings());
});
one("[name=lab]")?.addEventListener("change", (event) => show_lab(event.target.value, ""));

if (one("#film")) {
  const data = json("film-data");
  const film = new Film(one("#film"), data);
  const stand = (walk, point) => {
    for (const [name, lab] of labs) lab.show_film(name === walk.landscape ? point : null);
  };
  const steps = one("#steps");
  window.page = { film, labs, scrubber: steps && new Scrubber(steps, data.walks, film, stand) };
} else {
  window.page = { labs };
}

const exercises = one("#exercises");
if (exercises) {
  new Exercises(exercises, document.body.dataset.scene, (address) => {
    open(address);
    one("#try").scrollIntoView({ block: "start" });
  });
}
// a link to an experiment opens at it; who goes back or loads the page anew stays where they were
const [arrival] = performance.getEntriesByType("navigation");
if (one("#film") && settings() && arrival?.type === "navigate") one("#try")?.scrollIntoView();
document.body.dataset.ready = "yes";
