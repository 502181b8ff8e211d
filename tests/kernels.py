"""Compile the kernels of the surface and of the encoders, and keep them: half a minute, once."""

import tempfile
from pathlib import Path

from pipeline.encode import yuv  # noqa: F401  # what it has is compiled when it is imported
from pipeline.encode.picture import SUPERSAMPLING, Picture
from tests.pipeline.synthetic_frames import drawing
from tests.scenes.kit.surface.rendered_stage import frame_at


def main() -> None:
    """Draw a surface with a marble on it, and encode a GIF of three frames."""
    frame_at(0.5)
    form = Picture("gif", 64, 32, 20.0, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        sink = form.open(Path(folder, "loop.gif"))
        for place in (0, 4, 0):
            sink.write(drawing(form.canvas.width, form.canvas.height, place * SUPERSAMPLING), 1)
        sink.close()


if __name__ == "__main__":
    main()
