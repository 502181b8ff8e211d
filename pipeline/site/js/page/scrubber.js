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
    const shown = this.shown_at(frame);
    if (shown < 0) return;
    if (this.walks[shown] !== this.walk) {
      this.choice.selectedIndex = shown;
      this.choose(shown);
    }
    this.light(this.row_at(this.walk, frame));
  }

  /** Return which walk a frame shows: the one at hand if it does, else the one that moved last. */
  shown_at(frame) {
    const lasts = this.walks.map(({ frames }) => frames.findLast((first) => first <= frame) ?? -1);
    const latest = Math.max(...lasts);
    const mine = this.walks.indexOf(this.walk);
    return latest < 0 || lasts[mine] === latest ? mine : this.at_hand(frame) ? mine : lasts.indexOf(latest);
  }

  /** Tell whether a frame is between the first and the last step of the walk at hand. */
  at_hand(frame) {
    const { frames } = this.walk;
    return frames[0] <= frame && frame <= frames.at(-1);
  }

  row_at(walk, frame) {
    return Math.max(0, walk.frames.findLastIndex((first) => first <= frame));
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
    this.slider.setAttribute("aria-valuetext", names.map((name, k) => `${name} ${numbers[k]}`).join(", "));
    const read = names.map((name, k) => (k === 0 ? `step\u00a0${numbers[0]}` : `${name}\u00a0=\u00a0${numbers[k]}`));
    this.root.querySelector("output").textContent = read.join("   ");
    this.stand(this.walk, this.walk.points[row]);
  }
}
