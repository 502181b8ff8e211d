"""What may happen to a file that is kept between runs."""

import random
from pathlib import Path


def cut(path: Path) -> None:
    """Leave its beginning alone; where it ends depends on its name."""
    path.write_bytes(path.read_bytes()[: _somewhere(path)])


def flip(path: Path) -> None:
    """Change one bit, somewhere."""
    content = bytearray(path.read_bytes())
    where = _somewhere(path)
    content[where] ^= 1 << where % 8
    path.write_bytes(content)


def empty(path: Path) -> None:
    """Leave nothing in it."""
    path.write_bytes(b"")


def become_a_folder(path: Path) -> None:
    """Put a folder with something in it in its place."""
    path.unlink()
    path.mkdir()
    (path / "something").write_text("in it")


def _somewhere(path: Path) -> int:
    return random.Random(path.name).randrange(path.stat().st_size)
