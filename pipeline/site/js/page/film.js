// The film: captions handed over as a blob (browsers refuse a track from file://), chapters, keys.

import { follow } from "page/theme";

const MIDDLE = 0.5; // of a frame: at its very edge a browser may show the one before

export class Film {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.video = root.querySelector("video");
    this.heard = new Set();
    this.add_captions();
    follow((theme) => this.wear(theme));
    this.bind_beats();
    this.bind_keys();
    this.bind_buttons();
    this.follow_time();
    this.stay_in_sight();
  }

  get frame() {
    return Math.min(this.data.frames - 1, Math.floor(this.video.currentTime * this.data.fps + 1e-3));
  }

  /** Show one frame, and stay there. */
  seek(frame) {
    this.video.pause();
    const held = Math.max(0, Math.min(this.data.frames - 1, frame));
    this.video.currentTime = (held + MIDDLE) / this.data.fps;
  }

  /** Call back with the frame that is shown, whenever it is another one. */
  follow(hear) {
    this.heard.add(hear);
  }

  add_captions() {
    const track = document.createElement("track");
    track.kind = "captions";
    track.label = "English";
    track.srclang = "en";
    track.src = URL.createObjectURL(new Blob([this.data.captions], { type: "text/vtt" }));
    track.default = true;
    this.video.append(track);
  }

  wear(theme) {
    const { sources } = this.data;
    const source = sources[theme] ?? Object.values(sources)[0];
    if (this.source === source) return;
    this.source = source;
    const { currentTime, paused } = this.video;
    this.video.poster = source.poster;
    this.video.src = source.embedded ? this.unpacked(source.embedded) : source.video;
    if (currentTime > 0) {
      this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = currentTime), { once: true });
    }
    if (!paused) this.video.play();
  }

  /** Return the address of a video that the page holds itself. */
  unpacked(id) {
    this.unpacked_videos ??= {};
    this.unpacked_videos[id] ??= (() => {
      const text = atob(document.getElementById(id).textContent.trim());
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      return URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    })();
    return this.unpacked_videos[id];
  }

  bind_beats() {
    this.items = [...this.root.querySelectorAll(".beats li")];
    this.bars = [...this.root.querySelectorAll(".chapters i")];
    this.items.forEach((item, k) =>
      item.querySelector("button").addEventListener("click", () => {
        this.video.currentTime = this.data.beats[k].start + MIDDLE / this.data.fps;
        this.mark();
      }),
    );
  }

  beat_now() {
    const now = this.video.currentTime;
    return Math.max(0, this.data.beats.findLastIndex(({ start }) => start <= now + 1e-3));
  }

  mark() {
    const beat = this.beat_now();
    if (beat !== this.beat) {
      this.beat = beat;
      this.items.forEach((item, k) =>
        item.querySelector("button").setAttribute("aria-current", String(k === beat)),
      );
      this.bars.forEach((bar, k) => bar.classList.toggle("now", k === beat));
      const list = this.root.querySelector(".beats");
      const item = this.items[beat];
      if (item) list.scrollTo({ top: item.offsetTop - 24, behavior: "auto" });
    }
    const frame = this.frame;
    if (frame !== this.told) {
      this.told = frame;
      for (const hear of this.heard) hear(frame);
    }
  }

  follow_time() {
    for (const event of ["timeupdate", "seeked", "loadedmetadata"]) {
      this.video.addEventListener(event, () => this.mark());
    }
    const each = () => {
      if (!this.video.paused) this.mark();
      this.video.requestVideoFrameCallback?.(each);
    };
    this.video.requestVideoFrameCallback?.(each);
  }

  /** Stand beside the table of steps while one sees that, and not the own place of the film. */
  stay_in_sight() {
    const [screen, rows] = [this.root.querySelector(".screen"), document.querySelector("#steps .rows")];
    if (!rows) return;
    const [wide, seen] = [matchMedia("(min-width: 62rem)"), new Map()];
    const place = () => {
      const beside = wide.matches && seen.get(rows) && !seen.get(screen);
      this.video.classList.toggle("beside", beside);
      if (!beside) return this.video.removeAttribute("style");
      const box = rows.getBoundingClientRect();
      const edge = rows.parentElement.getBoundingClientRect().right;
      const width = Math.min(edge - box.right - 32, (box.height * screen.clientWidth) / screen.clientHeight);
      Object.assign(this.video.style, {
        top: `${box.top + scrollY}px`,
        left: `${edge - width + scrollX}px`,
        width: `${width}px`,
      });
    };
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, intersectionRatio } of entries) seen.set(target, intersectionRatio >= 0.4);
      place();
    }, { threshold: 0.4 });
    watcher.observe(screen);
    watcher.observe(rows);
    addEventListener("resize", place);
  }

  bind_keys() {
    const beats = this.data.beats;
    const to_beat = (k) => this.seek(Math.round(beats[Math.max(0, Math.min(beats.length - 1, k))].start * this.data.fps));
    const keys = {
      " ": () => (this.video.paused ? this.video.play() : this.video.pause()),
      ArrowLeft: () => this.seek(this.frame - 1),
      ArrowRight: () => this.seek(this.frame + 1),
      ArrowUp: () => to_beat(this.beat_now() - 1),
      ArrowDown: () => to_beat(this.beat_now() + 1),
    };
    // on the film alone: elsewhere arrows scroll the page, and a space presses what has the focus
    const stage = this.root.querySelector(".stage");
    const hear = (event) => {
      if (event.target.closest("select, input") || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === " " && event.target.closest("button")) return;
      if (!(event.key in keys)) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    };
    stage.addEventListener("keydown", hear, { capture: true });
    stage.addEventListener("pointerdown", () => this.video.focus({ preventScroll: true }));
  }

  bind_buttons() {
    this.root.querySelector("[name=speed]").addEventListener("change", (event) => {
      this.video.playbackRate = Number(event.target.value);
    });
    const aside = this.root.querySelector("[data-do=aside]");
    aside.hidden = !document.pictureInPictureEnabled;
    aside.addEventListener("click", async () => {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await this.video.requestPictureInPicture().catch(() => {}); // a browser may refuse
    });
  }
}
