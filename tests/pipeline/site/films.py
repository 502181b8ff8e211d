"""Films for tests of pages: nothing is drawn, but the manifest fits the video, frame by frame.

Each frame is a row of bits, light for 1, so that a test can see which one a browser shows.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from PIL import Image

from gdcore import Path as PathOfPoints
from pipeline.build.scene import SceneBuild
from pipeline.cache.store import Store
from pipeline.captions import as_srt, as_vtt, timed
from pipeline.commands.plan import check, video_of
from pipeline.commands.request import Request, VideoOptions
from pipeline.job import Job
from pipeline.manifest import Beat, Manifest, Marble, Part, Stand, times
from pipeline.render.manifest_part import _trajectory, labelled_paths, plain
from pipeline.scene_loading import load
from pipeline.site.film import Film, film_of
from pipeline.video.assemble import MANIFEST, POSTER, SRT, VTT
from pipeline.video.timeline import facts_of, manifest_of
from scenes.catalog import by_name

FPS = 10
FPS_OF_A_WALK = 6
MOST_SHOWN = 12
"""Steps of a path that a marble shows."""

BITS = 12
WIDTH, HEIGHT = 16 * BITS, 108


def plotted_film(scene: str, folder: Path) -> Film:
    """Return a film of a scene in both themes, with all its files in `folder`.

    Beats and paths are the scene's own; each beat lasts two seconds, and in each of them marbles go
    along as many paths as there are, a step every two frames.
    """
    entry = by_name()[scene]
    story = load(entry)
    params = story.params_type()()
    plot = story.plot(params)
    labels = dict(labelled_paths(plot))
    named = story.beats()
    length = max(2 * FPS, 2 * (MOST_SHOWN + 2))
    beats = [
        Beat(
            name=beat.name,
            caption=beat.text(plot.facts),
            loop=beat.loop,
            still_frame=(k + 1) * length - 1,
            **times(k * length, (k + 1) * length, FPS),
        )
        for k, beat in enumerate(named)
    ]
    shown = list(labels)[: len(named)]
    marbles = tuple(_marble(label, labels[label], k * length) for k, label in enumerate(shown))
    job = Job(entry, params, "dark", None, video_of(VideoOptions("draft")), Path())
    captions = [
        caption
        for beat in beats
        for caption in timed(beat.name, beat.caption, beat.start_frame, beat.end_frame, FPS)
    ]
    part = Part(
        **times(0, len(named) * length, FPS),
        name=scene,
        kind="scene",
        title=entry.title,
        teaches=entry.teaches,
        params=params.model_dump(mode="json"),
        seed=0,
        facts={},
        beats=tuple(beats),
        captions=tuple(captions),
        paths=tuple(_trajectory(label, path, marbles, FPS) for label, path in labels.items()),
        marbles=marbles,
    )
    facts = {**facts_of(job), "fps": FPS, "width": WIDTH, "height": HEIGHT}
    return film_from(manifest_of([part], **facts, kind="scene", title=entry.title), folder)


def _marble(label: str, path: PathOfPoints, first: int) -> Marble:
    stands = [
        Stand(
            n=n,
            point=tuple(path.points[n].tolist()),
            value=plain(float(path.values[n])),
            x=0,
            y=0,
            covered=False,
            exact=True,
            **times(first + 2 * n, first + 2 * n + 2, FPS),
        )
        for n in range(min(len(path.points), MOST_SHOWN))
    ]
    return Marble(
        path=label, role="momentum", color="#FFFFFF", radius=4, lit=False, stands=tuple(stands)
    )


def film_from(manifest: Manifest, folder: Path) -> Film:
    """Return a film with this manifest, all its files in `folder`."""
    scene = manifest.parts[0].name
    videos = {}
    for theme in ("dark", "light"):
        stem = scene if theme == "dark" else f"{scene}-light"
        videos[theme] = folder / f"{stem}.mp4"
        if theme == "dark":
            _write_numbered(videos[theme], manifest)
        else:
            shutil.copy(videos["dark"], videos[theme])
        texts = {
            MANIFEST: manifest.model_copy(update={"theme": theme}).model_dump_json(),
            SRT: as_srt(manifest.captions),
            VTT: as_vtt(manifest.captions),
        }
        for ending, text in texts.items():
            (folder / f"{stem}{ending}").write_text(text, encoding="utf-8")
        Image.new("RGB", (64, 36), "gray").save(folder / f"{stem}{POSTER}")
    return film_of(videos)


def walked_manifest(
    scene: str, settings: tuple[str, ...] = (), beats: tuple[str, ...] = ()
) -> Manifest:
    """Return the manifest of a draft of a scene, or of some beats, after a walk through it.

    It has few frames a second: a marble still stands at most of its steps for one of them.
    """
    request = Request((by_name()[scene],), settings=settings, beats=beats)
    form = video_of(VideoOptions("draft"))
    canvas = replace(form.quality.canvas, fps=FPS_OF_A_WALK)
    form = replace(form, quality=replace(form.quality, canvas=canvas))
    [job] = check(request, form, Path()).jobs
    with tempfile.TemporaryDirectory() as scratch:
        build = SceneBuild(job, Store(Path(scratch, "store")), anew=False)
        part = build.record(Path(scratch)).part
    return manifest_of([part], **facts_of(job), kind="scene", title=job.entry.title)


def _write_numbered(path: Path, manifest: Manifest) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=round(manifest.fps))
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"preset": "ultrafast", "g": "30"}
        for number in range(manifest.frames):
            bits = [(number >> bit) & 1 for bit in range(BITS)]
            row = np.repeat(np.array(bits, np.uint8) * 200 + 20, 16)
            grey = np.broadcast_to(row, (HEIGHT, WIDTH))
            frame = av.VideoFrame.from_ndarray(np.stack([grey] * 3, axis=-1), "rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
