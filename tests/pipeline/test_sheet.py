"""The contact sheet: a row of small pictures after the other, however many there are."""

import multiprocessing
import re
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from pipeline.sheet import CELL, GAP, SUPERSAMPLING, contact_sheet, grid, lay_out, shrink
from tests.pipeline.manifests import alone, part

FULL_HD = (1920, 1080)
UNPACKED = 1920 * 1080 * 4 / 2**20
"""MiB that one picture takes."""

FEW, MANY = 4, 44
STATUS = Path("/proc/self/status")


def still(path: Path, size: tuple[int, int] = FULL_HD, number: int = 0) -> Path:
    """Write a picture that is like no other of another number."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.putpixel((number, 0), (255, 0, 0))
    picture.save(path)
    return path


def heights(drawn: npt.NDArray[np.bool_]) -> list[int]:
    """Return how many rows each group of rows has in which something is drawn."""
    edges = np.flatnonzero(np.diff(drawn.astype(int), prepend=0, append=0))
    return list(map(int, edges[1::2] - edges[::2]))


def lines(page: Image.Image) -> list[int]:
    return heights((np.array(page.convert("L")) < 128).any(axis=1))


def test_letters_that_reach_over_the_edge_of_their_line_are_whole(tmp_path: Path) -> None:
    word = '#text(size: 34pt)[#"ÅÇgpqyj"]'
    apart = lines(lay_out([word, word], 400, tmp_path))
    within = lines(lay_out([f"#v(40pt) {word} #v(40pt)"], 400, tmp_path))
    assert len(apart) == 2
    assert apart == pytest.approx(within * 2, abs=1)


def test_rows_are_as_far_apart_as_columns(tmp_path: Path) -> None:
    still(tmp_path / "a.png", (2 * CELL, 2 * CELL))
    cells = [f'[#image("a.png", width: {CELL}pt)]'] * 6
    page = np.array(lay_out(grid(cells, 2, CELL), 2 * CELL + GAP, tmp_path, paper="#ff0000"))
    paper = (page == (255, 0, 0)).all(axis=2)
    assert heights(paper[:, CELL // 2])[1:-1] == pytest.approx([GAP, GAP], abs=1)
    assert heights(paper[CELL // 2])[1:-1] == pytest.approx([GAP], abs=1)


def test_pictures_are_no_larger_than_they_are_drawn(tmp_path: Path) -> None:
    drawn = (SUPERSAMPLING * CELL, SUPERSAMPLING * CELL * 9 // 16)
    for size, wanted in ((FULL_HD, drawn), ((426, 240), (426, 240))):
        shrink(still(tmp_path / "still.png", size), tmp_path / "small.png")
        with Image.open(tmp_path / "small.png") as small:
            assert small.size == wanted


def peak(folder: Path, beats: int, outbox: Connection) -> None:
    """Tell how high a sheet of so many beats is, and the most memory that it took, in MiB."""
    names = [f"beat_{number}" for number in range(beats)]
    paths = [still(folder / f"{name}.png", number=n) for n, name in enumerate(names)]
    stills = {("walk", name): path for name, path in zip(names, paths, strict=True)}
    sheet = contact_sheet(alone(part("walk", dict.fromkeys(names, 1.0))), stills, folder)
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+)", STATUS.read_text())
    outbox.send((sheet.height, int(kilobytes) / 1024))


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")
def test_more_beats_take_little_more_memory(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    found = []
    for beats in (FEW, MANY):
        inbox, outbox = context.Pipe(duplex=False)
        process = context.Process(target=peak, args=(tmp_path, beats, outbox))
        process.start()
        found.append(inbox.recv())
        process.join()
    (low, little), (high, much) = found
    assert high > 5 * low
    assert much - little < (MANY - FEW) * UNPACKED / 2


def test_a_forked_process_sets_a_sheet_after_its_parent_did(tmp_path: Path) -> None:
    """Threads that Typst starts are gone in a fork, and waiting for them would never end."""
    lay_out(["one", "two"], 400, tmp_path)
    forked = multiprocessing.get_context("fork").Process(
        target=lay_out, args=(["three", "four"], 400, tmp_path)
    )
    forked.start()
    forked.join(30)
    ended = forked.exitcode
    forked.kill()
    assert ended == 0
