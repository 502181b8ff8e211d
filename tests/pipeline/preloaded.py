"""What a run of the command line imports sooner or later: once, for all that are forked."""

# ruff: noqa: F401

import pipeline.build.chunk
import pipeline.commands.dispatch
import pipeline.commands.execute
import tests.pipeline.render_stories
import tests.pipeline.stories.demo
import tests.pipeline.stories.rolling
