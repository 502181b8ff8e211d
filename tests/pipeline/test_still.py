"""The still."""

from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.qualities import QUALITIES
from pipeline.still import Still
from tests.pipeline.drawings import drawing


def test_png_holds_exactly_the_frame(tmp_path: Path) -> None:
    pixels = drawing(426, 240, 50)
    sink = Still(QUALITIES["draft"]).open(tmp_path / "still.part")
    sink.open_beat("any")
    sink.write(pixels, 1)
    assert sink.close() == 0.0
    with Image.open(tmp_path / "still.part") as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert np.array_equal(np.asarray(image), pixels[..., :3])
