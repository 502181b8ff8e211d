"""Why something is rendered again: what it was rendered from last time, compared with now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cache.keys import hashed, plainly, shown, versions
from pipeline.sources import ROOT, closure, short

if TYPE_CHECKING:
    from pipeline.cache.store import Store
    from pipeline.job import Job

NEVER = "never drawn"
LOST = "no longer in the cache"
NO_CACHE = "--no-cache"
OPTIONS = {"theme": "--theme", "holds": "--narration", "format": "another size or use"}
"""What to say of a part of the job that differs, apart from its parameters."""


@dataclass(frozen=True)
class Inputs:
    """Everything that a scene's frames depend on, by name.

    Parameters
    ----------
    job
        What is drawn, as JSON takes it.
    files
        A hash of each source file, by its path in the project.
    packages
        Versions of what draws and encodes.
    """

    job: dict[str, Any]
    files: dict[str, str]
    packages: dict[str, str]

    @property
    def key(self) -> str:
        """The key of the note on the last time that this job was drawn, from whatever sources."""
        return hashed("inputs", self.job)

    @property
    def scene_key(self) -> str:
        """The key of the note on the last time that this scene was made such a file, however."""
        entry = self.job["entry"]
        return hashed("inputs", entry["package"], entry["name"], self.job["format"][0])


def inputs_of(job: Job, *modules: str) -> Inputs:
    """Return what a job depends on now: the scene's sources, those of `modules`, and packages."""
    files = closure(job.entry.module, *modules, type(job.format).__module__)
    hashes = {_name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files.values()}
    what = {**shown(job), "format": plainly(job.format), "beats": job.beats}
    return Inputs(json.loads(json.dumps(what, default=str)), hashes, versions())


def note_inputs(store: Store, inputs: Inputs) -> None:
    """Keep what something was drawn from, for the next time."""
    content = json.dumps(vars(inputs)).encode()
    for key in (inputs.key, inputs.scene_key):
        if store.read("notes", key) != content:
            store.write("notes", key, content)


def reason(store: Store, inputs: Inputs, anew: bool) -> str:
    """Return in a few words why frames are not in the cache.

    Parameters
    ----------
    store
        Has what was noted when they were drawn before.
    inputs
        What they depend on now.
    anew
        Whether the cache is not used at all.
    """
    if anew:
        return NO_CACHE
    same_job = _read(store, inputs.key)
    if same_job is not None:
        return _changed(same_job, inputs) or LOST
    before = _read(store, inputs.scene_key)
    return NEVER if before is None else _asked_otherwise(before.job, inputs.job) or NEVER


def _read(store: Store, key: str) -> Inputs | None:
    content = store.read("notes", key)
    return None if content is None else Inputs(**json.loads(content))


def _changed(before: Inputs, now: Inputs) -> str:
    """Return which source file or package differs, and how many more do."""
    files = _different(before.files, now.files)
    packages = _different(before.packages, now.packages)
    named = [f"{name} changed" for name in files] + [f"new version of {name}" for name in packages]
    more = f" and {len(named) - 1} more" if len(named) > 1 else ""
    return f"{named[0]}{more}" if named else ""


def _asked_otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return which options differ from those of the last time."""
    params = _different(before["params"], now["params"])
    options = [said for part, said in OPTIONS.items() if before[part] != now[part]]
    return ", ".join([f"--set {name}" for name in params] + options)


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names whose values differ; what has come or gone stands last."""
    both = sorted(name for name in before.keys() & now.keys() if before[name] != now[name])
    return both + sorted(before.keys() ^ now.keys())


def _name(path: Path) -> str:
    """Return a file's path in the project, or from here, so that a person finds it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else short(path)
