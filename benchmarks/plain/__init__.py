"""Scenes of plain manim code, written with good habits, that know nothing of our kit."""
