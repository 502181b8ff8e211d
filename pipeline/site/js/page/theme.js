// Dark or light: as the system has it, until someone switches. The choice is kept in this browser.

const KEY = "theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const heard = new Set();

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser may refuse to keep anything
  }
}

let chosen = ["dark", "light"].includes(kept()) ? kept() : null;

export const theme = () => chosen ?? (system.matches ? "dark" : "light");

/** Call back with the theme's name now, and whenever it changes. */
export function follow(hear) {
  heard.add(hear);
  hear(theme());
}

function apply() {
  document.documentElement.dataset.theme = theme();
  for (const hear of heard) hear(theme());
}

export function bind_switch(button) {
  follow((name) => {
    button.setAttribute("aria-label", `Switch to the ${name === "dark" ? "light" : "dark"} theme`);
    button.textContent = name === "dark" ? "Light" : "Dark";
  });
  button.addEventListener("click", () => {
    chosen = theme() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // then it lasts as long as the page
    }
    apply();
  });
}

system.addEventListener("change", apply);
apply();
