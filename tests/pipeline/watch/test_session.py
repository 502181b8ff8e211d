"""What is saved is drawn, what is late is dropped, and what is wrong is told."""

from pathlib import Path

import pytest

from pipeline.watch.session import KEPT, Session
from pipeline.watch.view import PageView
from scenes.catalog import Entry
from tests.pipeline.watch.project import STORY
from tests.pipeline.watch.test_server import Notes

BEATS = [{"name": "show_the_disc", "caption": "A disc of radius {radius:g}."}]
BEATS += [{"name": "show_the_square", "caption": "A square."}]


class Watched(Session):
    """A session on the disc, drawn by nobody."""

    def __init__(self, folder: Path, beat: str | None = None, follow: bool = True) -> None:
        file = folder / "disc.py"
        file.write_text(STORY, encoding="utf-8")
        (folder / "scratch").mkdir()
        entry = Entry("disc", "Disc", "A disc", "What a disc is.", "stories")
        view = PageView("dark", beat, follow, {})
        super().__init__(entry, file, [folder], folder / "scratch", view)
        self.notes = Notes()
        self.begin(self.notes)

    def save(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")
        self.sources_changed({self.file})

    def describe(self, number: int) -> None:
        fields = {"title": "A disc", "fields": {}, "colours": {}}
        self.hear({"number": number, "scene": {**fields, "beats": [*BEATS]}})
        self.hear({"number": number, "values": {"radius": 1.0}})

    @property
    def state(self) -> dict[str, object]:
        found = self.wait(-1, 0)[1]
        assert found is not None
        return found


def test_the_first_beat_is_looked_at_first(tmp_path: Path) -> None:
    session = Watched(tmp_path)
    session.describe(1)
    assert session.view.beat == "show_the_disc"


def test_an_edit_is_followed_to_its_beat(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.save("A square.", "One square.")
    options = session.notes.requests[-1]
    assert options["beat"] == "show_the_square"
    assert options["changed"] == [str(session.file)]


def test_a_pinned_beat_stays(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc", follow=False)
    session.save("A square.", "One square.")
    assert session.notes.requests[-1]["beat"] == "show_the_disc"


def test_another_file_keeps_the_beat(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_square")
    session.sources_changed({tmp_path / "kit.py"})
    assert session.notes.requests[-1]["beat"] == "show_the_square"
    assert len(session.notes.requests) == 2


def test_an_edit_is_told_from_what_was_right_last(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.save("def plot(", "def plot((")
    session.save("def plot((", "def plot(")
    assert session.notes.requests[-1]["beat"] == "show_the_disc"


def test_what_comes_late_is_dropped(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.save("A square.", "One square.")
    session.hear({"number": 1, "trouble": {"sentence": "late", "traceback": ""}})
    assert session.state.get("trouble") is None


def test_trouble_stays_until_there_is_a_picture(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.hear({"number": 1, "trouble": {"sentence": "wrong", "traceback": ""}})
    session.save("A square.", "One square.")
    assert session.state["trouble"] == {"sentence": "wrong", "traceback": ""}
    (session.scratch / "2" / "still.png").write_bytes(b"picture")
    session.hear({"number": 2, "still": "still.png", "beat": "show_the_square"})
    assert session.state["trouble"] is None


@pytest.mark.parametrize("message", [{"refused": "no"}, {"fatal": "no"}])
def test_what_is_refused_at_the_start_ends_it(tmp_path: Path, message: dict[str, str]) -> None:
    session = Watched(tmp_path)
    session.hear({"number": 1 if "refused" in message else 0, **message})
    assert session.answered.is_set()
    assert session.fatal == "no"


def test_what_is_refused_later_is_told_and_taken_back(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.describe(1)
    session.look(PageView("dark", "show_the_disc", True, {"radius": "9"}))
    session.hear({"number": 2, "refused": "radius=9 is not allowed"})
    assert session.fatal is None
    assert session.state["refused"] == "radius=9 is not allowed"
    session.look(PageView("dark", "show_the_disc", True, {}))
    session.describe(3)
    assert session.state["refused"] is None


def test_a_process_that_died_is_told(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.hear({"number": 1, "died": -11})
    assert "code -11" in str(session.state["trouble"])


def test_a_beat_that_is_gone_gives_way_to_the_first(tmp_path: Path) -> None:
    session = Watched(tmp_path, "show_the_disc")
    session.describe(1)
    session.look(PageView("dark", "was_here", True, {}))
    session.describe(2)
    assert session.view.beat == "show_the_disc"


def test_captions_keep_their_numbers_while_the_next_picture_is_drawn(tmp_path: Path) -> None:
    session = Watched(tmp_path)
    session.describe(1)
    captions = {"show_the_disc": "A disc of radius 1.", "show_the_square": "A square."}
    session.hear({"number": 1, "captions": captions})
    session.describe(1)
    beats = session.state["beats"]
    assert isinstance(beats, list)
    assert [beat["caption"] for beat in beats] == [*captions.values()]


def test_only_the_newest_pictures_are_kept(tmp_path: Path) -> None:
    session = Watched(tmp_path)
    for number in range(1, KEPT + 3):
        (session.scratch / str(number) / "still.png").write_bytes(b"%d" % number)
        session.hear({"number": number, "still": "still.png", "beat": "show_the_disc"})
        session.sources_changed(set())
    assert session.made("1-still.png") is None
    assert session.made(f"{KEPT + 2}-still.png") == ("image/png", b"%d" % (KEPT + 2))
