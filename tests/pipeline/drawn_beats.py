"""Note which beats are drawn, in whichever process that is."""

from pathlib import Path
from typing import Any

from pipeline.build.chunk import ChunkRenderer

PAINT = ChunkRenderer.paint


def noting(log: Path) -> Any:
    """Return what paints as :class:`ChunkRenderer` does and leaves a line for each frame."""

    def paint(renderer: ChunkRenderer, scene: Any, repeat: int) -> None:
        if renderer.drawing:
            with log.open("a") as file:
                file.write(f"{renderer.beat or 'before'}\n")
        PAINT(renderer, scene, repeat)

    return paint


def noted(log: Path) -> list[str]:
    """Return the beats of which frames were drawn, each once."""
    lines = log.read_text().split() if log.exists() else []
    return list(dict.fromkeys(lines))
