"""--set name=value."""

from enum import Enum

import pytest
from pydantic import Field, model_validator

from pipeline.errors import UserError
from pipeline.params import describe, parse_settings, settings_of
from scenes.kit.story.scene import Params
from tests.pipeline.stories import DEMO, MISSING, ROLLING
from tests.pipeline.stories.demo import DemoParams


class Kind(Enum):
    GD = "gd"
    ADAM = "adam"


class Odd(Params):
    low: int = Field(1, description="the lower one")
    high: int = Field(2, lt=9)
    kind: Kind = Kind.GD
    maybe: float | None = None

    @model_validator(mode="after")
    def in_order(self) -> "Odd":
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self


def parse(*texts: str) -> DemoParams:
    params = parse_settings(DEMO, DemoParams, texts)
    assert isinstance(params, DemoParams)
    return params


def complaint(*texts: str, model: type[Params] = DemoParams) -> str:
    with pytest.raises(UserError) as raised:
        parse_settings(DEMO, model, texts)
    return str(raised.value)


def test_nothing_set_is_the_defaults() -> None:
    assert parse() == DemoParams()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("size=1.5", "size", 1.5),
        ("size = 1e-3 ", "size", 0.001),
        ("steps=7", "steps", 7),
        ("steps=7.0", "steps", 7),
        ("filled=false", "filled", False),
        ("filled=no", "filled", False),
        ("role=adam", "role", "adam"),
        ("corner=2,-3", "corner", (2.0, -3.0)),
        ("corner=[2, -3]", "corner", (2.0, -3.0)),
    ],
)
def test_values_are_read_by_type(text: str, name: str, value: object) -> None:
    assert getattr(parse(text), name) == value


def test_later_setting_counts() -> None:
    assert parse("size=1", "size=3").size == 3


def test_unknown_name_is_answered_with_the_nearest_and_all() -> None:
    text = complaint("sise=2")
    assert "demo has no parameter 'sise'. Did you mean 'size'?" in text
    assert "size: number above 0 to 3 (side of the square; default 2.0)" in text
    assert "steps: integer from 1 to 10 (how often it turns; default 1)" in text
    assert "role: one of momentum, adam" in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "size=5",
            [
                "size=5 is not allowed: it should be less",
                "number above 0 to 3",
                "side of the square",
            ],
        ),
        ("size=nan", ["size=nan", "finite"]),
        ("size=", ["size=", "valid number"]),
        ("steps=0", ["steps=0", "integer from 1 to 10", "how often it turns"]),
        ("steps=2.5", ["steps=2.5", "integer"]),
        ("steps=__import__('os').getpid()", ["valid integer"]),
        ("role=gold", ["role=gold", "one of momentum, adam"]),
        ("filled=perhaps", ["filled=perhaps", "true or false"]),
        ("corner=1", ["corner", "where the dot goes"]),
        ("corner=[1", ["corner", "where the dot goes"]),
        ("corner=a,b", ["corner", "where the dot goes"]),
    ],
)
def test_wrong_value_is_answered_with_what_is_allowed(text: str, parts: list[str]) -> None:
    sentence = complaint(text)
    assert all(part in sentence for part in parts), sentence
    assert "pydantic" not in sentence


@pytest.mark.parametrize("text", ["size", "", "=3", " = "])
def test_text_without_name_and_value_is_refused(text: str) -> None:
    assert "not of the form name=value" in complaint(text)


def test_two_wrong_values_are_both_named() -> None:
    text = complaint("size=5", "steps=0")
    assert "size=5" in text
    assert "steps=0" in text


def test_rule_between_parameters_is_said_in_its_own_words() -> None:
    assert complaint("low=5", model=Odd) == "demo: low must be below high."


def test_enums_options_and_half_open_ranges_are_described() -> None:
    text = complaint("nothing=1", model=Odd)
    assert "high: integer below 9 (default 2)" in text
    assert "maybe: number or null (default null)" in text
    assert "kind: one of gd, adam" in text
    assert parse_settings(DEMO, Odd, ["kind=adam", "maybe=2"]).model_dump() == {
        "low": 1,
        "high": 2,
        "kind": Kind.ADAM,
        "maybe": 2.0,
    }


def test_scene_without_parameters_says_so() -> None:
    assert complaint("size=1", model=Params).endswith("demo has no parameters.")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ({"type": "number", "minimum": 0}, "number from 0"),
        ({"type": "number", "exclusiveMinimum": 0}, "number above 0"),
        ({"type": "integer", "maximum": 3}, "integer up to 3"),
        (
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
            "number above 0 to below 0.5",
        ),
        ({}, "value"),
    ],
)
def test_ranges_in_words(field: dict[str, object], text: str) -> None:
    assert describe(field) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("corner=1,2,3", "it should have at most 2 entries, not 3. corner: [number, number]"),
        ("corner=1", "corner=[1] is not allowed: a value is missing."),
        ("corner=[[", "corner=[[ is not allowed: it should be a list."),
        ("size=much", "size=much is not allowed: it should be a valid number. size: "),
        (f"steps={'9' * 5000}", f"steps={'9' * 60}… is not allowed: it has too many digits. "),
        (f"corner=[{'9' * 5000}, 1]", f"corner=[{'9' * 59}… is not allowed: it should be a list."),
        (f"size={'9' * 5000}", f"size={'9' * 60}… is not allowed: it should be "),
    ],
)
def test_wrong_value_is_named_in_plain_words(text: str, said: str) -> None:
    assert said in complaint(text)


def test_setting_of_one_scene_leaves_the_others_as_they_are() -> None:
    texts, asked = ["demo.size=1.5", "rolling.size=9", "steps=3"], (DEMO, ROLLING)
    assert settings_of(DEMO, asked, texts) == ["size=1.5", "steps=3"]
    assert settings_of(ROLLING, asked, texts) == ["size=9", "steps=3"]
    params = parse_settings(DEMO, DemoParams, ["demo.size=1.5", "demo.corner=0.5,1.5"], asked)
    assert params.model_dump() == DemoParams(size=1.5, corner=(0.5, 1.5)).model_dump()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dmeo.size=1", "dmeo.size: 'dmeo' is none of the scenes asked for. Did you mean 'demo'?"),
        ("demo.siez=1", "demo has no parameter 'siez'. Did you mean 'size'?"),
        ("demo.size=9", "demo: size=9 is not allowed: it should be less than or equal to 3."),
        ("demo.size", "--set 'demo.size' is not of the form name=value."),
        ("demo.=1", "--set '=1' is not of the form name=value."),
        (".size=1", ".size: '' is none of the scenes asked for."),
    ],
)
def test_wrong_setting_of_one_scene_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_settings(DEMO, DemoParams, [text], (DEMO, ROLLING))
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("name", ["size", "sise"])
def test_parameter_of_another_scene_is_told_whose_it_is(name: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_settings(ROLLING, Params, [f"{name}=1"], (ROLLING, MISSING, DEMO))
    assert str(raised.value) == (
        f"rolling has no parameter {name!r}: say of which scene it is, as demo.size."
    )
