"""The build of a scene: what is lost is drawn again, and what is never the same is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build.scene import DrawChunk, DrawnChunk, SceneBuild
from pipeline.cache.store import Store
from pipeline.errors import UserError
from tests.pipeline.collected_frames import job


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield (made := Store(tmp_path / "cache"))
    made.clear_overflow()


def drawn(task: DrawChunk, folder: Path) -> DrawnChunk:
    return task(folder, lambda beat, frames: None)


def otherwise(chunk: DrawnChunk, number: int) -> DrawnChunk:
    """Return a chunk as a scene gives it that shows something else each time."""
    sections = (
        section.model_copy(update={"digest": f"{section.digest} {number}"})
        for section in chunk.sections
    )
    return replace(chunk, sections=tuple(sections))


def test_pruned_segments_are_drawn_again_once_where_nobody_prunes(
    store: Store, tmp_path: Path
) -> None:
    build = SceneBuild(job(), store, anew=False)
    [first] = build.tasks()
    build.take(drawn(first, tmp_path))
    assert build.tasks() == []
    store.prune(0)
    [second] = build.tasks()
    assert second.chunk.beats == first.chunk.beats[1:], "nothing is shown before the first beat"
    build.take(drawn(second, tmp_path))
    store.prune(0)
    assert build.tasks() == [], "what is drawn again is out of everybody's reach"
    build.restore()
    store.prune(0)
    assert store.has("records", build.scene_segments.record)


def test_scene_that_is_never_the_same_is_refused(store: Store, tmp_path: Path) -> None:
    build = SceneBuild(job(), store, anew=False)
    [first] = build.tasks()
    whole = drawn(first, tmp_path)
    store.prune(0)
    for number in range(3):
        build.take(otherwise(whole, number))
        [task] = build.tasks()
    assert task.chunk.last, "it is drawn in one pass in the end"
    build.take(otherwise(whole, 3))
    with pytest.raises(UserError, match="it shows something else each time that it is drawn"):
        build.tasks()
