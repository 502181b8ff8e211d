"""From a scene to files: requests, drawing, encoders, workers and reports.

Importing the package imports neither manim nor numpy; only the process that draws pays for them.
"""
