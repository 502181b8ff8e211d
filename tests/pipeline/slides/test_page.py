"""The page of slides in a real browser, from a file: every key, and what it rests on."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.slides.deck import Deck
from pipeline.slides.page import slides_page
from pipeline.video.mux import pictures
from scenes.catalog import Entry, by_name
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser
from tests.pipeline.slides.decks import BEATS, drawn

webdriver: Any = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
Keys: Any = pytest.importorskip("selenium.webdriver.common.keys").Keys

pytestmark = [needs_browser, pytest.mark.xdist_group("slides")]

SHOWN = """
const video = document.querySelector("#stage video.shown");
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
canvas.getContext("2d").drawImage(video, 0, 0);
return canvas.toDataURL("image/png").split(",")[1];
"""

NOTING = """
window.states = [];
new MutationObserver(() => {
  const { slide, state } = document.body.dataset;
  window.states.push(`${slide} ${state}`);
}).observe(document.body, { attributeFilter: ["data-slide", "data-state"] });
"""

TAKING = """
const found = window.states.indexOf(`${arguments[0]} ${arguments[1]}`);
if (found >= 0) window.states.splice(0, found + 1);
return found >= 0;
"""

FORGETFUL = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});
"""

FPS = 15
"""A draft's frames a second."""

MOST_OFF = 24
"""Levels of 255: at edges a browser spreads colours otherwise than FFmpeg."""

TOLD = 2 * MOST_OFF
"""By how much a frame must differ somewhere to be told from another."""


class Slides(Page):
    """The page of slides, as a lecturer uses it."""

    def start(self, path: Path) -> None:
        """Open it as somebody who was never there."""
        self.driver.get(path.as_uri())
        self.run("try { localStorage.clear() } catch {}")
        self.driver.get("about:blank")
        self.open_file(path)

    def open_file(self, path: Path) -> None:
        self.driver.get(path.as_uri())
        self.until(lambda: self.run("return document.body?.dataset.ready"), "not ready")
        self.run(NOTING)

    def press_key(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def tap(self, share: float) -> None:
        """Tap at a share of the width."""
        self.swipe(share, share)

    def swipe(self, start: float, end: float) -> None:
        width, height = self.run("return [innerWidth, innerHeight]")
        chain = webdriver.ActionChains(self.driver, duration=20)
        pointer = chain.w3c_actions.pointer_action
        pointer.move_to_location(round(start * width), height // 3)
        pointer.pointer_down()
        pointer.move_to_location(round(end * width), height // 3)
        pointer.pointer_up()
        chain.perform()

    @property
    def state(self) -> tuple[int, str]:
        at, state = self.run("return [document.body.dataset.slide, document.body.dataset.state]")
        return int(at), str(state)

    def comes_to(self, slide: int, state: str) -> None:
        """Wait for a state that was not waited for yet, however short it was."""
        self.until(lambda: self.run(TAKING, slide, state), f"not {slide} {state}")

    def picture(self) -> Image.Image:
        """Return what the video that is seen shows."""
        content = base64.b64decode(self.run(SHOWN))
        return Image.open(io.BytesIO(content)).convert("RGB")

    def shows_end_of(self, deck: Deck, slide: int) -> None:
        """Check that what a slide rests on is seen, pixel by pixel, and not the frame before it."""
        [film] = deck.films
        end = deck.slides[slide - 1].rest_frame
        shown = np.asarray(self.picture()).astype(int)
        frames = frames_of(film.video, film.manifest.frames)
        off = [np.abs(shown - frame).max() for frame in frames]
        assert off[end] <= MOST_OFF, f"it shows {np.argmin(off)}, not {end}"
        others = [k for k, frame in enumerate(frames) if np.abs(frame - frames[end]).max() > TOLD]
        assert len(others) > len(frames) // 2
        assert min(off[k] for k in others) > MOST_OFF


@functools.cache
def frames_of(video: Path, count: int) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    return [np.asarray(frame).astype(int) for frame in pictures(video, range(count), FPS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slides")


@pytest.fixture(scope="module")
def deck(folder: Path) -> Deck:
    return drawn(folder)


@pytest.fixture(scope="module")
def path(deck: Deck, folder: Path) -> Path:
    return folder / "media/slides/demo.html"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture
def slides(driver: Any, path: Path) -> Iterator[Slides]:
    with asking_nobody(driver):
        slides = Slides(driver)
        slides.start(path)
        yield slides


def test_it_opens_on_a_cover(slides: Slides) -> None:
    assert slides.state == (0, "rests")
    assert slides.text("h1") == "Demo"
    assert slides.find("#cover").is_displayed()


def test_each_slide_plays_and_rests_on_its_last_frame(slides: Slides, deck: Deck) -> None:
    for number, key in enumerate((Keys.ARROW_RIGHT, Keys.SPACE, Keys.PAGE_DOWN), 1):
        slides.press_key(key)
        slides.comes_to(number, "plays")
        slides.comes_to(number, "rests")
        slides.shows_end_of(deck, number)
    slides.press_key(Keys.ARROW_RIGHT)
    assert slides.state == (len(BEATS), "rests")


def test_a_clip_plays_all_its_frames(slides: Slides, deck: Deck) -> None:
    slides.press_key("2")
    slides.comes_to(2, "rests")
    seconds = slides.run("return document.querySelector('video.shown').duration")
    assert seconds == pytest.approx(deck.slides[1].frames / FPS, abs=0.002)


def test_back_goes_to_the_end_of_the_one_before_and_then_replays_it(
    slides: Slides, deck: Deck
) -> None:
    slides.press_key(Keys.END)
    slides.comes_to(3, "rests")
    slides.shows_end_of(deck, 3)
    slides.press_key(Keys.ARROW_LEFT)
    slides.comes_to(2, "rests")
    slides.shows_end_of(deck, 2)
    slides.press_key(Keys.ARROW_LEFT)
    slides.comes_to(2, "plays")
    slides.press_key(Keys.ARROW_LEFT)  # in the middle of it
    slides.comes_to(1, "rests")
    slides.shows_end_of(deck, 1)
    slides.press_key(Keys.ARROW_LEFT)
    slides.comes_to(1, "plays")
    slides.press_key(Keys.PAGE_UP)
    slides.comes_to(0, "rests")
    assert slides.find("#cover").is_displayed()
    slides.press_key(Keys.ARROW_LEFT)
    assert slides.state == (0, "rests")


def test_arrows_up_and_down_go_from_end_to_end(slides: Slides, deck: Deck) -> None:
    slides.press_key(Keys.ARROW_DOWN)
    slides.comes_to(1, "rests")
    slides.shows_end_of(deck, 1)
    slides.press_key(Keys.ARROW_DOWN)
    slides.comes_to(2, "rests")
    slides.press_key(Keys.ARROW_UP)
    slides.comes_to(1, "rests")
    slides.press_key(Keys.HOME)
    slides.comes_to(0, "rests")


def test_many_keys_at_once_come_to_what_the_last_one_says(slides: Slides, deck: Deck) -> None:
    slides.press_key(*[Keys.ARROW_RIGHT] * 3, *[Keys.ARROW_UP] * 2)
    slides.comes_to(1, "rests")
    slides.shows_end_of(deck, 1)


def test_digits_jump(slides: Slides) -> None:
    slides.press_key("3")
    slides.comes_to(3, "plays")
    slides.press_key("9")
    slides.until(lambda: slides.text("#told") == "There are 3 slides", "nothing is told")
    assert slides.state[0] == 3
    slides.press_key("0")
    slides.comes_to(0, "rests")


def test_a_slide_loops_until_it_does_not(slides: Slides) -> None:
    slides.press_key("1")
    slides.comes_to(1, "rests")
    slides.run(
        "window.rounds = 0; document.querySelector('video.shown')"
        ".addEventListener('seeked', () => window.rounds++)"
    )
    slides.press_key("l")
    slides.comes_to(1, "plays")
    slides.until(lambda: slides.run("return window.rounds") >= 3, "it plays once")
    assert slides.state == (1, "plays")
    slides.press_key("l")
    slides.comes_to(1, "rests")
    slides.press_key("r", "l", Keys.ARROW_RIGHT)  # the next one does not loop
    slides.comes_to(2, "rests")


def test_black_and_back(slides: Slides) -> None:
    slides.press_key("2", "l")  # so that it plays for as long as this takes
    slides.comes_to(2, "plays")
    slides.press_key("b")
    slides.comes_to(2, "pauses")
    assert slides.find("#black").is_displayed()
    slides.press_key(Keys.ARROW_RIGHT)  # as in every program for slides
    slides.comes_to(2, "plays")
    assert not slides.find("#black").is_displayed()
    slides.press_key("p")
    slides.comes_to(2, "pauses")
    slides.press_key("p")
    slides.comes_to(2, "plays")
    slides.press_key("l")
    slides.comes_to(2, "rests")


def test_captions_and_keys_are_shown_on_demand(slides: Slides, deck: Deck) -> None:
    slides.press_key("c", Keys.ARROW_DOWN)
    slides.comes_to(1, "rests")
    assert slides.find("#caption").text == deck.slides[0].caption
    slides.press_key("c")
    assert not slides.find("#caption").is_displayed()
    slides.press_key("?")
    assert slides.find("#help").is_displayed()
    slides.press_key("?")
    assert not slides.find("#help").is_displayed()
    slides.press_key("f")
    slides.until(lambda: slides.run("return document.fullscreenElement !== null"), "not full")
    slides.press_key("f")
    slides.until(lambda: slides.run("return document.fullscreenElement === null"), "still full")


def test_a_finger_goes_on_and_back(slides: Slides) -> None:
    slides.tap(0.6)
    slides.comes_to(1, "rests")
    slides.swipe(0.6, 0.3)
    slides.comes_to(2, "rests")
    slides.swipe(0.3, 0.6)
    slides.comes_to(1, "rests")
    slides.tap(0.1)
    slides.comes_to(1, "plays")
    slides.press("#bar [data-do=next]")
    slides.comes_to(2, "rests")


def test_space_goes_on_after_a_button_was_clicked(slides: Slides) -> None:
    slides.press_key(Keys.ARROW_DOWN)
    slides.comes_to(1, "rests")
    slides.run("document.body.classList.add('awake')")
    slides.find("#bar [data-do=caption]").click()
    assert slides.find("#caption").is_displayed()
    slides.press_key(Keys.SPACE)
    slides.comes_to(2, "plays")
    assert slides.find("#caption").is_displayed()


def test_the_place_is_remembered(slides: Slides, path: Path, deck: Deck) -> None:
    slides.press_key("2")
    slides.comes_to(2, "rests")
    slides.driver.get("about:blank")
    slides.open_file(path)
    assert slides.state == (2, "rests")
    slides.shows_end_of(deck, 2)


def test_it_works_where_nothing_may_be_kept(slides: Slides, path: Path) -> None:
    added = slides.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": FORGETFUL}
    )
    try:
        slides.driver.get("about:blank")
        slides.open_file(path)
        slides.press_key("2", "c")
        slides.comes_to(2, "rests")
        slides.driver.get("about:blank")
        slides.open_file(path)
        assert slides.state == (0, "rests")
    finally:
        slides.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_the_speaker_sees_more(slides: Slides, deck: Deck) -> None:
    slides.press_key("1", "s")
    room = slides.driver.current_window_handle
    slides.until(lambda: len(slides.driver.window_handles) == 2, "no window")
    [speaker] = [handle for handle in slides.driver.window_handles if handle != room]
    slides.driver.switch_to.window(speaker)
    try:
        assert slides.text("#caption") == deck.slides[0].caption
        assert "Parameters: size = 2" in slides.text("#notes")
        assert slides.text("#next h2") == "Next: Turn it"
        assert ":" in slides.text("#clock")
        assert slides.text("#elapsed").startswith("0:0")
        slides.press_key(Keys.ARROW_RIGHT)
        slides.until(lambda: slides.text("#caption") == deck.slides[1].caption, "it stays")
        slides.press_key(Keys.END)
        slides.until(lambda: "last" in slides.text("#next h2"), "it knows no end")
    finally:
        slides.driver.close()
        slides.driver.switch_to.window(room)
    slides.comes_to(3, "rests")


def written(deck: Deck, entries: Sequence[Entry], folder: Path) -> Path:
    """Write a page of a deck of one film, and return where it is."""
    [film] = deck.films
    clips = [folder / f"{number}.mp4" for number in range(len(deck.slides))]
    for clip, content in zip(clips, film.clips(), strict=True):
        clip.write_bytes(content)
    page = slides_page(deck, entries, clips)
    path = folder / "slides.html"
    with path.open("wb") as file:
        page.write(file)
    assert path.stat().st_size == page.size
    return path


def test_text_of_a_scene_is_text(driver: Any, deck: Deck, tmp_path: Path) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    hostile = "</script><script>document.title = 'gone'</script><!-- clips --> & <b>x</b>"
    first, *others = part.beats
    said = (first.model_copy(update={"caption": hostile}), *others)
    changed = part.model_copy(update={"beats": said, "title": hostile, "teaches": hostile})
    manifest = film.manifest.model_copy(update={"parts": (changed,), "title": hostile})
    path = written(Deck((replace(film, manifest=manifest),)), [], tmp_path)
    with asking_nobody(driver):
        slides = Slides(driver)
        slides.start(path)
        assert slides.text("h1") == hostile
        slides.press_key("c", Keys.ARROW_DOWN)
        slides.comes_to(1, "rests")
        assert slides.text("#caption") == hostile
        assert driver.title == f"{hostile}: slides"


def test_a_slide_rests_before_it_clears_up(driver: Any, deck: Deck, tmp_path: Path) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    first, second, third = part.beats
    rest = second.end_frame - 8
    beats = (first, second.model_copy(update={"rest_frame": rest}), third)
    changed = part.model_copy(update={"beats": beats})
    manifest = film.manifest.model_copy(update={"parts": (changed,)})
    other = Deck((replace(film, manifest=manifest),))
    assert [slide.rest_frame for slide in other.slides] == [
        first.end_frame - 1,
        rest,
        third.end_frame - 1,
    ]
    path = written(other, [], tmp_path)
    with asking_nobody(driver):
        slides = Slides(driver)
        slides.start(path)
        slides.press_key("2")
        slides.comes_to(2, "plays")
        slides.comes_to(2, "rests")
        slides.shows_end_of(other, 2)
        slides.press_key(Keys.ARROW_RIGHT)
        slides.comes_to(2, "clears")  # what is left of it
        slides.comes_to(3, "plays")
        slides.comes_to(3, "rests")
        slides.press_key(Keys.ARROW_LEFT)
        slides.comes_to(2, "rests")
        slides.shows_end_of(other, 2)
        slides.press_key(Keys.ARROW_DOWN)  # from end to end, which plays nothing
        slides.comes_to(3, "rests")


def test_the_lab_opens_on_a_slide(driver: Any, deck: Deck, tmp_path: Path) -> None:
    [film] = deck.films
    [part] = film.manifest.parts
    entry = by_name()["geometric_decay"]
    renamed = part.model_copy(update={"name": entry.name})
    manifest = film.manifest.model_copy(update={"parts": (renamed,)})
    path = written(Deck((replace(film, manifest=manifest),)), [entry], tmp_path)
    with asking_nobody(driver):
        slides = Slides(driver)
        slides.start(path)
        slides.press_key(Keys.ARROW_DOWN)
        slides.comes_to(1, "rests")
        slides.press_key("t")
        inside = "document.querySelector('#lab iframe').contentDocument"
        drawn = f"return Number({inside}?.querySelector('.lab')?.dataset.drawn)"
        slides.until(lambda: (slides.run(drawn) or 0) > 0, "no lab")
        change = (
            f"const field = {inside}.querySelector('input[type=range]'); field.value = field.max;"
            "field.dispatchEvent(new Event('input', { bubbles: true }));"
        )
        before = slides.run(drawn)
        slides.run(change)
        slides.until(lambda: slides.run(drawn) > before, "the lab is dead")
        slides.press_key(Keys.ESCAPE)
        assert not slides.find("#lab").is_displayed()
        slides.press_key(Keys.ARROW_RIGHT)
        slides.comes_to(2, "plays")
