"""Everything that is known of a scene's video but its pictures."""

from __future__ import annotations

from pydantic import Field

from pipeline.manifest import Model, Part

PRELUDE = ""
"""The name of what is shown before the first beat."""


class Section(Model):
    """A beat with what is shown until the next one, or what is shown before the first."""

    name: str = Field(description="the beat; empty before the first one")
    frames: int = Field(gt=0)
    digest: str = Field(description="of what its frames show; empty when that is not known")


class Recipe(Model):
    """What a video of a scene holds and which pieces it is put together from."""

    part: Part
    sections: tuple[Section, ...]

    @property
    def lengths(self) -> dict[str, float]:
        """Seconds of each section, by name."""
        fps = self.part.frames / self.part.seconds
        return {section.name: section.frames / fps for section in self.sections}
