"""The command line on the test stories, for tests that need a process of its own."""

import os
from pathlib import Path

from render import cli
from tests.pipeline.stories import STORIES

LOG = "NOTE_WHAT_IS_DRAWN_IN"
"""Environment variable: a file that gets the name of every beat of which frames are drawn."""

if __name__ == "__main__":
    if LOG in os.environ:
        from pipeline.build.chunk import ChunkRenderer
        from tests.pipeline.drawn_beats import noting

        setattr(ChunkRenderer, "paint", noting(Path(os.environ[LOG])))  # noqa: B010
    cli(obj=STORIES)
