"""The course: one file per scene, `catalog` in order, `kit` for what they share."""
