"""The command line on the test stories, in this process or in one of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from render import cli
from tests.pipeline.stories import STORIES

ROOT = Path(__file__).parents[2]


def invoke(*arguments: object) -> Result:
    """Run the command line in this process; whatever happens, no traceback may show."""
    result = CliRunner().invoke(cli, [str(word) for word in arguments], obj=STORIES)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output or "--traceback" in arguments
    return result


def start(
    *arguments: object,
    path: str = "",
    before_start: Callable[[], None] = lambda: None,
    **options: Any,
) -> subprocess.Popen[str]:
    """Start the command line in a process of its own; `path` goes before Python's own."""

    def listen() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore Ctrl-C
        before_start()

    words = [sys.executable, "-m", "tests.pipeline.render_stories", *map(str, arguments)]
    first = [path] if path else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*first, str(ROOT)])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    settings = {**pipes, "preexec_fn": listen, **options}
    settings["env"] = {
        **environment,
        **options.get("env", {}),
        "PYTHONPATH": environment["PYTHONPATH"],
    }
    return subprocess.Popen(words, **settings)


def set_of(video: str, *beats: str) -> set[str]:
    """Return the files that come with a video of one scene, which has these beats."""
    stem, scene = video.removesuffix(".mp4"), Path(video).stem.partition("-")[0]
    stills = {f"-stills/{n:02}-{scene}-{beat}.png" for n, beat in enumerate(beats, 1)}
    texts = {".mp4", ".json", ".srt", ".vtt", "-transcript.md", "-youtube.txt"}
    return {stem + ending for ending in texts | stills | {"-poster.png", "-contact-sheet.png"}}


def files_in(folder: Path) -> set[str]:
    """Return every file in a folder and below, hidden ones too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
