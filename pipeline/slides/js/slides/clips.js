// The clips: a video for the slide that is shown and for its neighbours, which wait where they will
// be needed: the one before at its end, the next one at its start. Then nothing flickers.

const MIDDLE = 0.5; // of a frame: at its very edge a browser may show the one before
const NEAR = 1e-3; // s
const PATIENCE = 1500; // ms: some browsers load no picture before they play
const HELD = 2; // how far away a clip is still unpacked

/** Return the bytes that an element holds as base64. */
export function unpacked(id) {
  const text = atob(document.getElementById(id).textContent);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export class Clips {
  constructor(stage, slides, fps) {
    this.stage = stage;
    this.slides = slides;
    this.fps = fps;
    this.made = new Map(); // by the slide's number, from 1
    this.shown = null;
  }

  has(k) {
    return k >= 1 && k <= this.slides.length;
  }

  /** Return the video of a slide, made if need be. */
  of(k) {
    if (!this.made.has(k)) {
      const video = document.createElement("video");
      video.muted = video.playsInline = true;
      video.preload = "auto";
      video.disableRemotePlayback = true;
      video.tabIndex = -1;
      video.src = URL.createObjectURL(new Blob([unpacked(`clip-${k}`)], { type: "video/mp4" }));
      this.stage.append(video);
      this.made.set(k, video);
    }
    return this.made.get(k);
  }

  /** The middle of the frame that a slide rests on, in seconds. */
  end(k) {
    return (this.slides[k - 1].rest + MIDDLE) / this.fps;
  }

  /** Whether a slide clears up after the frame that it rests on. */
  has_tail(k) {
    return this.slides[k - 1].rest < this.slides[k - 1].frames - 1;
  }

  /** Stop the slide that is shown at the frame that it rests on. */
  async park(k) {
    await parked(this.shown, this.end(k));
  }

  /** Show a slide at its start or at its end, once that picture is there; `null` hides all. */
  async show(k, at_end) {
    const mine = (this.turn = {});
    this.shown?.pause();
    const video = k === null ? null : this.of(k);
    if (video) {
      video.loop = false;
      await parked(video, at_end ? this.end(k) : 0);
    }
    if (this.turn !== mine) return null; // somebody went on meanwhile
    for (const each of this.made.values()) each.classList.toggle("shown", each === video);
    this.shown = video;
    return video;
  }

  /** Make the neighbours of a slide ready, and let go of what is far away. */
  wait_around(k) {
    for (const [other, video] of this.made) {
      if (Math.abs(other - k) > HELD) {
        video.remove();
        URL.revokeObjectURL(video.src);
        this.made.delete(other);
      }
    }
    if (this.has(k - 1)) parked(this.of(k - 1), this.end(k - 1));
    if (this.has(k + 1)) parked(this.of(k + 1), 0);
  }
}

/** Seek, and wait until that picture is there, or until the video is wanted elsewhere. */
async function parked(video, seconds) {
  const goal = (video.goal = {});
  const near = () => Math.abs(video.currentTime - seconds) < NEAR;
  video.pause();
  if (video.readyState < HTMLMediaElement.HAVE_METADATA) await once(video, "loadedmetadata");
  if (video.goal === goal && !near()) video.currentTime = seconds;
  const until = performance.now() + PATIENCE;
  const there = () => !video.seeking && near() && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  while (video.goal === goal && !there() && performance.now() < until) {
    const events = ["seeked", "loadeddata", "canplay", "seeking"].map((event) => once(video, event));
    await Promise.race([...events, new Promise((done) => setTimeout(done, PATIENCE))]);
  }
}

function once(target, event) {
  return new Promise((done) => target.addEventListener(event, done, { once: true }));
}
