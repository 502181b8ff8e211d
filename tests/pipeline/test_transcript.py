"""The transcript: headings, parameters and tables as a reader wants them."""

from pathlib import Path

import pytest

from pipeline.manifest import Manifest, Marble, Stand, times
from pipeline.transcript import MOST_ROWS, number, transcript
from tests.pipeline.manifests import FPS, alone, lecture, part

HERE = Path("out")
STEPS = 40


def walked(*labels: str) -> Manifest:
    """Return a lecture of a scene in which a marble walks along each of these paths."""
    scene = part("valley", {"walk_down": 10})
    marbles = tuple(
        Marble(path=label, role="momentum", color="#FFFFFF", radius=4.0, lit=False, stands=stands())
        for label in labels
    )
    return lecture(scene.model_copy(update={"marbles": marbles}))


def stands() -> tuple[Stand, ...]:
    return tuple(
        Stand(
            **times(2 * n, 2 * n + 1, FPS),
            n=n, point=(0.5**n,), value=0.25**n, x=1.0, y=2.0, covered=False, exact=True,
        )
        for n in range(STEPS + 1)
    )  # fmt: skip


def rows(video: Manifest) -> list[list[str]]:
    """Return the cells of the table, without its line below the head."""
    lines = transcript(video, {}, HERE).splitlines()
    table = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    return [table[0], *table[2:]]


def test_path_of_one_marble_needs_no_name_and_starts_slowly() -> None:
    head, *steps = rows(walked("down"))
    assert head == ["step", "x", "loss", "seen at"]
    assert [int(step[0]) for step in steps] == [0, 1, 2, 8, 16, 24, 32, 40]
    assert steps[1] == ["1", "0.5", "0.25", "0:07.2"]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_several_paths_share_the_rows(count: int) -> None:
    head, *steps = rows(walked(*(f"path {n}" for n in range(count))))
    assert head[0] == "path"
    assert len(steps) == MOST_ROWS
    for n in range(count):
        of_one = [int(step[1]) for step in steps if step[0] == f"path {n}"]
        assert (of_one[0], of_one[-1]) == (0, STEPS)


def test_parameters_are_written_as_in_mathematics() -> None:
    scene = part("valley", {"walk": 2}, learning_rate=0.1, start=[-1.25, 2], goals=[[1, 2], [3, 4]])
    text = transcript(alone(scene), {}, HERE)
    assert "Parameters: learning rate = 0.1, start = (−1.25, 2), goals = (1, 2), (3, 4)." in text


def test_picture_is_linked_under_the_name_of_its_beat() -> None:
    scene = part("valley", {"walk_down": 2, "rest": 1})
    stills = {("valley", "walk_down"): HERE / "stills/01.png"}
    assert "![1.1 Walk down](stills/01.png)" in transcript(lecture(scene), stills, HERE)
    assert "![Walk down](stills/01.png)" in transcript(alone(scene), stills, HERE)


def test_lecture_ends_on_its_sources() -> None:
    assert transcript(walked("down"), {}, HERE).endswith("## Sources\n\n- Cauchy (1847)\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.018894, "0.01889"), (-2.5, "−2.5"), (1e-6, "1·10⁻⁶"), (3e-28, "0"), (None, "not finite")],
)
def test_numbers_are_written_as_they_are_read(value: float | None, text: str) -> None:
    assert number(value) == text
