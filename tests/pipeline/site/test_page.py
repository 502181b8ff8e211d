"""Each scene's page in a real browser: from a file and from the server, and asking nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pipeline.site.labs import LABS
from scenes.catalog import CATALOG, by_name
from tests.pipeline.site.browser import Page, asking_nobody, chromium, needs_browser
from tests.pipeline.site.films import BITS
from tests.pipeline.site.sites import Site

actions: Any = pytest.importorskip("selenium.webdriver", reason="no selenium").ActionChains

pytestmark = [needs_browser, pytest.mark.xdist_group("site pages")]

SHOWN_FRAME = """
const video = document.querySelector("video");
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
const brush = canvas.getContext("2d");
brush.drawImage(video, 0, 0);
const row = brush.getImageData(0, canvas.height / 2, canvas.width, 1).data;
const wide = canvas.width / arguments[0];
let number = 0;
for (let bit = 0; bit < arguments[0]; bit++) {
  if (row[4 * Math.floor((bit + 0.5) * wide)] > 120) number |= 1 << bit;
}
return number;
"""


ANSWER = """
const [form, right] = arguments;
const { answer } = JSON.parse(form.querySelector("script").textContent);
answer.forEach((expected, k) => {
  const fields = [...form.querySelectorAll(`[name=answer-${k}]`)];
  if (typeof expected !== "string") {
    fields[0].value = expected.value + (right ? 0 : 10 * expected.tolerance + 1);
  } else if (fields[0].type === "radio") {
    fields.find(({ value }) => (value === expected) === right).checked = true;
  } else {
    const others = [...fields[0].options].map(({ value }) => value).filter(Boolean);
    fields[0].value = others.find((value) => (value === expected) === right);
  }
});
form.requestSubmit();
return form.querySelector(".verdict").textContent;
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module", params=[entry.name for entry in CATALOG])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def page(driver: Any) -> Iterator[Page]:
    with asking_nobody(driver) as page:
        yield page


def frame_comes(page: Page, frame: int) -> None:
    page.until(lambda: page.run(SHOWN_FRAME, BITS) == frame, f"frame {frame} does not come")


def test_the_whole_page_works(page: Page, site: Site) -> None:
    with site.served() as url:
        page.open(url)
        walk_the_beats(page, site)
        if page.run("return page.scrubber !== null"):
            scrub(page, site)
        if site.scene in LABS:
            play_in_the_lab(page)
            stand_it_up(page)
        switch_the_theme(page)
        if site.scene in LABS:
            with offline(page):
                play_in_the_lab(page)


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Cut the browser off from every network."""
    rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    set_to = partial(page.driver.execute_cdp_cmd, "Network.emulateNetworkConditions")
    page.driver.execute_cdp_cmd("Network.enable", {})
    set_to({"offline": True, **rates})
    yield
    set_to({"offline": False, **rates})


def walk_the_beats(page: Page, site: Site) -> None:
    beats = site.film.part.beats
    assert page.texts(".beats .said") == [beat.caption for beat in beats]
    last = len(beats) - 1
    page.run("document.querySelectorAll('.beats button')[arguments[0]].click()", last)
    frame_comes(page, beats[last].start_frame)
    current = "return document.querySelector('.beats [aria-current=true] .said').textContent"
    page.until(lambda: page.run(current) == beats[last].caption, "the transcript stays behind")
    in_sight = (
        "const list = document.querySelector('.beats').getBoundingClientRect();"
        "const beat = document.querySelector('.beats [aria-current=true]').getBoundingClientRect();"
        "return beat.top >= list.top - 1 && beat.top < list.bottom;"
    )
    assert page.run(in_sight)
    assert page.run("return document.querySelector('video').textTracks.length") == 1
    page.until(
        lambda: (
            page.run("return document.querySelector('video').textTracks[0].cues.length")
            == len(site.film.manifest.captions)
        ),
        "no captions",
    )
    video = page.find("video")
    for key, frame in (
        ("\ue013", beats[last - 1].start_frame),  # up
        ("\ue014", beats[last - 1].start_frame + 1),  # right
        ("\ue012", beats[last - 1].start_frame),  # left
        ("\ue015", beats[last].start_frame),  # down
    ):
        video.send_keys(key)
        frame_comes(page, frame)
    video.send_keys(" ")
    page.until(lambda: not page.run("return document.querySelector('video').paused"), "still")
    video.send_keys(" ")
    page.until(lambda: page.run("return document.querySelector('video').paused"), "plays on")


def scrub(page: Page, site: Site) -> None:
    for walk in page.run("return page.scrubber.walks.slice(0, 2)"):
        page.choose("[name=walk]", walk["label"], "change")
        for row in (len(walk["n"]) - 1, 2):
            page.choose(".scrub [type=range]", row)
            frame_comes(page, walk["frames"][row])
            assert page.texts("tr[aria-current] td") == [str(walk["n"][row]), *walk["rows"][row]]
    page.run("document.querySelector('#steps').scrollIntoView({ block: 'start' })")
    beside = (
        "const [film, rows] = ['video', '.rows'].map((each) => document.querySelector(each));"
        "const [a, b] = [film, rows].map((each) => each.getBoundingClientRect());"
        "return a.left > b.right && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;"
    )
    page.until(lambda: page.run(beside), "the film is out of sight while one goes through steps")
    page.run("scrollTo(0, 0)")
    page.until(lambda: not page.run(beside), "the film does not go back")
    # the film moves, and the row follows
    page.run("page.film.seek(arguments[0])", walk["frames"][3])
    lit = "return document.querySelector('tr[aria-current] td').textContent"
    page.until(lambda: page.run(lit) == str(walk["n"][3]), "the row does not follow")


@contextmanager
def drawing_anew(page: Page) -> Iterator[None]:
    """Wait until what the block changes in the lab shows."""
    count = "return Number(document.querySelector('.lab:not([hidden])').dataset.drawn)"
    page.until(lambda: page.run(count) > 0, "the lab shows nothing")
    before = page.run(count)
    yield
    page.until(lambda: page.run(count) > before, "the lab does not change")


def play_in_the_lab(page: Page) -> None:
    lab = "const lab = [...page.labs.values()][0];"
    highest = page.run(f"{lab} return lab.data.controls[0].high")
    with drawing_anew(page):
        page.choose("[data-control=alpha] [type=range]", highest)
    assert page.run(f"{lab} return lab.state.alpha") == pytest.approx(highest, rel=0.01)
    assert page.text(".outcomes").strip()
    svg = page.find(".picture svg")
    page.run("arguments[0].scrollIntoView({ block: 'center' })", svg)
    before = page.run(f"{lab} return lab.runs.length")
    across, up = svg.size["width"] // 5, -svg.size["height"] // 4
    actions(page.driver).move_to_element_with_offset(svg, across, up).click().perform()
    page.until(lambda: page.run(f"{lab} return lab.runs.length") > before, "no marble")
    with drawing_anew(page):
        page.press("[data-do=as-it-was]")
    assert page.run(f"{lab} return lab.state.marbles") == []
    for text in page.texts(".advice button"):
        assert text.startswith(("largest stable: α = ", "best: α = ", "goes down everywhere: α = "))
    page.until(lambda: "#" not in page.driver.current_url, "an address of what is usual")


def switch_the_theme(page: Page) -> None:
    paper = "return getComputedStyle(document.documentElement).backgroundColor"
    before, source = page.run(paper), page.run("return document.querySelector('video').src")
    page.press("#theme")
    page.until(lambda: page.run(paper) != before, "the paper stays")
    assert page.run("return document.querySelector('video').src") != source
    page.press("#theme")
    page.until(lambda: page.run(paper) == before, "the theme does not come back")


def test_it_works_from_its_folder_and_as_one_file(page: Page, site: Site) -> None:
    for file in (site.page, site.single):
        page.open(file.as_uri())
        assert page.text("h1") == by_name()[site.scene].title
        assert page.run("return document.querySelector('video').duration") == pytest.approx(
            site.film.manifest.seconds, abs=0.2
        )
        if site.scene in LABS:
            stand_it_up(page)
        answer_the_exercises(page)
    switch_the_theme(page)
    last = site.film.part.beats[-1].start_frame
    page.run("page.film.seek(arguments[0])", last)
    frame_comes(page, last)


def test_a_link_opens_at_its_lab(page: Page, site: Site) -> None:
    top = "return document.querySelector('#try').getBoundingClientRect().top"
    alpha = "return [...page.labs.values()].find((lab) => !lab.root.hidden).state.alpha"
    page.open(site.page.as_uri())
    assert page.run(top) > 500  # the film comes first
    usual = page.run(alpha)
    page.open(f"{site.page.as_uri()}#alpha={usual / 2}")
    assert abs(page.run(top)) < 2
    page.run("location.hash = 'film'")  # a place on the page sets nothing
    page.until(lambda: page.run(top) > 500, "the film does not come")
    assert page.run(alpha) == usual / 2


def stand_it_up(page: Page) -> None:
    """Turn the landscape in three dimensions, where there is one, and lay it flat again."""
    painted = "return document.querySelector('.lab:not([hidden]) .picture.solid')?.dataset.painted"
    if not page.run("return Boolean(document.querySelector('.lab:not([hidden]) .turn'))"):
        return
    page.press(".lab:not([hidden]) [data-do=solid]")
    page.until(lambda: page.run(painted), "it does not stand up")
    page.choose(".lab:not([hidden]) .turn input", 3)
    page.until(lambda: str(page.run(painted)).endswith(" 3"), "it does not turn")
    page.press(".lab:not([hidden]) [data-do=solid]")
    flat = ".lab:not([hidden]) .picture.flat"
    page.until(lambda: page.find(flat).is_displayed(), "it does not lie down")


def answer_the_exercises(page: Page) -> None:
    """Answer each wrong, then right; a wrong answer shows its hint in the lab."""
    forms = page.driver.find_elements("css selector", "#exercises form")
    assert forms
    for form in forms:
        told = page.run("return JSON.parse(arguments[0].querySelector('script').textContent)", form)
        assert page.run(ANSWER, form, False) == told["hint"]["text"]
        if told["hint"]["address"]:
            asked = dict(parse_qsl(told["hint"]["address"]))
            alpha = "return [...page.labs.values()].map((lab) => lab.state.alpha)"
            assert "alpha" not in asked or float(asked["alpha"]) in page.run(alpha)
        assert page.run(ANSWER, form, True) == f"Right. {told['praise']}"
    page.run("localStorage.clear()")


def test_a_phone_shows_all_of_its_width(page: Page, site: Site) -> None:
    metrics = "Emulation.setDeviceMetricsOverride"
    phone = {"width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": True}
    page.driver.execute_cdp_cmd(metrics, phone)
    try:
        page.open(site.page.as_uri())
        assert page.run("return document.documentElement.scrollWidth") == 320
    finally:
        page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_weighs_little(site: Site) -> None:
    assert site.page.stat().st_size < 400_000
