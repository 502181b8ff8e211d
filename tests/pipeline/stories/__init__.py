"""Small stories for the pipeline to render, most of them in trouble."""

from scenes.catalog import Entry

PACKAGE = __name__


def story(name: str, scene: str) -> Entry:
    """Return the catalogue entry of a story in this folder."""
    return Entry(name, scene, scene, f"What {scene} teaches.", PACKAGE)


DEMO = story("demo", "Demo")
STUMBLING = story("stumbling", "Stumbling")
DYING = story("dying", "Dying")
SLEEPING = story("sleeping", "Sleeping")
EMPTY = story("empty", "Empty")
ROLLING = story("rolling", "Rolling")
TROUBLED = story("troubled", "Troubled")
MISSING = story("missing", "Missing")

STORIES = (DEMO, STUMBLING, DYING, SLEEPING, EMPTY, ROLLING, TROUBLED, MISSING)
