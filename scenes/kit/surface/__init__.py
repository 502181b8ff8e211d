"""Landscapes in three dimensions: lit, smooth and truly occluded, at video speed."""
