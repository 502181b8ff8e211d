"""A voice without a person: espeak-ng speaks the script on this machine, offline."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from pipeline.errors import UserError
from pipeline.script import Line

PROGRAM = "espeak-ng"
VOICE = "en-us"
WORDS_A_MINUTE = 150
PATIENCE = 60.0
"""Seconds in which a sentence must have been spoken."""

SPOKEN = {
    "α": " alpha ",
    "β": " beta ",
    "θ": " theta ",
    "λ": " lambda ",
    "∇": " the gradient of ",
    "²": " squared ",
    "³": " cubed ",
    "½": " one half ",
    "−": " minus ",
    "×": " times ",
    "·": " times ",
    "=": " equals ",
    "≈": " is about ",
    "<": " is less than ",
    ">": " is greater than ",
    "…": ", ",
}


def spoken(text: str) -> str:
    """Return a caption as it is read aloud: signs become words."""
    text = re.sub(r"\|([^|]+)\|", r" the size of \1 ", text)
    for sign, words in SPOKEN.items():
        text = text.replace(sign, words)
    return re.sub(r"\s+([,.:;?!])", r"\1", re.sub(r"\s+", " ", text)).strip()


def speak(line: Line, folder: Path) -> Path:
    """Write a line as a WAV file in `folder` and return where it is.

    Raises
    ------
    UserError
        When espeak-ng is not installed or fails.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise UserError(
            f"{PROGRAM} is not installed: sudo apt-get install {PROGRAM}, "
            "or give --narration a folder with recordings."
        )
    path = folder / f"{line.name}.wav"
    command = [program, "-v", VOICE, "-s", str(WORDS_A_MINUTE), "-w", str(path), "--stdin"]
    result = subprocess.run(
        command,
        input=spoken(line.text).encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    if result.returncode or not path.is_file():
        reason = result.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UserError(f"{PROGRAM} could not say {line.name} ({reason or 'no reason given'}).")
    return path
