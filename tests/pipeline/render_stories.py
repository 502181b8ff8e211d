"""The command line on the test stories, for tests that need a process of its own."""

import os
from pathlib import Path

from render import cli
from tests.pipeline.stories import STORIES

LOG = "NOTE_WHAT_IS_DRAWN_IN"
"""Environment variable: a file that gets the name of every beat of which frames are drawn."""


def main() -> None:
    """Run the command line on what was typed."""
    if LOG in os.environ:
        from pipeline.build.chunk import ChunkRenderer  # noqa: PLC0415  # not before it is needed
        from tests.pipeline.drawn_beats import noting  # noqa: PLC0415

        setattr(ChunkRenderer, "paint", noting(Path(os.environ[LOG])))  # noqa: B010
    cli(obj=STORIES)


if __name__ == "__main__":
    main()
