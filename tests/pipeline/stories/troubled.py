"""A story that does in its third beat what the environment says."""

import os
import signal
import sys
import time

from manim import Square

from scenes.kit.story.scene import Params, Plot, StoryScene, beat


class UnspeakableError(Exception):
    """An error that cannot even be said."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


class Troubled(StoryScene[Params]):
    """Two beats that go well, and one in trouble."""

    plot = staticmethod(lambda params: Plot(paths={}))

    def construct(self) -> None:
        self.go_well()
        self.go_on()
        self.be_in_trouble()

    @beat("Going well.")
    def go_well(self) -> None:
        self.add(Square())
        self.wait(0.4)

    @beat("Going on.")
    def go_on(self) -> None:
        self.add(Square(3))
        self.wait(0.4)

    @beat("In trouble.")
    def be_in_trouble(self) -> None:
        self.add(Square(1))
        self.wait(0.4)
        match os.environ.get("TROUBLE"):
            case "raises":
                raise RuntimeError("a stone")  # THE STONE
            case "cannot be said":
                raise UnspeakableError
            case "exits":
                os._exit(3)
            case "crashes":
                signal.raise_signal(signal.SIGSEGV)
            case "hangs":
                time.sleep(1000)
            case "is deaf":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(1000)
            case "prints":
                print("nonsense " * 20_000)
            case "closes its streams":
                sys.stderr.close()
                sys.stdout.close()
            case "closes all files":
                os.closerange(0, 256)
