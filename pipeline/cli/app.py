"""The click group: every problem in one sentence, exit codes, and the scene arguments."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.request import find_scenes
from pipeline.errors import UserError, did_you_mean
from pipeline.files import is_limited, limited
from pipeline.report.results import Lines, print_table
from pipeline.scene_loading import how_to_install
from pipeline.signals import deaf, stoppable
from scenes.catalog import CATALOG

if TYPE_CHECKING:
    from scenes.catalog import Entry

INTERRUPTED = 130
FAILED = 1
TRACEBACK_WANTED = "pipeline.traceback"
LINES = "pipeline.report.results"

LOOP = "--loop"
"""With it, `video` is the verb `loop`: a loop has the options of a picture, not of a video."""


class Course(click.Group):
    """A group of commands that turns every problem into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a terminal without an α still gets the rest
                stream.reconfigure(errors="replace")
        try:
            with stoppable():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.call_on_close(deaf())
            self._tell(ctx, "Interrupted: what was complete is there, nothing half-written.")
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except UserError as error:
            self._complain(ctx, str(error), error.details or traceback.format_exc())
        except ImportError as error:
            if os.strerror(errno.EMFILE) in str(error):  # a library that could not be opened
                self._complain(ctx, str(limited(OSError(errno.EMFILE, ""))), traceback.format_exc())
            sentence = how_to_install(error) or f"{error} (`render.py doctor` checks everything)."
            self._complain(ctx, sentence, traceback.format_exc())
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader of our output has gone; click ends quietly
            self._complain(ctx, _sentence(error), traceback.format_exc())
        except Exception as error:
            sentence = f"{type(error).__name__}: {error} (--traceback shows where)."
            self._complain(ctx, sentence, traceback.format_exc())

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            hint = did_you_mean(args[0], self.commands)
            verbs = ", ".join(self.commands)
            raise click.UsageError(f"There is no verb {args[0]!r}.{hint} Verbs: {verbs}.", ctx)
        if args[:1] == ["video"] and LOOP in args:
            args = ["loop", *(word for word in args[1:] if word != LOOP)]
        return super().resolve_command(ctx, args)

    @staticmethod
    def _complain(ctx: click.Context, sentence: str, details: str) -> None:
        if ctx.meta.get(TRACEBACK_WANTED):
            click.echo(details, err=True)
        Course._tell(ctx, f"Error: {sentence}")
        ctx.exit(FAILED)

    @staticmethod
    def _tell(ctx: click.Context, sentence: str) -> None:
        click.echo(sentence, err=True)
        lines: Lines | None = ctx.meta.get(LINES)
        if lines is not None:
            try:
                lines.failed(None, sentence.removeprefix("Error: "))
                lines.summary()
            except OSError:  # the sentence was said on standard error
                _give_up()


def _sentence(error: OSError) -> str:
    """Return what is said of an error of the system that nobody expected."""
    if is_limited(error):
        return str(limited(error))
    printing = {click.echo.__code__, print_table.__code__}
    if any(frame.f_code in printing for frame, _ in traceback.walk_tb(error.__traceback__)):
        _give_up()
        return f"Cannot write to standard output ({error.strerror or error})."
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}."


def _give_up() -> None:
    """Let standard output lead nowhere, since it takes no more: then the end is a quiet one."""
    with suppress(OSError, AttributeError, ValueError):  # it may be closed, or nobody's
        handle = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, handle)
        os.close(nowhere)


def remember_lines(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> Lines | None:
    """Return who writes JSON lines if they are wanted, and note it for problems."""
    lines = Lines() if wanted else None
    ctx.meta[LINES] = lines
    return lines


def remember_traceback(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> bool:
    """Note whether --traceback was given, for problems that end the command."""
    ctx.meta[TRACEBACK_WANTED] = wanted
    if ctx.meta.get(LINES) is not None:
        ctx.meta[LINES].with_details = wanted
    return wanted


def catalog_of(ctx: click.Context) -> Sequence[Entry]:
    """Return the course that the commands work on: the context's object, or ours."""
    catalog: Sequence[Entry] = ctx.obj or CATALOG
    return catalog


def scenes_by_name(
    ctx: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[Entry, ...]:
    """Return the entries of the scenes that were named, before anything heavy is imported."""
    return find_scenes(names, catalog_of(ctx))


def scenes_by_list(
    ctx: click.Context, _parameter: click.Parameter, names: str
) -> tuple[Entry, ...]:
    """Return the entries of scenes named with commas between them."""
    asked = [name.strip() for name in names.split(",") if name.strip()]
    found = find_scenes(asked, catalog_of(ctx))
    if not found:
        raise UserError("--scenes names no scene: give names with commas between them, or all.")
    return found


def scene_by_name(ctx: click.Context, _parameter: click.Parameter, name: str) -> Entry:
    """Return the entry of one scene."""
    found = find_scenes([name], catalog_of(ctx))
    if len(found) != 1:
        raise UserError("This works on one scene at a time: name it.")
    return found[0]


def one_scene(ctx: click.Context, parameter: click.Parameter, name: str) -> tuple[Entry, ...]:
    """Return the entry of one scene, where several could be."""
    return (scene_by_name(ctx, parameter, name),)


def list_of_scenes(catalog: Sequence[Entry]) -> str:
    """Return a line for each scene, in the course's order."""
    width = max((len(entry.name) for entry in catalog), default=0)
    return "\n".join(f"{entry.name:{width}}  {entry.teaches}" for entry in catalog)
