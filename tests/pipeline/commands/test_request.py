"""Scenes, beats and verbs that were asked for, and those that were meant."""

import pytest

from pipeline.commands.request import find_scenes
from pipeline.errors import UserError, chain, did_you_mean, nearest
from pipeline.scene_loading import check_beats, left_out_beats
from tests.pipeline.stories import DEMO, EMPTY, MISSING, ROLLING, STORIES, STUMBLING
from tests.pipeline.stories.demo import Demo
from tests.pipeline.stories.empty import Empty


def test_scenes_come_in_the_order_asked_for_and_once() -> None:
    assert find_scenes(["empty", "demo", "empty"], STORIES) == (EMPTY, DEMO)


def test_all_is_every_scene() -> None:
    assert find_scenes(["all"], STORIES) == STORIES
    assert find_scenes(["stumbling", "all"], STORIES)[0] == STUMBLING
    assert len(find_scenes(["stumbling", "all"], STORIES)) == len(STORIES)


def test_unknown_scene_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(UserError) as raised:
        find_scenes(["demp"], STORIES)
    sentence = str(raised.value)
    assert "'demp'. Did you mean 'demo'?" in sentence
    assert all(entry.name in sentence for entry in STORIES)


def test_beats_come_in_the_scenes_order() -> None:
    assert check_beats(DEMO, Demo, ["let_it_go", "draw_it"]) == ("draw_it", "let_it_go")
    assert check_beats(DEMO, Demo, []) is None


def test_unknown_beat_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(UserError, match=r"'draw'\. .*Its beats: draw_it, turn_it, let_it_go"):
        check_beats(DEMO, Demo, ["draw"])
    with pytest.raises(UserError, match="Did you mean 'turn_it'"):
        check_beats(DEMO, Demo, ["draw_it", "trun_it"])
    with pytest.raises(UserError, match="Its beats: none"):
        check_beats(EMPTY, Empty, ["any"])


def test_left_out_beats_are_those_of_the_scene() -> None:
    texts = ["demo.turn_it", "rolling.run", "demo.draw_it"]
    assert left_out_beats(DEMO, Demo, texts, (DEMO, ROLLING)) == ("draw_it", "turn_it")
    assert left_out_beats(DEMO, Demo, ["turn_it"], (DEMO,)) == ("turn_it",)
    assert left_out_beats(DEMO, Demo, ["rolling.run"], (DEMO, ROLLING)) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dmeo.turn_it", "'dmeo' is none of the scenes asked for. Did you mean 'demo'?"),
        ("demo.trun_it", "demo has no beat 'trun_it'. Did you mean 'turn_it'?"),
        ("trun_it", "trun_it does not say of which scene: write demo.turn_it."),
        ("zzz", "zzz does not say of which scene: write demo.zzz."),
    ],
)
def test_wrong_beat_to_leave_out_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        left_out_beats(DEMO, Demo, [text], (MISSING, DEMO))
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("name", "match"),
    [("DEMO", "demo"), ("geometric-decay", "geometric_decay"), ("zzz", None), ("", None)],
)
def test_nearest(name: str, match: str | None) -> None:
    assert nearest(name, ["demo", "geometric_decay"]) == match


def test_nothing_is_suggested_when_nothing_is_near() -> None:
    assert did_you_mean("zzz", ["demo"]) == ""


def test_chain_of_errors_that_bites_its_tail_ends() -> None:
    one, two = ValueError(), KeyError()
    one.__context__, two.__context__ = two, one
    assert list(chain(one)) == [one, two]
