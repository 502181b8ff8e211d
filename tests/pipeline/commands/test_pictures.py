"""Pictures for pages from the command line: limits, themes, transparency and what is said."""

import html
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import av
import numpy as np
import pytest
from markdown_it import MarkdownIt
from PIL import Image

from pipeline.commands.snippets import alternative_text, as_markdown, as_picture, as_rst
from tests.pipeline.command_line import files_in, invoke

NARROW = ("--width", 160)

ALT = alternative_text("Saddle *points*", ["x² < 1 & [y_0] > `0`:", 'a "way" | out\\.'])
DARK, LIGHT = Path("pictures/a b.gif"), Path("pictures/a b-light.gif")


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


@pytest.mark.parametrize("kind", ["gif", "webp", "avif"])
def test_loop_moves_and_is_said_to_be_what_it_is(kind: str, folder: Path) -> None:
    result = invoke(kind, "demo", *NARROW)
    assert result.exit_code == 0, result.output
    with Image.open(folder / f"media/pictures/demo.{kind}") as image:
        assert image.n_frames > 5
        assert image.size == (160, 90)
    assert re.search(r"20 fps, 160 px", result.stdout)


def test_png_is_what_the_loop_ends_on(folder: Path) -> None:
    assert invoke("png", "demo", "--width", 640).exit_code == 0
    assert invoke("still", "demo", "--beat", "turn_it", "-q", "medium").exit_code == 0
    with (
        Image.open(folder / "media/pictures/demo.png") as small,
        Image.open(folder / "media/stills/demo-turn_it.png") as large,
    ):
        assert (small.n_frames, small.size) == (1, (640, 360))
        halved = np.asarray(large.reduce(2).convert("RGB")).astype(int)
        assert np.abs(np.asarray(small.convert("RGB")) - halved).max() <= 1


def test_png_moves_when_asked_to(folder: Path) -> None:
    assert invoke("png", "demo", "--animated", *NARROW).exit_code == 0
    with Image.open(folder / "media/pictures/demo-animated.png") as image:
        assert image.n_frames > 5
        assert image.info["loop"] == 0


def test_transparent_one_has_no_paper(folder: Path) -> None:
    for kind in ("gif", "webp", "avif", "png"):
        assert invoke(kind, "demo", "--transparent", *NARROW).exit_code == 0
        with Image.open(folder / f"media/pictures/demo-transparent.{kind}") as image:
            image.seek(image.n_frames - 1)
            alpha = np.asarray(image.convert("RGBA"))[..., 3]
        assert alpha[0, 0] == 0
        assert 0.005 < (alpha > 0).mean() < 0.5
        if kind != "gif":
            assert len(np.unique(alpha)) > 5  # smooth edges


def test_last_picture_is_held(folder: Path) -> None:
    assert invoke("webp", "demo", "--hold", "2.5", *NARROW).exit_code == 0
    with Image.open(folder / "media/pictures/demo.webp") as image:
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            durations.append(image.info["duration"])
    assert max(durations) == 2500


def test_limit_is_met_and_said(folder: Path) -> None:
    assert invoke("gif", "demo", "--width", 480).exit_code == 0
    path = folder / "media/pictures/demo.gif"
    limit = round(path.stat().st_size / 1000 * 0.6, 1)
    result = invoke("gif", "demo", "--width", 480, "--max-kb", limit)
    assert result.exit_code == 0, result.output
    assert path.stat().st_size <= limit * 1000
    assert re.search(rf"\d+ colours, [\d.]+ fps, {size(path)[0]} px", result.stdout)
    assert "256 colours, 20 fps" not in result.stdout


def test_limit_that_cannot_be_met_leaves_no_file(folder: Path) -> None:
    result = invoke("gif", "demo", "--width", 480, "--max-kb", 1)
    assert result.exit_code == 1
    said = re.search(
        r"demo\.gif was not made: the smallest .* has ([\d.]+) kB, not 1", result.stderr
    )
    assert said is not None, result.stderr
    assert float(said[1]) > 1
    assert files_in(folder) == set()


def test_both_themes_come_with_what_to_write_into_a_page(folder: Path) -> None:
    result = invoke("gif", "demo", "--both-themes", *NARROW)
    assert result.exit_code == 0, result.output
    files = {"media/pictures/demo.gif", "media/pictures/demo-light.gif"}
    assert files_in(folder) == files
    for start in ("<picture>", "![", ".. image::"):
        assert start in result.stdout
    for file in files:
        assert result.stdout.count(file) >= 4  # the table and three languages
    assert result.stdout.count("It becomes a circle.") == 5
    with Image.open(folder / "media/pictures/demo-light.gif") as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0xFC, 0xFB, 0xF7)


def test_both_themes_of_a_broken_scene_fail_once(folder: Path) -> None:
    result = invoke("gif", "missing", "demo", "--both-themes", *NARROW)
    assert result.exit_code == 1
    assert result.stderr.count("there is no module") == 1
    assert len(files_in(folder)) == 2
    assert "<picture>" in result.stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--max-kb", "0"], "x>=1"),
        (["--max-kb", "nan"], "nan is not a number"),
        (["--hold", "-1"], "0<=x<=60"),
        (["--hold", "nan"], "nan is not a number"),
        (["--fps", "15"], "10, 12.5, 20, 25, 50"),
        (["--animated"], "--animated"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], part: str, folder: Path) -> None:
    result = invoke("webp", "demo", *words)
    assert result.exit_code in (1, 2)
    assert part in result.stderr
    assert files_in(folder) == set()


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
    text = as_picture(ALT, {"dark": DARK, "light": LIGHT}, 640)
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
    raw = as_picture(ALT, {"dark": DARK, "light": LIGHT}, 640).replace("\n", "\n   ")
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


def test_transparent_picture_says_which_pages_it_suits(folder: Path) -> None:
    for theme, other in (("dark", "light"), ("light", "dark")):
        result = invoke("png", "demo", "--transparent", "--theme", theme, *NARROW)
        assert f"for {theme} pages" in result.stdout
        assert f"for {other} pages" not in result.stdout
    assert "pages" not in invoke("png", "demo", *NARROW).stdout


def references(text: str) -> set[str]:
    """Return every file that printed lines refer to."""
    found = re.findall(r'(?:src|srcset)="([^"]*)"|\]\(([^)#]*)|image:: (\S+)', text)
    return {next(filter(None, groups)) for groups in found}


def test_lines_for_a_page_never_hold_an_absolute_path(folder: Path) -> None:
    command = ("png", "demo", *NARROW, "--output", folder / "docs/a b")
    cases: list[tuple[list[object], set[str]]] = [
        (["--both-themes"], {"docs/a%20b/demo.png", "docs/a%20b/demo-light.png"}),
        (["--for-page", "docs/deep/page.md"], {"../a%20b/demo.png"}),
        (["--for-page", folder / "docs/index.md"], {"a%20b/demo.png"}),
        (["--base-url", "static"], {"static/demo.png"}),
        (["--base-url", "https://x.org/s/"], {"https://x.org/s/demo.png"}),
    ]
    for words, expected in cases:
        result = invoke(*command, *words)
        assert result.exit_code == 0, result.output
        lines = result.stdout[result.stdout.index("Demo") :] if "Demo" in result.stdout else ""
        found = {name.replace("\\", "%20") for name in references(result.stdout)}
        assert expected <= found, (found, lines)
        assert not any(name.startswith("/") for name in found)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--base-url", "s/", "--for-page", "a.md"], "give one"),
        (["--base-url", "c:\\static"], "is no URL"),
        (["--base-url", " s"], "is no URL"),
        (["--for-page", "."], "is a folder: name the page"),
    ],
)
def test_page_that_cannot_be_is_said_before_anything_is_drawn(
    words: list[str], part: str, folder: Path
) -> None:
    result = invoke("png", "demo", *words)
    assert result.exit_code == 1
    assert part in result.stderr
    assert files_in(folder) == set()


@pytest.mark.parametrize(("form", "codec"), [("mp4", "h264"), ("webm", "vp9")])
def test_loop_is_a_muted_video_of_what_the_gif_shows(form: str, codec: str, folder: Path) -> None:
    words = ("demo", "--width", 320, "--hold", 2)
    assert invoke("gif", *words).exit_code == 0
    result = invoke("loop", *words, "--format", form)
    assert result.exit_code == 0, result.output
    path = folder / f"media/pictures/demo.{form}"
    with av.open(str(path)) as video:
        [stream] = video.streams
        assert stream.codec_context.name == codec
        frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(stream)]
    with Image.open(folder / "media/pictures/demo.gif") as gif:
        shown = []
        for number in range(gif.n_frames):
            gif.seek(number)
            picture = np.asarray(gif.convert("RGB")).astype(int)
            shown += [picture] * round(gif.info["duration"] / 50)
    assert len(frames) == len(shown)
    assert max(np.abs(a - b).mean() for a, b in zip(frames, shown, strict=True)) < 3
    [line] = set(re.findall("<video .*", result.stdout))
    for word in ("autoplay", "loop", "muted", "playsinline", f'src="media/pictures/demo.{form}"'):
        assert word in line


def test_loops_of_both_themes_are_one_video_element_and_the_same_files_again(folder: Path) -> None:
    words = ("loop", "demo", "--format", "webm", "--both-themes", *NARROW)
    result = invoke(*words)
    assert result.stdout.count("<source") == 4  # in HTML and in reStructuredText
    assert 'media="(prefers-color-scheme: dark)" src="media/pictures/demo.webm"' in result.stdout
    before = (folder / "media/pictures/demo.webm").read_bytes()
    assert invoke(*words, "--no-cache").exit_code == 0
    assert (folder / "media/pictures/demo.webm").read_bytes() == before


def test_loop_meets_its_limit_in_any_width(folder: Path) -> None:
    for form in ("mp4", "webm"):
        words = ("loop", "demo", "--format", form, "--width", 401)
        assert invoke(*words).exit_code == 0
        path = folder / f"media/pictures/demo.{form}"
        limit = path.stat().st_size * 0.8 / 1000
        assert "crf" in invoke(*words, "--max-kb", limit).stdout
        assert path.stat().st_size <= limit * 1000


def test_loop_has_paper_and_no_other_format(folder: Path) -> None:
    assert "--transparent" in invoke("loop", "demo", "--transparent").stderr
    result = invoke("loop", "demo", "--format", "wbm")
    assert result.exit_code == 2
    assert "Did you mean 'webm'?" in result.stderr
