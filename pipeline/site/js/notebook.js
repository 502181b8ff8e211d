// The lab in a notebook: anywidget imports this text, before which SOURCES was put.
//
// A notebook has no import map of ours: each module becomes a blob, whose imports are those of blobs.

/* global SOURCES */

const IMPORT = /^import\b[^;"]*"([\w./-]+)";/gm;
const made = new Map();

/** Return the address of a module, made after those that it imports. */
function address(name) {
  if (!made.has(name)) {
    const text = SOURCES[name].replace(IMPORT, (line, other) => line.replace(`"${other}"`, `"${address(other)}"`));
    made.set(name, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  return made.get(name);
}

async function render({ model, el }) {
  const { Lab } = await import(address("lab/lab"));
  const inside = el.attachShadow({ mode: "open" }); // so that neither style reaches the other
  inside.innerHTML = model.get("html");
  const lab = new Lab(inside.querySelector(".lab"));
  lab.set(model.get("state"));
  lab.hear = (state) => {
    model.set("state", state);
    model.save_changes();
  };
  const follow = () => {
    if (JSON.stringify(model.get("state")) !== JSON.stringify(lab.state)) lab.set(model.get("state"));
  };
  model.on("change:state", follow);
  return () => model.off("change:state", follow);
}

export default { render };
