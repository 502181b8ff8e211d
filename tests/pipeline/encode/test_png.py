"""The still."""

from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.encode.png import Still
from pipeline.presets import QUALITIES
from tests.pipeline.synthetic_frames import drawing


def test_png_holds_exactly_the_frame(tmp_path: Path) -> None:
    pixels = drawing(426, 240, 50)
    sink = Still(QUALITIES["draft"]).open(tmp_path / "still.part")
    sink.open_beat("any")
    sink.write(pixels, 1)
    assert sink.close() == 0.0
    with Image.open(tmp_path / "still.part") as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert np.array_equal(np.asarray(image), pixels[..., :3])
