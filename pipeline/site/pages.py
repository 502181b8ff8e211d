"""Pages: a scene's, its lab's alone, and the course's, from templates."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.scene_loading import load
from pipeline.site.contours import contours
from pipeline.site.exercises import exercises_of
from pipeline.site.film import Film, film_data
from pipeline.site.formulas import wrapping
from pipeline.site.labs import LABS, Lab, lab_data
from pipeline.site.modules import SITE, import_map
from pipeline.site.ring import Ring
from pipeline.video.assemble import POSTER
from scenes.cards import COURSE
from scenes.catalog import Entry
from scenes.kit.theme import DASHES, THEMES, Theme

MEDIA = "media"
"""The folder of the films, beside the pages."""

LEVELS = 11
"""Lines of a contour map, between which the ground has one colour more."""

BODY = 0.55
"""Level whose colour the ground below a curve has, as in the films."""

DASH_SCALE = 36
"""Pixels of a scene unit, for the dashes of a line."""


UNBROKEN = re.compile(r"(\([^\s()]+, [^\s()]+\)|\S+(?: [=−+] \S+){1,3}|[A-Za-z]+(?:-[a-z]+)+)")
"""What is kept on one line: (3, −2), then y = mx + b and 1 − 2α, then mini-batch."""


@dataclass(frozen=True)
class Neighbours:
    """The scenes before and after one, as far as they have pages."""

    before: Entry | None
    after: Entry | None


def as_script(value: object) -> Markup:
    """Return JSON that may stand in a script element, whatever text is in it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def environment(package: str = SITE) -> Environment:
    """Return what sets the templates of a package, with the course's themes at hand."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"script": as_script, "unbroken": unbroken}
    environment.globals |= {
        "course": COURSE,
        "themes": {name: _variables(theme) for name, theme in THEMES.items()},
        "dashes": {role: _dash(role) for role in DASHES},
        "style": Markup(_text("style.css")),
        "levels": range(LEVELS + 1),
    }
    return environment


def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _variables(theme: Theme) -> dict[str, str]:
    """Return a theme's colours by role, a map's from its lowest level up, and a curve's ground."""
    roles = {
        field.name: getattr(theme, field.name)
        for field in fields(theme)
        if isinstance(getattr(theme, field.name), str) and field.name != "name"
    }
    ground = {f"level_{k}": theme.map_level(k / LEVELS).to_hex() for k in range(LEVELS + 1)}
    ground["body"] = theme.level(BODY).to_hex()
    return {name.replace("_", "-"): color for name, color in {**roles, **ground}.items()}


def unbroken(text: str) -> Markup:
    """Return a text in which no equation, difference, place or hyphened word is broken."""
    parts = UNBROKEN.split(text)
    marked = [Markup('<span class="whole">{}</span>').format(part) for part in parts[1::2]]
    parts[1::2] = marked
    return Markup("").join(parts)


def _dash(role: str) -> str:
    return " ".join(f"{DASH_SCALE * part:.0f}" for part in DASHES[role]) or "none"


def neighbours(entry: Entry, entries: Sequence[Entry]) -> Neighbours:
    """Return what stands before and after a scene among those that have pages."""
    at = [one.name for one in entries].index(entry.name)
    before = entries[at - 1] if at else None
    return Neighbours(before, entries[at + 1] if at + 1 < len(entries) else None)


def labs_of(entry: Entry, ring: Ring | None = None, embedded: bool = False) -> list[dict[str, Any]]:
    """Return the labs of a scene with all that the templates and the scripts need.

    Parameters
    ----------
    ring
        The landscape that one of them can show in three dimensions; if left out, none does.
    embedded
        Whether the page itself holds its pictures; else they are beside it.
    """
    labs = LABS.get(entry.name, ())
    model = load(entry).params_type() if labs else None
    solid: dict[str, Any] | None = None
    if ring:
        addresses = ring_pictures(entry).items()
        sources = {
            theme: {"embedded": f"ring-{theme}"} if embedded else {"picture": address}
            for theme, address in addresses
        }
        solid = ring.data | {"sources": sources}
    return [
        _lab(entry, lab, model, lab is labs[0], solid if lab.standing else None) for lab in labs
    ]


def ring_pictures(entry: Entry) -> dict[str, str]:
    """Return where a page finds its landscape from all around, in each theme."""
    return {theme: f"{MEDIA}/{entry.name}-ring-{theme}.webp" for theme in THEMES}


def _lab(
    entry: Entry, lab: Lab, model: Any, is_first: bool, solid: dict[str, Any] | None
) -> dict[str, Any]:
    law = lab.landscape.formula
    seen = contours(lab.landscape) if lab.landscape.dim == 2 else None
    frame = seen and {"x": seen.x, "y": seen.y, "width": seen.width, "height": seen.height}
    data = lab_data(entry.name, lab, model) | {
        "frame": frame,
        "solid": solid,
        "is_first": is_first,
        "title": entry.title,
        "embed": lab_page(entry),
    }
    return {
        "name": lab.landscape.name,
        "data": data,
        "levels": seen.paths if seen else (),
        "shape": (seen.width, seen.height) if seen else (4000, 2100),
        "formula": wrapping(law if law.startswith("L(") else f"L = {law}"),
    }


def lab_page(entry: Entry) -> str:
    """Return the name of the page of a scene's lab alone."""
    return f"{entry.name}-lab.html"


def scene_page(
    entry: Entry,
    film: Film,
    among: Neighbours,
    embedded: Mapping[str, Path] | None = None,
    ring: Ring | None = None,
) -> str:
    """Return the HTML of a scene's page.

    Parameters
    ----------
    among
        The scenes that it leads to.
    embedded
        The videos that the page itself is to hold, by theme; else they are beside it. So it is
        with the pictures of the ring.
    ring
        The scene's landscape from all around, if it has one.
    """
    sources = {
        theme: {
            "video": f"{MEDIA}/{video.name}",
            "poster": f"{MEDIA}/{video.stem}{POSTER}",
        }
        for theme, video in film.videos.items()
    }
    videos: dict[str, str] = {}
    for theme, video in (embedded or {}).items():
        poster = video.with_name(f"{video.stem}{POSTER}")
        videos[f"video-{theme}"] = base64.b64encode(video.read_bytes()).decode()
        sources[theme] = {
            "embedded": f"video-{theme}",
            "poster": f"data:image/png;base64,{base64.b64encode(poster.read_bytes()).decode()}",
        }
    page = environment().get_template("scene.html")
    return page.render(
        entry=entry,
        film=film,
        film_data=film_data(film, sources),
        first=next(iter(sources.values())),
        sources=sources,
        videos=videos,
        rings=ring.embedded() if ring and embedded else {},
        labs=labs_of(entry, ring, bool(embedded)),
        exercises=exercises_of(entry.name),
        neighbours=among,
        import_map=Markup(import_map("page/main")),
    )


def lone_lab(entry: Entry, ring: Ring | None = None) -> str:
    """Return the HTML of the page that an ``<iframe>`` shows: a scene's lab and nothing else."""
    page = environment().get_template("lab.html")
    map_ = Markup(import_map("page/main"))
    return page.render(entry=entry, labs=labs_of(entry, ring), import_map=map_)


def course_page(films: Mapping[Entry, Film]) -> str:
    """Return the HTML of the page that leads to all others."""
    posters = {
        entry: {theme: f"{MEDIA}/{video.stem}{POSTER}" for theme, video in film.videos.items()}
        for entry, film in films.items()
    }
    page = environment().get_template("course.html")
    map_ = Markup(import_map("page/cover"))
    return page.render(films=films, posters=posters, import_map=map_)
