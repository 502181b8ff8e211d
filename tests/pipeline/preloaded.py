"""What a run of the command line imports sooner or later: once, for all that are forked."""

# ruff: noqa: F401

from numba.core.registry import cpu_target

import pipeline.build.chunk
import pipeline.commands.dispatch
import pipeline.commands.execute
import tests.pipeline.render_stories
import tests.pipeline.stories.demo
import tests.pipeline.stories.rolling

# what numba does before it compiles or loads its first function: a quarter of a second
cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
