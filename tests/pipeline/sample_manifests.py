"""Manifests of videos that nobody has drawn: scenes and beats of given lengths."""

from typing import Any

from pipeline.manifest import Beat, Manifest, Part, times
from pipeline.video.timeline import manifest_of

FPS = 10


def part(name: str, lengths: dict[str, float], kind: str = "scene", **params: Any) -> Part:
    """Return a part whose beats last so many seconds."""
    beats, frame = [], 0
    for beat, seconds in lengths.items():
        end = frame + round(seconds * FPS)
        span = times(frame, end, FPS)
        still = max(frame, end - 1)
        beats.append(Beat(name=beat, caption=f"{beat}.", loop=False, still_frame=still, **span))
        frame = end
    empty = {"seed": 0, "facts": {}, "captions": (), "paths": (), "marbles": ()}
    title, teaches = name.replace("_", " ").title(), f"What {name} teaches."
    known = {"name": name, "kind": kind, "title": title, "teaches": teaches, "params": params}
    return Part(**times(0, frame, FPS), **known, **empty, beats=tuple(beats))


def lecture(*scenes: Part) -> Manifest:
    """Return a lecture of these scenes, with cards of seven and five seconds."""
    opening = part("welcome", {"greet": 7}, "card")
    closing = part("sources", {"thank": 5}, "card", sources=("Cauchy (1847)",))
    return _video((opening, *scenes, closing), "lecture")


def alone(scene: Part) -> Manifest:
    """Return a video of one scene."""
    return _video((scene,), "scene")


def _video(parts: tuple[Part, ...], kind: str) -> Manifest:
    size = {"width": 426, "height": 240, "fps": FPS, "quality": "draft"}
    return manifest_of(
        parts, **size, kind=kind, title="Course", theme="dark", burned_captions=False
    )
