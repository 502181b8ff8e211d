"""Slides for PowerPoint: each plays its clip when it is shown, and has notes."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UserError
from pipeline.slides.deck import Deck, Slide
from scenes.kit.theme import THEMES

EXTRA = "pip install -e '.[slides]'"

HEIGHT = 6_858_000
"""Of a slide, in English metric units: 7.5 inches, as PowerPoint has it."""

BLANK = 6
"""Number of the layout without placeholders in python-pptx's own template."""

TIMING = """\
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>
<p:par><p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>
<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst>
<p:par><p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
<p:par><p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold"
nodeType="afterEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
<p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn id="6" dur="{milliseconds}" fill="hold"/>
<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd>
</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>
</p:childTnLst></p:cTn>
<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
</p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl>
</p:cond></p:nextCondLst>
</p:seq>
<p:video><p:cMediaNode vol="80000"><p:cTn id="7" fill="hold" display="0"><p:stCondLst>
<p:cond delay="indefinite"/></p:stCondLst></p:cTn>
<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:video>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"""
"""Play a video as soon as its slide is shown; python-pptx writes one that waits for a click.

It is what PowerPoint writes for "Start: automatically" (ECMA-376, part 1, 19.5).
"""


def check_package() -> None:
    """Raise when python-pptx is not installed.

    Raises
    ------
    UserError
        When that is so, with the line that installs it.
    """
    try:
        importlib.import_module("pptx")
    except ImportError as error:
        raise UserError(
            f"--format pptx needs python-pptx; to install it, the extra slides: {EXTRA}"
        ) from error


def write_pptx(deck: Deck, path: Path) -> None:
    """Write the presentation.

    Parameters
    ----------
    deck
        Its slides; each begins with its clip's first frame, which is what PowerPoint shows until
        the clip plays, so that no slide gives away its end. It plays up to what the slide rests on.
    """
    pptx: Any = importlib.import_module("pptx")
    width, height = deck.shape
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = round(HEIGHT * width / height), HEIGHT
    presentation.core_properties.title = deck.title
    presentation.core_properties.author = ""
    layout = presentation.slide_layouts[BLANK]
    for film in deck.films:
        clips = zip(film.slides, film.clips(), film.first_frames(), strict=True)
        for slide, clip, first_frame in clips:
            poster = io.BytesIO()
            first_frame.save(poster, "PNG")
            poster.seek(0)
            page = presentation.slides.add_slide(layout)
            _color(page, THEMES[deck.theme].paper)
            movie = page.shapes.add_movie(
                io.BytesIO(clip),
                *(0, 0, presentation.slide_width, presentation.slide_height),
                poster_frame_image=poster,
                mime_type="video/mp4",
            )
            movie.name = slide.title
            movie._element.nvPicPr.cNvPr.set("descr", slide.caption)
            played = slide.rest_frame + 1 - slide.start_frame
            _play_at_once(page, movie.shape_id, played / film.manifest.fps)
            _trim(movie, (slide.frames - played) / film.manifest.fps)
            page.notes_slide.notes_text_frame.text = notes(slide)
    presentation.save(str(path))


def _color(page: Any, color: str) -> None:
    """Give a slide a paper: around the picture, and until it is there."""
    fill = page.background.fill
    fill.solid()
    fill.fore_color.rgb = importlib.import_module("pptx.dml.color").RGBColor.from_string(
        color.removeprefix("#").upper()
    )


def _play_at_once(page: Any, shape: int, seconds: float) -> None:
    oxml: Any = importlib.import_module("pptx.oxml")
    for old in page._element.findall("{*}timing"):
        page._element.remove(old)
    timing = TIMING.format(shape=shape, milliseconds=round(1000 * seconds))
    page._element.append(oxml.parse_xml(timing))


def _trim(movie: Any, seconds: float) -> None:
    """Let a video end that much before its last frame, as PowerPoint's "Trim Video" does.

    Source: Microsoft, Office Open XML extensions for PowerPoint (MS-PPTX), ``p14:trim``.
    """
    if seconds > 0:
        [media] = movie._element.iter("{*}media")
        trim = media.makeelement(media.tag.replace("}media", "}trim"))
        trim.set("end", f"{1000 * seconds:.4f}")
        media.append(trim)


def notes(slide: Slide) -> str:
    """Return what the speaker reads: the caption, the parameters and the steps that are shown."""
    rows = [row[:-1] for row in slide.steps]  # the last column is the time in the film
    return "\n\n".join(filter(None, [slide.caption, slide.settings, _table(rows) if rows else ""]))


def _table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)
