"""From what was typed to jobs."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.commands.lecture import plan_lecture
from pipeline.commands.pictures import plan_pictures
from pipeline.commands.plan import plan_stills, plan_videos
from pipeline.commands.request import PictureOptions, Request, StillOptions, VideoOptions
from pipeline.encode.mp4 import Video
from pipeline.encode.picture import Picture
from pipeline.encode.png import Still
from pipeline.errors import UserError
from pipeline.presets import DEFAULT_HOLD, PICTURE_RATES, PURPOSES, QUALITIES
from scenes.catalog import Entry
from tests.pipeline.stories import DEMO, EMPTY, MISSING, ROLLING, STUMBLING

pytestmark = pytest.mark.usefixtures("folder")

LOW = VideoOptions("low")


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
    [job] = plan_pictures(Request((entry,), beats=asked), PictureOptions("gif", 480, 25.0)).jobs
    assert job.beats == beats
    assert job.path == Path("media/pictures") / name
    assert job.format == Picture("gif", 480, 270, 25.0, DEFAULT_HOLD)


@pytest.mark.parametrize("fps", [15.0, 24.0, 30.0, float("nan")])
def test_picture_rates_that_jitter_are_refused(fps: float) -> None:
    with pytest.raises(UserError, match=r"choose one of 10, 12\.5, 20, 25, 50"):
        plan_pictures(Request((DEMO,)), PictureOptions("gif", 480, fps))


def test_picture_rates_allowed_are_whole_centiseconds() -> None:
    assert all((100 / fps).is_integer() for fps in PICTURE_RATES)


def test_still_knows_its_moment() -> None:
    [job] = plan_stills(Request((DEMO,), beats=("draw_it",)), StillOptions("low", 0.5)).jobs
    assert job.format == Still(QUALITIES["low"], 0.5)
    assert job.path == Path("media/stills/demo-draw_it-0.5s.png")


@pytest.mark.parametrize("purpose", PURPOSES)
def test_purpose_changes_the_encoder_and_nothing_else(purpose: str) -> None:
    asked = Request((DEMO,))
    options = VideoOptions("low", purpose)
    videos, parts = plan_videos(asked, options).jobs, plan_lecture(asked, options).jobs
    assert {job.format for job in (*videos, *parts)} == {
        Video(QUALITIES["low"], purpose=PURPOSES[purpose])
    }
    [burned] = plan_videos(asked, replace(options, burn_captions=True)).jobs
    assert isinstance(burned.format, Video)
    assert burned.format.purpose == PURPOSES[purpose]


def test_broken_scene_does_not_stop_the_plan() -> None:
    plan = plan_videos(Request((MISSING, DEMO)), LOW)
    assert [failure.scene for failure in plan.failures] == ["missing"]
    assert [job.entry for job in plan.jobs] == [DEMO]


def test_nothing_is_prepared_when_a_later_scene_is_refused() -> None:
    with pytest.raises(UserError, match="stumbling has no beat"):
        plan_videos(Request((DEMO, STUMBLING), beats=("draw_it",)), LOW)
    assert not Path("media").exists()


def test_every_scene_gets_a_file_of_its_own() -> None:
    jobs = plan_videos(Request((DEMO, EMPTY), theme="light"), LOW).jobs
    assert [job.path.name for job in jobs] == ["demo-light.mp4", "empty-light.mp4"]


def test_left_out_beats_are_in_the_name_of_that_scene_alone() -> None:
    asked = Request((DEMO, ROLLING), without=("demo.turn_it",))
    demo, rolling = plan_videos(asked, LOW).jobs
    assert (demo.beats, demo.path.name) == (("draw_it", "let_it_go"), "demo-without-turn_it.mp4")
    assert (rolling.beats, rolling.path.name) == (None, "rolling.mp4")
    some = Request((DEMO,), beats=("draw_it", "turn_it"), without=("turn_it",))
    assert plan_videos(some, LOW).jobs[0].beats == ("draw_it",)


@pytest.mark.parametrize("beats", [(), ("turn_it",)])
def test_leaving_out_every_beat_is_refused(beats: tuple[str, ...]) -> None:
    without = beats or ("draw_it", "turn_it", "let_it_go")
    with pytest.raises(UserError, match=r"^--without-beat leaves no beat of demo: keep one, or "):
        plan_videos(Request((DEMO,), beats=beats, without=without), LOW)
