// The speaker's window: what is shown, what to say, what comes next, and how late it is. The page
// draws into it: a window that a file opens may run no script of its own.

import { unpacked } from "slides/clips";

const STYLE = `
  html { background: #141414; color: #f2f2f2; font: 400 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100vh; padding: 20px; display: grid; gap: 20px;
         grid: "now next" auto "words clock" minmax(0, 1fr) / minmax(0, 3fr) minmax(0, 2fr); }
  #now { grid-area: now; } #next { grid-area: next; } #words { grid-area: words; overflow: auto; } #time { grid-area: clock; }
  canvas, video { display: block; width: 100%; background: #000; aspect-ratio: var(--shape); }
  h2 { margin: 0 0 6px; font: inherit; font-size: 13px; color: #a8a8a8; }
  #caption { margin: 0 0 14px; font-size: clamp(20px, 2.2vw, 30px); line-height: 1.35; }
  #notes { color: #c9c9c9; font-size: 15px; }
  #notes p { margin: 0 0 10px; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th { font-weight: 400; color: #a8a8a8; } th, td { text-align: right; padding: 1px 18px 1px 0; }
  #time { display: flex; gap: 28px; align-items: flex-start; }
  #time output { display: block; font-size: clamp(26px, 3.4vw, 46px); line-height: 1.1; font-variant-numeric: tabular-nums; }
  #time button { font: inherit; font-size: 13px; color: inherit; background: none; border: 1px solid #666; border-radius: 5px; padding: 2px 10px; }
  #black { color: #ffd24a; }
`;

const BODY = [
  ["section", "now", "Now", "canvas"],
  ["section", "next", "Next", "video"],
  ["section", "words", "", ""],
  ["section", "time", "", ""],
];

export class Speaker {
  constructor(slides, press) {
    this.slides = slides;
    this.press = press;
    this.began = null;
  }

  get document() {
    return this.window && !this.window.closed ? this.window.document : null;
  }

  /** Open it, and tell whether the browser allows that. */
  open() {
    if (this.document) {
      this.window.focus();
      return true;
    }
    this.window = window.open("", "", "popup,width=1180,height=760");
    if (!this.window) return false;
    this.build(this.window.document);
    this.window.addEventListener("keydown", (event) => this.press(event));
    this.showing = undefined;
    this.update();
    return true;
  }

  close() {
    this.window?.close();
  }

  build(page) {
    page.title = `Speaker: ${this.slides.data.title}`;
    page.documentElement.lang = "en";
    page.head.append(Object.assign(page.createElement("style"), { textContent: STYLE }));
    const [width, height] = this.slides.data.shape;
    page.documentElement.style.setProperty("--shape", `${width} / ${height}`);
    for (const [kind, id, title, inside] of BODY) {
      const part = Object.assign(page.createElement(kind), { id });
      if (title) part.append(Object.assign(page.createElement("h2"), { textContent: title }));
      if (inside) part.append(page.createElement(inside));
      page.body.append(part);
    }
    const canvas = page.querySelector("canvas");
    [canvas.width, canvas.height] = [width, height];
    page.querySelector("video").muted = true;
    page.querySelector("#words").innerHTML = '<h2 id="where"></h2><p id="caption"></p><div id="notes"></div>';
    page.querySelector("#time").innerHTML =
      '<div><h2>Time</h2><output id="clock"></output></div>' +
      '<div><h2>Since the first slide</h2><output id="elapsed"></output><button type="button">Start again at 0</button></div>';
    page.querySelector("button").addEventListener("click", () => (this.began = Date.now()));
  }

  /** Show what belongs to the slide that is shown. */
  update() {
    const { at, slide, slides } = this.slides;
    if (at && this.began === null) this.began = Date.now();
    const page = this.document;
    if (!page) return;
    const black = document.querySelector("#black").hidden ? "" : " (the screen is black)";
    page.querySelector("#now h2").textContent = `Now${black}`;
    page.querySelector("#where").textContent = slide
      ? `${at} / ${slides.length}  ${slide.scene_title} · ${slide.title}`
      : `The cover of ${slides.length} slides`;
    page.querySelector("#caption").textContent = slide?.caption ?? this.slides.data.title;
    if (this.showing === at) return;
    this.showing = at;
    const notes = page.querySelector("#notes");
    notes.replaceChildren(...this.notes(page, slide));
    const after = slides[at];
    page.querySelector("#next h2").textContent = after ? `Next: ${after.title}` : "Next: nothing, this is the last slide";
    const video = page.querySelector("video");
    if (video.src) URL.revokeObjectURL(video.src);
    video.style.visibility = after ? "visible" : "hidden";
    if (!after) return;
    video.src = URL.createObjectURL(new Blob([unpacked(`clip-${at + 1}`)], { type: "video/mp4" }));
    video.currentTime = (after.rest + 0.5) / this.slides.data.fps;
  }

  *notes(page, slide) {
    const element = (kind, textContent = "") => Object.assign(page.createElement(kind), { textContent });
    if (!slide) return;
    if (slide.settings) yield element("p", slide.settings);
    if (!slide.steps.length) return;
    const table = element("table");
    slide.steps.forEach((row, k) => {
      const line = element("tr");
      line.append(...row.map((text) => element(k ? "td" : "th", text)));
      table.append(line);
    });
    yield table;
  }

  /** Copy the picture, and tell the time. */
  draw() {
    const page = this.document;
    if (!page) return;
    const canvas = page.querySelector("canvas");
    const video = this.slides.clips.shown;
    const brush = canvas.getContext("2d");
    if (video && this.slides.at) brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    else brush.clearRect(0, 0, canvas.width, canvas.height);
    const two = (number) => String(number).padStart(2, "0");
    const now = new Date();
    const seconds = this.began === null ? 0 : Math.floor((now - this.began) / 1000);
    page.querySelector("#clock").value = `${two(now.getHours())}:${two(now.getMinutes())}`;
    page.querySelector("#elapsed").value = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }
}
