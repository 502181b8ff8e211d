"""Our readout, contours and GIFs against manim's own, on the same content, in one run."""
