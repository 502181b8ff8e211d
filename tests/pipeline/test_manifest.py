"""The manifest: as its schema says, and true."""

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from pipeline.build.chunk import Chunk, render_chunk
from pipeline.commands.gallery import SCHEMA, schema
from pipeline.manifest import Manifest, Part
from pipeline.scene_loading import load
from pipeline.video.timeline import facts_of, manifest_of, placed, versions
from scenes.catalog import by_name
from tests.pipeline.collected_frames import DRAFT, collect, job
from tests.pipeline.command_line import ROOT
from tests.pipeline.stories import DEMO, ROLLING
from tests.pipeline.stories.rolling import plot

FPS = 15


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Part:
    _, drawn = collect(tmp_path_factory.mktemp("rolling"), job(ROLLING))
    assert drawn.part is not None
    return drawn.part


@pytest.fixture(scope="module")
def record(part: Part) -> dict[str, Any]:
    whole = manifest_of([part, part], **facts_of(job(ROLLING)), kind="lecture", title="Twice")
    data: dict[str, Any] = json.loads(whole.model_dump_json())
    return data


def test_published_schema_is_that_of_the_code() -> None:
    assert (ROOT / SCHEMA).read_text(encoding="utf-8") == schema(), (
        "python render.py gallery renews it"
    )


def test_manifest_keeps_to_the_published_schema(record: dict[str, Any]) -> None:
    published = json.loads((ROOT / SCHEMA).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(record)


@pytest.mark.parametrize(
    "change",
    [
        {"fps": 0},
        {"parts": []},
        {"theme": "dim"},
        {"format": 2},
        {"author": "unknown field"},
    ],
)
def test_schema_refuses_what_is_no_manifest(change: dict[str, Any], record: dict[str, Any]) -> None:
    published = json.loads((ROOT / SCHEMA).read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(published).validate(record | change)
    with pytest.raises(ValueError, match=next(iter(change))):
        Manifest.model_validate(record | change)


def test_every_iterate_of_every_path_is_there(part: Part) -> None:
    paths = plot(None).paths  # type: ignore[arg-type]  # it has no parameters
    assert [path.label for path in part.paths] == list(paths)
    for told, path in zip(part.paths, paths.values(), strict=True):
        assert [iterate.n for iterate in told.iterates] == list(range(path.steps + 1))
        np.testing.assert_array_equal([it.point for it in told.iterates], path.points)
        np.testing.assert_array_equal([it.value for it in told.iterates], path.values)


def test_shown_iterates_have_an_instant_and_others_none(part: Part) -> None:
    slow, fast, unseen = part.paths
    assert all(iterate.frame is not None for iterate in (*slow.iterates, *fast.iterates))
    assert all(iterate.frame is None and iterate.seconds is None for iterate in unseen.iterates)
    # six steps of 0.4 s, after the marble has come in 0.4 s
    assert [iterate.frame for iterate in slow.iterates] == [6, 12, 18, 24, 30, 36, 42]
    assert [iterate.seconds for iterate in slow.iterates] == [n / FPS for n in range(6, 48, 6)]


def test_marble_that_is_faster_than_the_frames_passes(part: Part) -> None:
    slow, fast = part.marbles
    assert (slow.path, slow.role, fast.path, fast.role) == (
        "slow", "gradient_descent", "fast", "momentum",
    )  # fmt: skip
    assert all(stand.exact for stand in slow.stands)
    assert {stand.exact for stand in fast.stands} == {True, False}
    assert [stand.n for stand in fast.stands] == list(range(41))
    starts = [stand.start_frame for stand in fast.stands]
    assert starts == sorted(starts)
    assert fast.stands[-1].end_frame == part.end_frame  # it stays while the caption is read


def test_pixels_are_where_the_iterate_projects(part: Part) -> None:
    stand = part.marbles[0].stands[0]
    # BODY spans 5 % to 95 % of the width and x runs from -6 to 6: 5 is at 11/12 of it
    assert stand.point == (5.0,)
    assert stand.x == pytest.approx(DRAFT.canvas.width * (0.05 + 0.9 * 11 / 12), abs=1e-6)
    assert stand.value == 25.0


def test_a_part_alone_begins_at_zero_and_can_be_placed(part: Part) -> None:
    later = placed(part, 30, FPS)
    assert (part.start_frame, later.start_frame) == (0, 30)
    assert later.frames == part.frames
    assert later.beats[1].start == pytest.approx(part.beats[1].start + 2)
    assert later.beats[1].still_frame == part.beats[1].still_frame + 30
    assert later.captions[0].start_frame == 30
    assert later.marbles[1].stands[3].start_frame == part.marbles[1].stands[3].start_frame + 30
    assert later.paths[0].iterates[0].frame == 36
    assert later.paths[2] == part.paths[2]
    assert placed(part, 0, FPS) == part


def test_what_is_not_finite_is_null(tmp_path: Path) -> None:
    _, drawn = collect(tmp_path, job(DEMO, beats=["draw_it"]))
    assert drawn.part is not None
    assert drawn.part.facts == {"size": 2.0, "steps": 1, "never": None}
    assert [path.label for path in drawn.part.paths] == ["one", "two[0]", "two[1]"]
    assert [beat.name for beat in drawn.part.beats] == ["draw_it"]


def test_same_scene_makes_the_same_manifest(part: Part, tmp_path: Path) -> None:
    _, again = collect(tmp_path, job(ROLLING))
    assert again.part == part


def test_versions_are_those_installed() -> None:
    found = versions()
    assert {"course", "python", "manim", "numpy", "typst", "av"} <= set(found)
    assert found["numpy"] == importlib.metadata.version("numpy") == np.__version__


def test_marble_passes_nothing_where_a_beat_was_left_out(tmp_path: Path) -> None:
    entry = by_name()["geometric_decay"]
    beats = [beat.name for beat in load(entry).beats() if beat.name != "walk_down"]
    walk = Chunk(job(entry, beats), (), last=True)
    record = render_chunk(walk, tmp_path, lambda *segment: None, lambda *word: None)
    assert record is not None
    [cut] = [beat for beat in record.part.beats if beat.name == "stand_the_bars_up"]
    [marble] = record.part.marbles
    stands = [stand.n for stand in marble.stands if stand.start_frame == cut.start_frame]
    assert stands == [25], "it stands at the end of the walk, and nobody saw it walk"
