// Step by step: a step, its numbers and its frame belong together, whichever of them one moves.

export class Scrubber {
  /**
   * Take the walks that the film shows.
   *
   * `film` shows a step's frame, and `stand(walk, point)` its marble in the lab.
   */
  constructor(root, walks, film, stand) {
    this.root = root;
    this.walks = walks;
    this.film = film;
    this.stand = stand;
    this.slider = root.querySelector("input[type=range]");
    this.body = root.querySelector("tbody");
    this.choice = root.querySelector("[name=walk]");
    this.choice.addEventListener("change", () => {
      this.choose(this.choice.selectedIndex);
      this.go(0);
    });
    this.slider.addEventListener("input", () => this.go(this.slider.valueAsNumber));
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row) this.go(row.rowIndex - 1);
    });
    film.follow((frame) => this.hear(frame));
    this.choose(0);
    this.light(0);
  }

  choose(index) {
    this.walk = this.walks[index];
    const { n, rows, axes } = this.walk;
    this.root.querySelector("thead tr").innerHTML = ["step", ...axes, "loss"]
      .map((name) => `<th scope="col">${name}</th>`)
      .join("");
    const lines = rows.map((numbers, k) => {
      const row = document.createElement("tr");
      for (const text of [n[k], ...numbers]) row.insertCell().textContent = text;
      return row;
    });
    this.body.replaceChildren(...lines);
    this.slider.max = n.length - 1;
    this.root.dataset.role = this.walk.role;
    this.at = null;
  }

  /** Go to a row: the film seeks to its frame. */
  go(row) {
    this.going = this.walk.frames[row];
    this.light(row);
    this.film.seek(this.walk.frames[row]);
  }

  /** The film shows another frame: light the row of the step that was reached last. */
  hear(frame) {
    if (this.going !== undefined) {
      if (frame !== this.going) return; // still on the way to where someone sent it
      this.going = undefined;
      return;
    }
    const here = this.row_at(this.walk, frame);
    if (here < 0 || frame > this.walk.frames.at(-1) + this.film.data.fps) {
      const other = this.walks.findIndex((walk) => this.row_at(walk, frame) >= 0 && frame <= walk.frames.at(-1));
      if (other < 0) return;
      this.choice.selectedIndex = other;
      this.choose(other);
      this.light(this.row_at(this.walk, frame));
    } else {
      this.light(here);
    }
  }

  row_at(walk, frame) {
    return walk.frames.findLastIndex((first) => first <= frame);
  }

  light(row) {
    if (row === this.at) return;
    this.body.rows[this.at]?.removeAttribute("aria-current");
    this.at = row;
    const line = this.body.rows[row];
    line.setAttribute("aria-current", "true");
    const box = this.root.querySelector(".rows");
    box.scrollTo({ top: line.offsetTop - box.clientHeight / 2 });
    this.slider.value = row;
    const names = ["step", ...this.walk.axes, "loss"];
    const numbers = [this.walk.n[row], ...this.walk.rows[row]];
    const said = names.map((name, k) => `${name} ${numbers[k]}`).join(", ");
    this.slider.setAttribute("aria-valuetext", said);
    this.root.querySelector("output").textContent = said;
    this.stand(this.walk, this.walk.points[row]);
  }
}
