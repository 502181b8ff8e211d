"""A story: beats in order, captions with numbers in them, and the same frames every time."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from manim import UP, AnimationGroup, Create, FadeIn, FadeOut, Square, ValueTracker, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from gdcore import PARABOLA, Path
from scenes.kit import theme
from scenes.kit.charts.axes import Frame
from scenes.kit.landscape.ground import CurveLandscape
from scenes.kit.landscape.marbles import Marble, Trail, following
from scenes.kit.layout import HEADER, Slot
from scenes.kit.story.scene import TITLE_TIME, Beat, Fact, Params, Plot, StoryScene, beat
from scenes.kit.story.timing import HOLD, STEADY, glide, reading_time, walk
from scenes.kit.text.readout import Readout
from scenes.kit.text.text import TICK
from tests.scenes.kit.samples import corners, inside, parabola_walk

RATE = 10
LONG = "A caption of eighty characters takes longer to be read than its beat is to play."


class SampleParams(Params):
    rate: float = Field(0.1, gt=0, lt=1, description="learning rate")
    steps: int = Field(3, ge=1, description="steps")


def plot(params: SampleParams) -> Plot:
    path = parabola_walk(params.rate, steps=params.steps)
    facts = {"rate": params.rate, "steps": params.steps, "last": float(path.points[-1, 0])}
    return Plot(paths={"gd": path}, facts=facts)


class Sample(StoryScene[SampleParams]):
    """Stand, walk, and come back."""

    plot = staticmethod(plot)
    title = "A sample"

    def construct(self) -> None:
        self.step = ValueTracker(0)
        self.stand()
        self.walk_down()
        self.come_back()

    @beat("At rate {rate:.2f}.")
    def stand(self) -> None:
        frame = Frame(Slot(-5, -3, 5, 2), (-6, 6), (0, 36))
        self.ground = CurveLandscape(PARABOLA, frame)
        self.say("A marble", Create(self.ground.curve))
        self.marble = Marble(self.ground, self.numbers.paths["gd"], self.step)
        self.trail = Trail(self.marble)
        x = following(self.marble, lambda path, n: float(path.points[n, 0]))
        self.readout = Readout("x", x).shift([3, 0, 0])
        self.play(FadeIn(self.trail, self.marble, self.readout), run_time=0.5)

    @beat("After {steps} steps, x is {last:.3f}.", loop=True)
    def walk_down(self) -> None:
        self.say("It walks")
        self.play(walk(self.step, self.params.steps, seconds=0.7))
        self.wait(HOLD)

    @beat(LONG)
    def come_back(self) -> None:
        self.play(glide(self.step, 0, 0.45))


class Capture(CairoRenderer):
    """Keeps every frame of every section instead of writing it."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: dict[str, list[np.ndarray]] = {}

    def add_frame(self, frame: Any, num_frames: int = 1) -> None:
        if not self.skip_animations:
            kept = self.frames.setdefault(self.file_writer.sections[-1].name, [])
            kept.extend([frame[..., :3].copy()] * num_frames)
        super().add_frame(frame, num_frames)


@dataclass
class Played:
    """A scene that has been played, and its frames by beat."""

    scene: StoryScene[Any]
    frames: dict[str, list[np.ndarray]] = field(default_factory=dict)


def play(
    scene_class: type[StoryScene[Any]] = Sample,
    only: Collection[str] | None = None,
    rate: int = RATE,
    **options: Any,
) -> Played:
    settings = {
        "pixel_width": 128,
        "pixel_height": 72,
        "frame_rate": rate,
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
    }
    with tempconfig(settings):
        renderer = Capture()
        scene = scene_class(only=only, renderer=renderer, **options)
        scene.render()
    return Played(scene, renderer.frames)


@pytest.fixture(scope="module")
def whole() -> Played:
    """Play the whole sample, in the dark."""
    return play()


def test_beats_are_listed_in_the_order_of_the_file() -> None:
    assert Sample.beats() == [
        Beat("stand", "At rate {rate:.2f}."),
        Beat("walk_down", "After {steps} steps, x is {last:.3f}.", loop=True),
        Beat("come_back", LONG),
    ]


def test_beats_follow_each_other_without_gaps(whole: Played) -> None:
    spans = whole.scene.timeline
    assert [span.beat for span in spans] == Sample.beats()
    assert spans[0].start == 0
    for one, other in itertools.pairwise(spans):
        assert one.end == other.start
    assert spans[-1].end == pytest.approx(whole.scene.time)


def test_the_timeline_counts_the_frames(whole: Played) -> None:
    assert list(whole.frames) == [part.name for part in Sample.beats()]
    for span in whole.scene.timeline:
        assert (span.end - span.start) * RATE == pytest.approx(len(whole.frames[span.beat.name]))


def test_captions_take_their_numbers_from_the_plot(whole: Played) -> None:
    captions = [span.caption for span in whole.scene.timeline]
    assert captions == ["At rate 0.10.", "After 3 steps, x is 2.560.", LONG]


def test_a_caption_with_an_unknown_fact_is_refused() -> None:
    class Wrong(Sample):
        pass

    with pytest.raises(KeyError, match="speed"):
        Wrong().caption(Beat("wrong", "At {speed}."))


@pytest.mark.parametrize("rate", [10, 15, 30])
def test_a_beat_lasts_until_its_caption_is_read_in_whole_frames(rate: int) -> None:
    played = play(rate=rate, only=["come_back"])
    frames = len(played.frames["come_back"])
    assert frames == int(np.ceil(reading_time(LONG) * rate))
    span = played.scene.timeline[0]
    assert span.end - span.start >= reading_time(LONG) - 1e-9


@pytest.mark.parametrize("rate", [10, 25, 60])  # 19 / 10 s in tenths is 18.999… to manim
def test_no_frame_is_lost_to_rounding(rate: int) -> None:
    captions = {f"of_{length}": "x" * length for length in range(20, 60)}

    class Reading(Sample):
        def construct(self) -> None:
            for name, caption in captions.items():
                self.open_beat(Beat(name, caption))
                self.close_beat()

    frames = play(Reading, rate=rate).frames
    for name, caption in captions.items():
        assert len(frames[name]) == int(np.ceil(reading_time(caption) * rate)), name


def test_a_beat_that_is_long_enough_is_not_held(whole: Played) -> None:
    told = 0.8 + 0.7 + HOLD
    assert len(whole.frames["walk_down"]) == round(told * RATE)


@pytest.mark.parametrize("names", [["stand"], ["walk_down"], ["come_back"], ["stand", "come_back"]])
def test_a_beat_drawn_alone_has_the_same_frames_as_in_the_whole(
    names: list[str], whole: Played
) -> None:
    alone = play(only=names)
    assert list(alone.frames) == names
    for name in names:
        assert len(alone.frames[name]) == len(whole.frames[name])
        for one, other in zip(alone.frames[name], whole.frames[name], strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_frames_do_move(whole: Played) -> None:
    first, *_, last = whole.frames["walk_down"]
    assert (first != last).any()
    np.testing.assert_array_equal(whole.frames["walk_down"][-1], whole.frames["walk_down"][-2])


def test_the_timeline_of_some_beats_starts_at_zero_and_has_no_gaps() -> None:
    spans = play(only=["walk_down", "come_back"]).scene.timeline
    assert [span.beat.name for span in spans] == ["walk_down", "come_back"]
    assert spans[0].start == pytest.approx(0)
    assert spans[0].end == pytest.approx(spans[1].start)


class Clearing(StoryScene[SampleParams]):
    """Show something, and clear it away."""

    plot = staticmethod(plot)

    def construct(self) -> None:
        self.square = Square()
        self.show_and_clear()
        self.clear_and_show()
        self.hold_once_more()
        self.clear_in_a_group()

    @beat("One.")
    def show_and_clear(self) -> None:
        self.say("A square", Create(self.square))
        self.wait(HOLD)
        self.say("It leaves, and another comes", FadeOut(self.square))
        self.play(FadeIn(Square().shift(UP)), run_time=0.5)

    @beat("Two.")
    def clear_and_show(self) -> None:
        self.play(FadeOut(*self.mobjects[:1]))
        self.play(Create(self.square), run_time=4)

    @beat("Three.")
    def hold_once_more(self) -> None:
        self.play(FadeOut(self.square), run_time=0.5)
        self.wait(HOLD)
        self.say("Another headline is no clearing")

    @beat("Four.")
    def clear_in_a_group(self) -> None:
        self.play(FadeIn(self.square), run_time=0.5)
        self.play(AnimationGroup(FadeOut(self.square), FadeIn(Square())), run_time=0.5)


def test_a_beat_is_told_when_it_begins_to_clear_up_for_the_next() -> None:
    one, two, three, four = play(Clearing).scene.timeline
    assert one.rest - one.start == pytest.approx(STEADY + HOLD, abs=1 / RATE)
    assert two.rest == two.end
    assert three.rest == three.end
    assert four.rest - four.start == pytest.approx(0.5, abs=1 / RATE)
    [alone] = play(Clearing, only=["clear_in_a_group"]).scene.timeline
    assert alone.rest == pytest.approx(0.5, abs=1 / RATE)


def test_other_parameters_tell_another_story(whole: Played) -> None:
    other = play(params=SampleParams(rate=0.3, steps=2), only=["walk_down"])
    assert other.scene.timeline[0].caption == "After 2 steps, x is 0.800."
    assert (other.frames["walk_down"][-1] != whole.frames["walk_down"][-1]).any()


@pytest.mark.parametrize("colors", [theme.DARK, theme.LIGHT])
def test_the_paper_and_the_parts_are_of_the_theme(colors: theme.Theme) -> None:
    played = play(theme=colors, only=["stand"])
    paper = colors.color("paper").to_int_rgb()
    assert (played.frames["stand"][-1][0, 0] == paper).all()
    assert played.scene.marble.disc.get_fill_color() == colors.color("gradient_descent")
    assert theme.active() is colors


def test_the_default_is_dark_with_default_parameters() -> None:
    scene = Sample()
    assert scene.theme is theme.DARK
    assert scene.params == SampleParams()
    assert scene.only is None


def test_the_type_of_the_parameters_is_the_one_in_brackets() -> None:
    class Longer(Sample):
        """A scene that inherits from a scene."""

    assert Sample.params_type() is SampleParams
    assert Longer.params_type() is SampleParams


def test_what_leaves_makes_room_for_what_comes_and_the_screen_is_never_bare() -> None:
    class Turned(Sample):
        @beat("One square leaves, another one comes.")
        def construct(self) -> None:
            kept, leaving, coming = (
                Square(3, fill_opacity=1).shift([x, -1, 0]) for x in (-4, 0, 4)
            )
            self.say("Two squares", FadeIn(kept, leaving))
            self.say("Others", FadeIn(coming), away=[leaving])
            self.left = kept in self.mobjects, leaving in self.mobjects, coming in self.mobjects

    played = play(Turned)
    assert played.scene.left == (True, False, True)
    turn = np.array(played.frames["construct"], float)[8:16]
    paper = turn[0, -1, -1]
    old, new = (np.abs(turn[:, 43, x] - paper).max(axis=-1) for x in (64, 100))
    assert (np.diff(old) <= 0).all()
    assert (np.diff(new) >= 0).all()
    assert old[-1] == 0 < new[-1]
    assert (old + new > 0.2 * new[-1]).all()


def test_a_scene_without_parameters_says_what_to_write() -> None:
    class Nameless(StoryScene):  # type: ignore[type-arg]
        pass

    with pytest.raises(TypeError, match=r"StoryScene\[NamelessParams\]"):
        Nameless.params_type()


def test_a_scene_without_numbers_says_what_to_write() -> None:
    class Numberless(StoryScene[SampleParams]):
        pass

    with pytest.raises(NotImplementedError, match="staticmethod"):
        Numberless()


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValidationError, match="speed"):
        Sample.params_type().model_validate({"speed": 3})


def test_only_named_beats_are_wanted() -> None:
    stand, walk_down, _ = Sample.beats()
    some = Sample(only=["stand"])
    assert some.wants(stand)
    assert not some.wants(walk_down)
    assert Sample().wants(walk_down)
    assert not Sample(only=[]).wants(stand)


def test_the_headline_stands_in_the_header(whole: Played) -> None:
    scene = whole.scene
    headline = scene._said
    assert headline is not None
    assert headline.text == "It walks"
    assert headline in scene.mobjects
    low, high = corners(headline)
    np.testing.assert_allclose([low[0], high[1]], [HEADER.left, HEADER.top], atol=0.01)
    assert not [mob for mob in scene.mobjects if getattr(mob, "text", "") == "A marble"]


class Asking(Sample):
    """Open on a question, and end on another one."""

    question, leads_to = "How far is it?", "And then?"

    def construct(self) -> None:
        self.ask_first()

    @beat("A short caption.")
    def ask_first(self) -> None:
        self.before = self.time
        self.ask(FadeIn(Square()))
        self.asked = [getattr(mobject, "text", "") for mobject in self.mobjects]
        self.name = next(mob for mob in self.mobjects if getattr(mob, "text", "") == "*A sample*")
        self.lead_on()


def test_a_story_opens_on_its_question_with_the_title_in_its_first_frame() -> None:
    played = play(Asking)
    assert played.scene.asked[:2] == ["*A sample*", "How far is it?"]
    first, paper = played.frames["ask_first"][0], theme.DARK.color("paper").to_int_rgb()
    text = (np.abs(first.astype(int) - paper).max(axis=2) > 40).nonzero()[1]
    assert text.min() < 64 < text.max()  # the question at the left, the title at the right


def test_the_title_becomes_a_small_mark_in_the_corner() -> None:
    name = play(Asking).scene.name
    assert name.font_size == pytest.approx(TICK, rel=0.01)
    assert inside(HEADER, name, tolerance=0.01)
    np.testing.assert_allclose(corners(name)[1], HEADER.point(1, 1)[:2], atol=0.02)
    assert name.get_fill_color() == theme.DARK.color("faint")


def test_the_title_shrinks_on_time_however_long_the_picture_takes_to_arrive() -> None:
    class Slow(Asking):
        def ask(self, *with_it: Any) -> None:
            super().ask(*with_it, FadeIn(Square(), run_time=2 * (TITLE_TIME + STEADY)))

    played = play(Slow)
    frames, rate = played.frames["ask_first"], played.scene.camera.frame_rate
    early, late = (
        round(seconds * rate) for seconds in (TITLE_TIME - 0.1, TITLE_TIME + STEADY + 0.2)
    )
    assert title_width(frames[early]) == title_width(frames[0])
    assert title_width(frames[late]) < 0.8 * title_width(frames[0])


def title_width(frame: NDArray[np.uint8]) -> int:
    """Return from where the title begins to where it ends, in pixels."""
    right_half = frame[: len(frame) // 8, frame.shape[1] // 2 :].astype(int)
    (columns,) = (np.ptp(right_half, axis=0).max(axis=1) > 40).nonzero()
    return int(np.ptp(columns))


def test_a_story_ends_on_the_next_ones_question_if_there_is_one() -> None:
    class Last(Asking):
        leads_to = ""

    assert play(Asking).scene._said.text == "And then?"
    assert play(Last).scene._said.text == "How far is it?"


def test_the_old_sentence_is_gone_before_the_new_one_comes() -> None:
    class Saying(Sample):
        def construct(self) -> None:
            self.say("One")
            self.seen = []
            old = self._said
            watcher = Square().set_opacity(0)

            def look(_: object) -> None:
                texts = [m for m in self.mobjects if getattr(m, "text", "") in ("One", "Two")]
                self.seen.append([max(g.get_fill_opacity() for g in m) for m in texts])

            watcher.add_updater(look)
            self.add(watcher)
            self.say("Two")
            assert self._said is not old

    seen = [faded for faded in play(Saying, rate=30).scene.seen if len(faded) == 2]
    assert seen
    assert all(min(pair) < 0.02 for pair in seen)
    assert any(pair[1] > 0.5 for pair in seen)


def test_a_beat_keeps_the_name_of_its_method() -> None:
    assert Sample.walk_down.__name__ == "walk_down"
    assert Sample.walk_down.beat.name == "walk_down"


def test_closing_what_was_not_opened_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="open_beat"):
        Sample().close_beat()


class RateParams(Params):
    rate: float = Field(0.1, gt=0, description="step size")


def test_defaults_and_valid_values_are_taken() -> None:
    assert RateParams().rate == 0.1
    assert RateParams(rate=0.5).rate == 0.5


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="ratee"):
        RateParams.model_validate({"ratee": 0.5})


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "fast"])
def test_a_wrong_value_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="rate"):
        RateParams.model_validate({"rate": value})


def test_parameters_do_not_change_while_a_scene_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        RateParams().rate = 0.2


def test_a_plot_holds_its_paths_and_facts_by_name() -> None:
    path = parabola_walk()
    plot = Plot(paths={"gd": path}, facts={"rate": 0.1, "name": "gd"})
    assert plot.paths["gd"] is path
    assert dict(plot.facts) == {"rate": 0.1, "name": "gd"}
    assert dict(Plot(paths={}).facts) == {}


def test_a_plot_cannot_be_changed() -> None:
    plot = Plot(paths={"gd": parabola_walk()}, facts={"rate": 0.1})
    with pytest.raises(TypeError):
        plot.facts["rate"] = 0.2  # type: ignore[index]
    with pytest.raises(TypeError):
        del plot.paths["gd"]  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError):
        plot.facts = {}  # type: ignore[misc]


def test_later_changes_of_the_dictionaries_do_not_reach_it() -> None:
    paths: dict[str, Path] = {"gd": parabola_walk()}
    facts: dict[str, Fact] = {"rate": 0.1}
    plot = Plot(paths, facts)
    paths.clear()
    facts["rate"] = 0.2
    assert list(plot.paths) == ["gd"]
    assert plot.facts["rate"] == 0.1


def test_numbers_are_computed_once_for_the_same_parameters() -> None:
    once, again = (Sample.plot(SampleParams(rate=0.3)) for _ in range(2))
    assert once is again
    assert Sample.plot(SampleParams(rate=0.4)).facts["rate"] == 0.4
