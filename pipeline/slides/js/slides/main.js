// The slides: which one is shown, whether it plays or rests, and what each key does.

import { Clips, unpacked } from "slides/clips";
import { Speaker } from "slides/speaker";

const one = (selector) => document.querySelector(selector);
const TYPING = 700; // ms in which another digit belongs to the same number
const IDLE = 2500; // ms until the controls go
const TOLD = 1600; // ms that a short message stays
const SWIPE = 48; // px
const BACK = 0.25; // of the width: a tap there goes back
const NOT_IN_SLIDES = "#theme, [data-do=copy-link], [data-do=copy-embed] { display: none !important; }";

class Slides {
  constructor(data) {
    this.data = data;
    this.slides = data.slides;
    this.clips = new Clips(one("#stage"), data.slides, data.fps);
    this.speaker = new Speaker(this, (event) => this.press(event));
    this.at = 0; // the cover
    this.came_back = false; // to the end of a slide, by ←
    this.looping = false;
    this.actions = {
      next: () => this.next(),
      back: () => this.back(),
      end_of_next: () => this.at < this.slides.length && this.rest(this.at + 1),
      end_before: () => this.rest(this.at - 1),
      cover: () => this.rest(0),
      last: () => this.rest(this.slides.length),
      again: () => this.at && this.play(this.at),
      pause: () => this.pause(),
      loop: () => this.loop(),
      caption: () => this.caption(),
      black: () => this.black(),
      lab: () => this.lab(),
      speaker: () => this.speaker.open() || this.tell("The browser keeps the window shut: allow pop-ups here"),
      full: () => this.full(),
      help: () => this.help(),
    };
    this.bind();
    if (this.kept("caption")) this.caption();
    this.rest(this.place()).then(() => (document.body.dataset.ready = "yes"));
  }

  get slide() {
    return this.slides[this.at - 1] ?? null;
  }

  get playing() {
    return ["plays", "clears"].includes(document.body.dataset.state);
  }

  // ---- going about

  next() {
    if (this.clears_first()) this.clear();
    else if (this.at < this.slides.length) this.play(this.at + 1);
    else if (this.playing) this.rest(this.at);
    else this.tell("That was the last slide");
  }

  back() {
    if (this.came_back && this.at) this.play(this.at);
    else if (this.at) {
      this.rest(this.at - 1);
      this.came_back = this.at > 0;
    }
  }

  /** Whether the slide rests before it clears up, for one that follows. */
  clears_first() {
    const rests = document.body.dataset.state === "rests";
    return rests && this.at > 0 && this.at < this.slides.length && this.clips.has_tail(this.at);
  }

  /** Play what is left of the slide, in which it clears up; then the next one. */
  clear() {
    const [video, mine] = [this.clips.shown, this.turn];
    video.onended = () => this.turn === mine && this.play(this.at + 1);
    this.set_state("clears");
    video.play().catch(() => {});
  }

  async play(k) {
    const video = await this.show(k, "plays");
    if (!video) return;
    video.loop = this.looping;
    if (this.clips.has_tail(k)) this.rest_in_time(video);
    await video.play().catch(() => {}); // it is called off by the next key
  }

  /** Stop a slide at the frame that it rests on, unless it loops. */
  rest_in_time(video) {
    const mine = this.turn;
    const [k, end] = [this.at, this.clips.end(this.at)];
    const watch = async () => {
      if (this.turn !== mine || document.body.dataset.state === "rests") return;
      if (!this.looping && video.currentTime >= end) {
        await this.clips.park(k);
        if (this.turn === mine) this.set_state("rests");
      } else requestAnimationFrame(watch);
    };
    watch();
  }

  /** Show a slide's end; the cover is slide 0. */
  async rest(k) {
    this.set_looping(false);
    await this.show(Math.max(0, Math.min(this.slides.length, k)), "rests");
  }

  /** Show a slide at its start, to play it, or at its end; return its video if no key came first. */
  async show(k, state) {
    if (k !== this.at) this.set_looping(false);
    this.came_back = false;
    this.at = k;
    const mine = (this.turn = {});
    const video = await this.clips.show(k || null, state === "rests");
    if (this.turn !== mine) return null;
    if (video) video.onended = () => this.turn === mine && this.set_state("rests");
    one("#cover").hidden = k > 0;
    this.keep("place", k ? `${this.slide.scene}.${this.slide.name}` : "");
    this.describe();
    this.set_state(state);
    this.clips.wait_around(k);
    return video;
  }

  set_state(state) {
    document.body.dataset.slide = this.at;
    document.body.dataset.state = state;
    this.speaker.update();
  }

  describe() {
    const { slide, at, slides } = this;
    one("#where").textContent = slide ? `${at} / ${slides.length}  ${slide.scene_title} · ${slide.title}` : `${slides.length} slides`;
    one("#caption span")?.remove();
    const words = document.createElement("span");
    words.textContent = slide?.caption ?? "";
    one("#caption").append(words);
    one("#words").textContent = slide ? `Slide ${at} of ${slides.length}. ${slide.caption}` : "";
    one("#bar [data-do=lab]").hidden = !(slide && this.lab_page(slide.scene));
    document.querySelectorAll(".track i").forEach((part, k) => {
      part.className = k + 1 < at ? "past" : k + 1 === at ? "now" : "";
    });
  }

  // ---- what else keys do

  pause() {
    const video = this.clips.shown;
    if (!video || !this.at) return;
    if (this.playing) {
      video.pause();
      this.set_state("pauses");
    } else if (document.body.dataset.state === "pauses") {
      this.set_state("plays");
      video.play();
    } else this.play(this.at);
  }

  loop() {
    if (!this.at) return;
    this.set_looping(!this.looping);
    if (this.looping && !this.playing) this.play(this.at);
  }

  set_looping(whether) {
    this.looping = whether;
    if (this.clips.shown) this.clips.shown.loop = whether;
    pressed("loop", whether);
  }

  caption() {
    const line = one("#caption");
    line.hidden = !line.hidden;
    pressed("caption", !line.hidden);
    this.keep("caption", line.hidden ? "" : "yes");
  }

  black() {
    one("#black").hidden = !one("#black").hidden;
    if (!one("#black").hidden && this.playing) this.pause();
    else if (document.body.dataset.state === "pauses") this.pause();
    this.speaker.update();
  }

  lab_page(scene) {
    return document.getElementById(`lab-${scene}`);
  }

  lab() {
    const holder = one("#lab");
    holder.querySelector("iframe")?.remove();
    if (!holder.hidden || !this.slide || !this.lab_page(this.slide.scene)) {
      if (holder.hidden && this.slide) this.tell("This scene has no lab");
      holder.hidden = true;
      return;
    }
    if (this.playing) this.pause();
    const frame = document.createElement("iframe");
    frame.title = `Lab: ${this.slide.scene_title}`;
    frame.srcdoc = new TextDecoder().decode(unpacked(`lab-${this.slide.scene}`)); // of this page's origin
    frame.addEventListener("load", () => {
      const lab = frame.contentDocument;
      lab.documentElement.dataset.theme = document.documentElement.dataset.theme;
      lab.head.append(Object.assign(lab.createElement("style"), { textContent: NOT_IN_SLIDES }));
      lab.addEventListener("keydown", (event) => event.key === "Escape" && this.lab());
      frame.contentWindow.focus();
    });
    holder.append(frame);
    holder.hidden = false;
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => this.tell("The browser allows no full screen here"));
  }

  help() {
    const dialog = one("#help");
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  // ---- keys, clicks, touch

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const on_button = event.target.closest?.("button");
    if (on_button && (event.key === " " || event.key === "Enter")) return; // it presses what has the focus
    if (/^[0-9]$/.test(event.key)) {
      event.preventDefault();
      this.type(event.key);
      return;
    }
    if (event.key === "Enter" && this.typed) {
      this.jump();
      return;
    }
    const name = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (event.key === "Escape") {
      if (!one("#lab").hidden) this.lab();
      else if (!one("#black").hidden) this.black();
      return;
    }
    if (!name || (event.repeat && name !== "next" && name !== "back")) return;
    event.preventDefault();
    if (one("#help").open && name !== "help") one("#help").close();
    this.do(name);
  }

  /** Do what a key or a button means. The first key on a black screen brings the slide back. */
  do(name) {
    if (!one("#black").hidden && name !== "speaker" && name !== "full") this.black();
    else if (!one("#lab").hidden && GOING.has(name)) {
      this.lab();
      this.actions[name]();
    } else this.actions[name]();
  }

  type(digit) {
    this.typed = (this.typed ?? "") + digit;
    clearTimeout(this.typing);
    const alone = Number(this.typed) * 10 > this.slides.length; // no larger number begins with it
    if (alone || this.typed === "0") this.jump();
    else {
      this.tell(`${this.typed} …`);
      this.typing = setTimeout(() => this.jump(), TYPING);
    }
  }

  jump() {
    clearTimeout(this.typing);
    const number = Number(this.typed);
    this.typed = "";
    if (!one("#black").hidden) this.black();
    if (!one("#lab").hidden) this.lab();
    if (number > this.slides.length) this.tell(`There are ${this.slides.length} slides`);
    else if (number === 0) this.rest(0);
    else this.play(number);
  }

  bind() {
    addEventListener("keydown", (event) => this.press(event));
    for (const button of document.querySelectorAll("[data-do]")) {
      if (button.dataset.key) button.title = `${button.title || button.textContent} (${button.dataset.key})`;
      button.addEventListener("click", (event) => {
        if (event.detail) button.blur(); // after a mouse's click, space plays the next slide again
        this.do(button.dataset.do);
      });
    }
    for (const button of document.querySelectorAll("[data-slide]")) {
      button.addEventListener("click", () => this.play(Number(button.dataset.slide)));
    }
    one("[data-do=full]").hidden = !document.fullscreenEnabled;
    one("#help").addEventListener("click", () => one("#help").close());
    document.querySelectorAll(".track i").forEach((part, k) => part.addEventListener("click", () => this.play(k + 1)));
    let from = null;
    addEventListener("pointerdown", (event) => {
      from = event.target.closest("button, nav, dialog, #lab") || event.button ? null : event.clientX;
    });
    addEventListener("pointerup", (event) => {
      if (from === null) return;
      const moved = event.clientX - from;
      const goes_back = Math.abs(moved) > SWIPE ? moved > 0 : event.clientX < BACK * innerWidth;
      from = null;
      this.do(goes_back ? "back" : "next");
    });
    const wake = () => {
      document.body.classList.add("awake");
      clearTimeout(this.idle);
      this.idle = setTimeout(() => document.body.classList.remove("awake"), IDLE);
    };
    for (const event of ["pointermove", "pointerdown", "focusin"]) addEventListener(event, wake);
    addEventListener("pagehide", () => this.speaker.close());
    const draw = () => {
      const video = this.clips.shown;
      const part = one(".track .now u");
      if (part && video) part.style.width = `${(100 * video.currentTime) / (video.duration || 1)}%`;
      this.speaker.draw();
      requestAnimationFrame(draw);
    };
    draw();
  }

  tell(text) {
    const line = one("#told");
    line.textContent = text;
    line.classList.add("shown");
    clearTimeout(this.telling);
    this.telling = setTimeout(() => line.classList.remove("shown"), TOLD);
  }

  // ---- what the browser keeps

  key(name) {
    return `slides ${this.data.id} ${name}`;
  }

  keep(name, value) {
    try {
      localStorage.setItem(this.key(name), value);
    } catch {
      // a browser may refuse to keep anything, for files more so
    }
  }

  kept(name) {
    try {
      return localStorage.getItem(this.key(name));
    } catch {
      return null;
    }
  }

  /** The slide that was shown last; the cover when none is known. */
  place() {
    const kept = this.kept("place");
    return this.slides.findIndex(({ scene, name }) => `${scene}.${name}` === kept) + 1;
  }
}

const KEYS = {
  ArrowRight: "next",
  " ": "next",
  PageDown: "next",
  ArrowLeft: "back",
  PageUp: "back",
  ArrowDown: "end_of_next",
  ArrowUp: "end_before",
  Home: "cover",
  End: "last",
  r: "again",
  p: "pause",
  l: "loop",
  c: "caption",
  b: "black",
  ".": "black",
  t: "lab",
  s: "speaker",
  f: "full",
  "?": "help",
  h: "help",
};

const GOING = new Set(["next", "back", "end_of_next", "end_before", "cover", "last", "again"]);

function pressed(name, whether) {
  one(`#bar [data-do=${name}]`).setAttribute("aria-pressed", String(whether));
}

window.slides = new Slides(JSON.parse(one("#deck").textContent));
