"""From what was typed to jobs."""

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.gif import LoopingGif
from pipeline.plan import Request, plan_gifs, plan_stills, plan_videos
from pipeline.qualities import GIF_RATES, QUALITIES
from pipeline.still import Still
from scenes.catalog import Entry
from tests.pipeline.stories import DEMO, EMPTY, MISSING, STUMBLING

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("entry", "asked", "beats", "name"),
    [
        (DEMO, (), ("turn_it",), "demo.gif"),
        (DEMO, ("let_it_go",), ("let_it_go",), "demo-let_it_go.gif"),
        (STUMBLING, (), None, "stumbling.gif"),
    ],
)
def test_gif_is_of_the_beats_asked_for_else_of_the_loop_else_of_all(
    entry: Entry, asked: tuple[str, ...], beats: tuple[str, ...] | None, name: str
) -> None:
    [job] = plan_gifs(Request((entry,), beats=asked), 480, 25.0).jobs
    assert job.beats == beats
    assert job.path == Path("media/gifs") / name
    assert job.format == LoopingGif(480, 270, 25.0)


@pytest.mark.parametrize("fps", [10.0, 15.0, 24.0, 30.0, float("nan")])
def test_gif_rates_that_jitter_are_refused(fps: float) -> None:
    with pytest.raises(UserError, match=r"choose one of 12\.5, 20, 25"):
        plan_gifs(Request((DEMO,)), 480, fps)


def test_gif_rates_allowed_are_whole_centiseconds() -> None:
    assert all((100 / fps).is_integer() for fps in GIF_RATES)


def test_still_knows_its_moment() -> None:
    [job] = plan_stills(Request((DEMO,), beats=("draw_it",)), "low", 0.5).jobs
    assert job.format == Still(QUALITIES["low"], 0.5)
    assert job.path == Path("media/stills/demo-draw_it-0.5s.png")


def test_broken_scene_does_not_stop_the_plan() -> None:
    plan = plan_videos(Request((MISSING, DEMO)), "low")
    assert [failure.scene for failure in plan.failures] == ["missing"]
    assert [job.entry for job in plan.jobs] == [DEMO]


def test_nothing_is_prepared_when_a_later_scene_is_refused() -> None:
    with pytest.raises(UserError, match="stumbling has no beat"):
        plan_videos(Request((DEMO, STUMBLING), beats=("draw_it",)), "low")
    assert not Path("media").exists()


def test_every_scene_gets_a_file_of_its_own() -> None:
    jobs = plan_videos(Request((DEMO, EMPTY), theme="light"), "low").jobs
    assert [job.path.name for job in jobs] == ["demo-light.mp4", "empty-light.mp4"]
