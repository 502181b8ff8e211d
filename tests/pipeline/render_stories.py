"""The command line on the test stories, for tests that need a process of its own."""

from render import cli
from tests.pipeline.stories import STORIES

if __name__ == "__main__":
    cli(obj=STORIES)
