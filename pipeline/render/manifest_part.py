"""A scene's part of the manifest, put together once the scene has been rendered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.captions import timed
from pipeline.job import BeatTime, Job
from pipeline.manifest import Beat, Iterate, Marble, Part, Stand, Trajectory, times

if TYPE_CHECKING:
    from gdcore import Path
    from pipeline.render.marble_tracks import Track, Visit
    from pipeline.render.renderer import StoryRenderer
    from scenes.kit.story.scene import Plot, StoryScene

CARDS = "scenes.cards"
"""The package of title and end cards."""


def manifest_part(
    job: Job,
    scene: StoryScene[Any],
    beats: Sequence[BeatTime],
    renderer: StoryRenderer,
    seed: int,
) -> Part:
    """Return what a video of this scene alone holds, counted from its first frame.

    Parameters
    ----------
    job
        What was drawn.
    scene
        The scene, after it was drawn.
    beats
        When each was on the screen.
    renderer
        What drew it.
    seed
        What random numbers started from.
    """
    fps = job.format.canvas.fps
    tracks = renderer.watch.tracks
    paths = dict(labelled_paths(scene.numbers))
    labels = _labels(paths, tracks)
    marbles = tuple(
        _marble(label, track, job.format.origin, fps)
        for label, track in zip(labels, tracks, strict=True)
    )
    shown = {**paths, **{label: track.path for label, track in zip(labels, tracks, strict=True)}}
    return Part(
        **times(0, renderer.frames, fps),
        name=job.entry.name,
        kind="card" if job.entry.package == CARDS else "scene",
        title=job.entry.title,
        teaches=job.entry.teaches,
        params=job.params.model_dump(mode="json"),
        seed=seed,
        facts={name: plain(fact) for name, fact in scene.numbers.facts.items()},
        beats=tuple(_beats(beats, scene, renderer.holds, fps)),
        captions=tuple(
            caption
            for beat in beats
            for caption in timed(beat.name, beat.caption, *_frames(beat, fps), fps)
        ),
        paths=tuple(_trajectory(label, path, marbles, fps) for label, path in shown.items()),
        marbles=marbles,
    )


def _beats(
    spans: Sequence[BeatTime],
    scene: StoryScene[Any],
    holds: Sequence[tuple[int, int]],
    fps: float,
) -> Iterator[Beat]:
    loops = {beat.name: beat.loop for beat in scene.beats()}
    for span, shown in zip(spans, scene.timeline, strict=True):
        start, end = _frames(span, fps)
        rest = round(shown.rest * fps)
        yield Beat(
            name=span.name,
            caption=span.caption,
            loop=loops[span.name],
            still_frame=_still(holds, start, end),
            rest_frame=rest - 1 if start < rest < end else None,
            **times(start, end, fps),
        )


def _frames(beat: BeatTime, fps: float) -> tuple[int, int]:
    return round(beat.start * fps), round(beat.end * fps)


def labelled_paths(plot: Plot) -> Iterator[tuple[str, Path]]:
    """Yield the plot's paths by label; a batch of starts gives one for every start."""
    for label, path in plot.paths.items():
        yield from labelled_runs(label, path)


def labelled_runs(label: str, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield a path by its label, or each run of a batch by a label of its own."""
    if not path.batch_shape:
        yield label, path
        return
    for index in np.ndindex(path.batch_shape):
        yield f"{label}[{','.join(map(str, index))}]", path.select(index)


def plain(value: Any) -> Any:
    """Return `value` as JSON knows it: no NumPy numbers, and null for what is not finite."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    number = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(number, float) and not math.isfinite(number) else number


def _still(holds: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Return the last frame of the longest hold in a beat, or of the beat if nothing holds."""
    within = [(b - a, b - 1) for a, b in holds if start <= a and b <= end]
    return max(within, default=(0, max(start, end - 1)))[1]


def _labels(paths: dict[str, Path], tracks: Sequence[Track]) -> list[str]:
    """Return the label of each track's path; one that is not in the plot is called by its rule."""
    labels = []
    for track in tracks:
        known = [label for label, path in paths.items() if _same(path, track.path)]
        labels.append(known[0] if known else _description(track.path))
    return labels


def _same(one: Path, other: Path) -> bool:
    return one is other or (
        (one.landscape, one.optimizer) == (other.landscape, other.optimizer)
        and np.array_equal(one.points, other.points, equal_nan=True)
    )


def _description(path: Path) -> str:
    start = ", ".join(f"{x:g}" for x in path.points[0])
    return f"{path.optimizer} on {path.landscape} from ({start}), rate {path.learning_rate:g}"


def _marble(label: str, track: Track, origin: tuple[int, int], fps: float) -> Marble:
    return Marble(
        path=label,
        role=track.marble.role,
        color=track.color,
        radius=track.radius,
        lit=track.marble.is_ball,
        stands=tuple(_stand(track.path, visit, origin, fps) for visit in track.visits),
    )


def _stand(path: Path, visit: Visit, origin: tuple[int, int], fps: float) -> Stand:
    return Stand(
        n=visit.n,
        point=tuple(path.points[visit.n].tolist()),
        value=plain(float(path.values[visit.n])),
        x=origin[0] + visit.pixel[0],
        y=origin[1] + visit.pixel[1],
        covered=visit.covered,
        exact=visit.exact,
        **times(visit.start, visit.end, fps),
    )


def _trajectory(label: str, path: Path, marbles: Sequence[Marble], fps: float) -> Trajectory:
    firsts: dict[int, int] = {}
    for marble in marbles:
        for stand in marble.stands if marble.path == label else ():
            firsts[stand.n] = min(stand.start_frame, firsts.get(stand.n, stand.start_frame))
    return Trajectory(
        label=label,
        landscape=path.landscape,
        optimizer=path.optimizer,
        rate=path.learning_rate,
        outcome=path.outcome.value,
        iterates=tuple(
            Iterate(
                n=n,
                point=tuple(plain(point.tolist())),
                value=plain(float(value)),
                frame=firsts.get(n),
                seconds=firsts[n] / fps if n in firsts else None,
            )
            # a path that kept its last point only has one row
            for n, (point, value) in enumerate(
                zip(path.points, path.values, strict=True), path.steps + 1 - len(path.points)
            )
        ),
    )
