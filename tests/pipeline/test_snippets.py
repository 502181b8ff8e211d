"""What is written into a page shows the picture there: Markdown is parsed, Sphinx builds."""

import html
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from PIL import Image

from pipeline.snippets import alternative_text, as_markdown, as_picture, as_rst

ALT = alternative_text("Saddle *points*", ["x² < 1 & [y_0] > `0`:", 'a "way" | out\\.'])
DARK, LIGHT = Path("pictures/a b.gif"), Path("pictures/a b-light.gif")


class Tags(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def images(self) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == "img"]


def test_alternative_text_is_title_and_captions() -> None:
    assert alternative_text("Title", ["One.", "Two."]) == "Title. One. Two."
    assert alternative_text("Title", []) == "Title."


@pytest.mark.parametrize("in_markdown", [False, True])
def test_picture_element_has_both_and_its_text(in_markdown: bool) -> None:
    text = as_picture(ALT, DARK, LIGHT, 640)
    tags = Tags(MarkdownIt("commonmark").render(text) if in_markdown else text)
    assert [tag for tag, _ in tags.found] == ["picture", "source", "img"]
    source, image = tags.found[1][1], tags.found[2][1]
    assert "dark" in (source["media"] or "")
    assert unquote(source["srcset"] or "") == str(DARK)
    assert unquote(image["src"] or "") == str(LIGHT)
    assert (image["alt"], image["width"]) == (ALT, "640")


@pytest.mark.parametrize("theme", ["", "dark"])
def test_markdown_image_says_and_shows_the_same(theme: str) -> None:
    tokens = MarkdownIt("commonmark").render(as_markdown(ALT, DARK, theme))
    [image] = Tags(tokens).images()
    assert image["alt"] == ALT
    file, _, mode = unquote(image["src"] or "").partition("#")
    assert file == str(DARK)
    assert mode == (f"gh-{theme}-mode-only" if theme else "")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Build a Sphinx page with the reStructuredText and the HTML snippet; warnings are errors."""
    for path in (DARK, LIGHT):
        (tmp_path / "pictures").mkdir(exist_ok=True)
        Image.new("RGB", (64, 36)).save(tmp_path / path)
    images = "\n\n".join(
        as_rst(ALT, path, theme, 640) for theme, path in (("dark", DARK), ("light", LIGHT))
    )
    raw = as_picture(ALT, DARK, LIGHT, 640).replace("\n", "\n   ")
    page = f"Page\n====\n\n{images}\n\n.. raw:: html\n\n   {raw}\n\nThe end.\n"
    (tmp_path / "index.rst").write_text(page, encoding="utf-8")
    (tmp_path / "conf.py").write_text("html_extra_path = ['extra']\n")  # for the raw HTML
    shutil.copytree(tmp_path / "pictures", tmp_path / "extra" / "pictures")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", ".", "site"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return tmp_path / "site"


def test_sphinx_page_shows_the_pictures(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    images = [image for image in Tags(text).images() if image.get("class")]
    assert [re.findall("only-[a-z]+", image["class"] or "") for image in images] == [
        ["only-dark"],
        ["only-light"],
    ]
    for image in images:
        assert html.unescape(image["alt"] or "") == ALT
        with Image.open(site / unquote(image["src"] or "")) as shown:
            assert shown.size == (64, 36)
    [source] = [attributes for tag, attributes in Tags(text).found if tag == "source"]
    assert (site / unquote(source["srcset"] or "")).is_file()
    assert "The end." in text
