// Exercises: an answer is held against what gdcore.theory said when the page was made.

export class Exercises {
  /** `open(address)` shows the lab at a setting. */
  constructor(root, scene, open) {
    this.scene = scene;
    for (const form of root.querySelectorAll("form")) this.bind(form, open);
  }

  bind(form, open) {
    const { answer, hint, praise } = JSON.parse(form.querySelector("script").textContent);
    const verdict = form.querySelector(".verdict");
    const key = `right ${this.scene} ${form.id}`;
    const say = (text, right) => {
      verdict.textContent = text;
      form.dataset.right = String(right);
    };
    if (remembered(key)) say(`Right, as before. ${praise}`, true);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const filled = new FormData(form);
      const given = answer.map((_, k) => String(filled.get(`answer-${k}`) ?? "").trim());
      if (given.includes("")) return say("An answer is missing.", false);
      const words = given.find((text, k) => typeof answer[k] !== "string" && Number.isNaN(number_in(text)));
      if (words !== undefined) return say(`“${words}” is not a number.`, false);
      const right = is_right(answer, given);
      say(right ? `Right. ${praise}` : hint.text, right);
      if (right) remember(key);
      else if (hint.address !== null) open(hint.address);
      form.querySelector(".hint").hidden = right || hint.address === null;
    });
    form.querySelector(".hint").addEventListener("click", () => open(hint.address));
  }
}

/** Numbers lie within their tolerance, choices are the same. */
function is_right(answer, given) {
  return answer.every((expected, k) => {
    if (typeof expected === "string") return given[k] === expected;
    return Math.abs(number_in(given[k]) - expected.value) <= expected.tolerance;
  });
}

const number_in = (text) => Number(text.replace(",", ".").replace("−", "-"));

function remembered(key) {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

function remember(key) {
  try {
    localStorage.setItem(key, "yes");
  } catch {
    // then it is right as long as the page lasts
  }
}
