"""The looping GIF: colours, times and the way back to the start."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from pipeline.encode.clip import CROSSFADE, FADE_STEPS
from pipeline.encode.picture import SUPERSAMPLING, Picture
from tests.pipeline.synthetic_frames import INK, PAPER, drawing

WIDTH, HEIGHT = 160, 80
HOLD = 1.0


def looping_gif(fps: float = 20.0) -> Picture:
    return Picture("gif", WIDTH, HEIGHT, fps, HOLD)


def make(path: Path, places: list[tuple[int, int]], fps: float = 20.0) -> float:
    """Write a GIF of a box at these places, each for some frames."""
    form = looping_gif(fps)
    canvas = form.canvas
    assert canvas.width == WIDTH * SUPERSAMPLING
    sink = form.open(path)
    for place, repeat in places:
        sink.write(drawing(canvas.width, canvas.height, place * SUPERSAMPLING), repeat)
    return sink.close()


def read(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """Return a GIF's pictures and their durations in milliseconds."""
    pictures, durations = [], []
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            pictures.append(np.asarray(image.convert("RGB")))
            durations.append(image.info["duration"])
    return pictures, durations


def test_plays_for_ever_at_its_size(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(0, 1), (10, 1), (0, 1)])
    with Image.open(tmp_path / "a.gif") as image:
        assert image.format == "GIF"
        assert image.size == (WIDTH, HEIGHT)
        assert image.info["loop"] == 0


def test_colours_are_exactly_those_drawn(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(0, 1), (10, 1), (0, 1)])
    pictures, _ = read(tmp_path / "a.gif")
    for picture, place in zip(pictures, (0, 10), strict=True):  # it begins with what it ends on
        expected = drawing(WIDTH, HEIGHT, place)[..., :3]
        assert np.array_equal(picture, expected)


def test_too_many_colours_are_rounded_not_dithered(tmp_path: Path) -> None:
    sink = looping_gif().open(tmp_path / "a.gif")
    columns = np.arange(WIDTH * SUPERSAMPLING) // SUPERSAMPLING
    pixels = drawing(WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING, 0)
    pixels[..., 0] = columns
    pixels[: HEIGHT // 2, :, 1] = columns[::-1]
    pixels[HEIGHT // 2 : HEIGHT, :, 2] = columns
    sink.write(pixels, 1)
    sink.close()
    [picture], _ = read(tmp_path / "a.gif")
    source = pixels[::SUPERSAMPLING, ::SUPERSAMPLING, :3].astype(int)
    errors = ((picture - source) ** 2).sum(axis=2)
    for rows in (slice(0, HEIGHT // 4), slice(HEIGHT // 4, HEIGHT // 2), slice(HEIGHT // 2, None)):
        assert (errors[rows] == errors[rows][0]).all()  # what was equal is as near everywhere
    assert errors.max() < 50
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 200


@pytest.mark.parametrize(("fps", "frame"), [(12.5, 80), (20.0, 50), (25.0, 40)])
def test_frames_last_whole_centiseconds(fps: float, frame: int, tmp_path: Path) -> None:
    seconds = make(tmp_path / "a.gif", [(0, 1), (10, 1), (20, 7), (30, 1), (0, 2)], fps)
    _, durations = read(tmp_path / "a.gif")
    hold = round(HOLD * fps) * frame
    assert durations == [hold + frame, frame, 7 * frame, frame]
    assert sum(durations) == pytest.approx(seconds * 1000)


def test_equal_neighbours_are_one_frame(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(0, 2), (0, 3), (10, 1), (10, 1), (0, 1)])
    pictures, durations = read(tmp_path / "a.gif")
    assert durations == [1250, 100]
    assert len(pictures) == 2


def test_long_hold_at_the_end_stays_as_long(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(0, 1), (10, 1), (0, 60)])
    assert read(tmp_path / "a.gif")[1] == [3050, 50]


def test_loop_that_does_not_close_fades_back(tmp_path: Path) -> None:
    seconds = make(tmp_path / "a.gif", [(0, 4), (50, 1), (100, 1)])
    pictures, durations = read(tmp_path / "a.gif")
    last, *fade, first, _ = pictures
    assert durations[0] == HOLD * 1000
    assert len(fade) == FADE_STEPS - 1
    assert durations[1:] == [1000 * CROSSFADE / FADE_STEPS] * len(fade) + [200, 50]
    assert seconds == pytest.approx(sum(durations) / 1000)
    steps = [np.abs(picture.astype(float) - first).mean() for picture in [last, *fade, first]]
    jumps = -np.diff(steps)
    assert jumps.min() > 0
    assert jumps.max() < 1.5 * jumps.mean()


def test_loop_that_closes_needs_no_fade(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(0, 4), (50, 1), (0, 1)])
    assert len(read(tmp_path / "a.gif")[0]) == 2


def test_single_picture_is_a_gif_too(tmp_path: Path) -> None:
    make(tmp_path / "a.gif", [(10, 30)])
    pictures, _ = read(tmp_path / "a.gif")
    assert len(pictures) == 1
    assert tuple(pictures[0][0, 0]) == PAPER[:3]


def test_supersampled_edges_are_averages(tmp_path: Path) -> None:
    form = looping_gif()
    sink = form.open(tmp_path / "a.gif")
    sink.write(drawing(form.canvas.width, form.canvas.height, 1), 1)  # half a pixel in
    sink.close()
    [picture], _ = read(tmp_path / "a.gif")
    edge = picture[HEIGHT // 3, 0].astype(int)
    average = (np.array(PAPER[:3]) + INK[:3]) / 2
    assert np.abs(edge - average).max() <= 1.5


def test_thousand_frames_take_little_memory(tmp_path: Path) -> None:
    sink = looping_gif().open(tmp_path / "a.gif")
    for number in range(200):
        sink.write(drawing(WIDTH * 2, HEIGHT * 2, number), 1)
    kept = sum(len(shot.packed) for shot in sink._shots)
    assert kept < 200 * WIDTH * HEIGHT * 3 / 20
    sink.abandon()
    assert not (tmp_path / "a.gif").exists()


def scattered(place: int, paper: int) -> np.ndarray:
    """Return ink strewn over a frame, with a box that moves over it; the paper's alpha is given."""
    pixels = drawing(WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING, place * SUPERSAMPLING)
    ink = np.random.default_rng(3).random((HEIGHT, WIDTH)) < 0.3
    pixels[ink.repeat(SUPERSAMPLING, 0).repeat(SUPERSAMPLING, 1)] = INK
    pixels[(pixels[..., :3] == PAPER[:3]).all(axis=2), 3] = paper
    return pixels


def test_without_paper_only_what_changes_is_drawn_too(tmp_path: Path) -> None:
    sizes = []
    for paper in (255, 0):
        sink = looping_gif().open(tmp_path / f"{paper}.gif")
        for place in (*range(0, 60, 2), 0):
            sink.write(scattered(place, paper), 1)
        sink.close()
        sizes.append((tmp_path / f"{paper}.gif").stat().st_size)
    assert sizes[1] < 2 * sizes[0]  # a box that leaves takes its neighbours with it, but no more
    starts = np.array([0, *(HOLD * 1000 + 50 * np.arange(1, 30))])
    with Image.open(tmp_path / "0.gif") as image:
        time = 0
        for shown in ImageSequence.Iterator(image):
            place = range(0, 60, 2)[int(np.searchsorted(starts, time, "right")) - 1]
            expected = scattered(place, 0)[::SUPERSAMPLING, ::SUPERSAMPLING, 3] > 0
            assert np.array_equal(np.asarray(shown.convert("RGBA"))[..., 3] > 0, expected), time
            time += image.info["duration"]


def restless(place: int) -> np.ndarray:
    """Return soft shades that move: more colours than a palette has."""
    rows, columns = np.indices((HEIGHT, WIDTH))
    share = (np.sin((columns - place) / 17) * np.cos(rows / 11) + 1) / 2
    mixed = np.array(PAPER[:3]) + share[..., np.newaxis] * np.subtract(INK[:3], PAPER[:3])
    return np.insert(np.rint(mixed).astype(np.uint8), 3, 255, axis=2)


def test_pillow_and_pyav_see_the_clip_as_faithfully_as_promised(tmp_path: Path) -> None:
    places = range(0, 40, 2)
    sink = looping_gif().open(tmp_path / "a.gif")
    for place in (*places, 0):
        sink.write(restless(place).repeat(2, 0).repeat(2, 1), 1)
    sink.close()
    pictures, _ = read(tmp_path / "a.gif")
    with av.open(str(tmp_path / "a.gif")) as file:
        decoded = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(pictures) == len(places)
    assert all(np.array_equal(*pair) for pair in zip(pictures, decoded, strict=False))
    sources = [restless(place)[..., :3].astype(float) for place in places]
    errors = [((a - b) ** 2).mean() for a, b in zip(sources, pictures, strict=True)]
    assert 10 * np.log10(255**2 / np.mean(errors)) > 50
    assert max(np.abs(a - b).max() for a, b in zip(sources, pictures, strict=True)) <= 20
