"""Why something is drawn anew: the file, the option or the package that differs is named."""

import dataclasses
import json
from pathlib import Path

import pytest

from pipeline.build.reasons import LOST, NEVER, NO_CACHE, Inputs, note_inputs, reason
from pipeline.cache.store import Store
from tests.pipeline.edited_story import Guest, guest

__all__ = ["guest"]
VIDEO = ("video", "guest", "-q", "draft", "--workers", 1, "--output", "out")

JOB = {
    "entry": {"package": "scenes", "name": "walk"},
    "params": {"rate": 0.1, "steps": 3},
    "theme": "dark",
    "holds": {},
    "format": ["Video", {}],
    "beats": None,
}
INPUTS = Inputs(JOB, {"scenes/walk.py": "a", "gdcore/path.py": "b"}, {"manim": "0.22", "av": "18"})


def with_job(**changes: object) -> Inputs:
    return dataclasses.replace(INPUTS, job={**JOB, **changes})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (INPUTS, LOST),
        (dataclasses.replace(INPUTS, files={**INPUTS.files, "gdcore/path.py": "c"}),
         "gdcore/path.py changed"),
        (dataclasses.replace(INPUTS, files={"scenes/walk.py": "z", "gdcore/path.py": "c"}),
         "gdcore/path.py changed and 1 more"),
        (dataclasses.replace(INPUTS, files={**INPUTS.files, "scenes/kit/theme.py": "d"}),
         "scenes/kit/theme.py changed"),
        (dataclasses.replace(INPUTS, packages={"manim": "0.23", "av": "18"}),
         "new version of manim"),
        (with_job(params={"rate": 0.3, "steps": 3}), "--set rate"),
        (with_job(params={"rate": 0.3, "steps": 4}), "--set rate, --set steps"),
        (with_job(theme="light"), "--theme"),
        (with_job(holds={"first": 2.0}), "--narration"),
        (with_job(format=["Video", {"quality": "high"}]), "another size or use"),
        (with_job(format=["Picture", {}]), NEVER),
        (with_job(entry={"package": "scenes", "name": "run"}), NEVER),
    ],
    ids=str,
)  # fmt: skip
def test_what_differs_is_named(tmp_path: Path, now: Inputs, expected: str) -> None:
    store = Store(tmp_path / "kept")
    assert reason(store, now, anew=False) == NEVER
    note_inputs(store, INPUTS)
    assert reason(store, now, anew=False) == expected
    assert reason(store, now, anew=True) == NO_CACHE


def whys(text: str) -> dict[str, str]:
    lines = map(json.loads, text.splitlines())
    return {line["beat"]: line["why"] for line in lines if line["event"] == "planned"}


def test_dry_run_and_table_say_why(guest: Guest) -> None:
    assert set(whys(guest.run(*VIDEO, "--dry-run", "--json").stdout).values()) == {NEVER}
    assert "anew" not in guest.run(*VIDEO).stdout
    guest.edit("guest.py", "Circle(radius=1,", "Circle(radius=1.5,")
    changed = f"{guest.package.name}/guest.py changed"
    assert f"anew: {changed}" in guest.run(*VIDEO, "--dry-run").stdout
    found = whys(guest.run(*VIDEO, "--dry-run", "--json").stdout)
    assert found == {"first": "", "second": changed, "third": ""}
    table = guest.run(*VIDEO).stdout
    assert f"1 of 3 beats: {changed}" in table
    assert guest.drawn == ["second"]
    assert "anew" not in guest.run(*VIDEO).stdout
    light = whys(guest.run(*VIDEO, "--theme", "light", "--dry-run", "--json").stdout)
    assert set(light.values()) == {"--theme"}


def test_picture_says_why(guest: Guest) -> None:
    still = ("still", "guest", "--output", "out")
    assert f"anew: {NEVER}" in guest.run(*still, "--dry-run").stdout
    assert "anew" not in guest.run(*still).stdout
    guest.edit("colours.py", "#FFFFFF", "#FF8800")
    assert f"{guest.package.name}/colours.py changed" in guest.run(*still).stdout
