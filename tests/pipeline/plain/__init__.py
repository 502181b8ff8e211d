"""Scenes of plain manim code that know nothing of this project: what the renderer must bear."""
