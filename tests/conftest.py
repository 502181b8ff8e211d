"""Options and fixtures of all tests, and a home for the run that nobody has used before."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

WORKER = "PYTEST_XDIST_WORKER"
"""Environment variable: set in a worker, which has the home of the process that started it."""

KERNELS = pytest.StashKey[subprocess.Popen[bytes]]()
"""The process that compiles the kernels, where this one has started it."""

OWN = ("GRADIENT_DESCENT_", "NUMBA_", "PYTHONDONTWRITEBYTECODE", "XDG_CONFIG_HOME")
"""How the names of environment variables begin by which a user's settings would come in.

One of them makes each of some hundred processes compile our modules anew.
"""


def _settle() -> Path:
    """Have an empty home: what is kept or set for the user makes no difference to a test."""
    home = Path(tempfile.mkdtemp(prefix="home-of-tests-"))
    for name in [name for name in os.environ if name.startswith(OWN)]:
        del os.environ[name]
    os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / ".cache"))
    return home


# before anything is imported: manim reads the user's settings then, and numba where its cache is
HOME = None if WORKER in os.environ else _settle()

from pipeline.cache.store import FOLDER  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    """Remove the home in the end; its workers have ended then."""
    if HOME is not None:
        config.add_cleanup(lambda: shutil.rmtree(HOME, ignore_errors=True))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden frames anew instead of comparing; look at them before committing",
    )
    parser.addoption(
        "--rounds",
        type=int,
        default=2,
        help="how often a test disturbs a run at random instants, and two of them throughout",
    )
    parser.addoption(
        "--settings",
        type=int,
        default=1,
        help="at how many settings by chance each scene is played; above 1, others each time",
    )


ROOT = Path(__file__).parent

LONG = (
    "test_style.py",
    "pipeline/run/test_cluster.py",
    "pipeline/watch",
    "pipeline/site",
    "pipeline/slides",
    "pipeline/run",
    "pipeline/video/test_scenes.py",
    "pipeline/render/test_incremental.py",
    "scenes/test_walk.py",
    "scenes/test_settings.py",
)
"""What takes longest without a break, longest first: nobody should wait for it alone in the end."""

SHARING_NOTHING = (
    "test_style.py",
    "pipeline/render/test_incremental.py",
    "scenes/test_settings.py",
)
"""Files whose tests have nothing to make once for all of them: each may go to another worker."""


def pytest_xdist_auto_num_workers() -> int:
    """Have a worker more than there are cores: some tests wait for a process or a clock."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Have one worker compile what each of them would compile at the same time.

    Python and pytest keep what they compile of the tests, and numba its kernels: the first worker
    collects the tests, the second has the kernels compiled meanwhile, and all find what they made.
    """
    worker = os.environ.get(WORKER)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return (yield)  # of a few tests, most need none
    if worker == "gw1":
        kernels = subprocess.Popen([sys.executable, "-m", "tests.kernels"], cwd=ROOT.parent)
        session.stash[KERNELS] = kernels
    release = _first_alone("collection")
    try:
        return (yield)
    finally:
        release()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Wait for the kernels before the first test that may need one."""
    if (kernels := session.stash.get(KERNELS, None)) is not None:
        kernels.wait()  # what went wrong with them, tests will tell


def _first_alone(what: str) -> Callable[[], None]:
    """Wait until another process has done this, if one does it; return what to call in the end."""
    home = Path(os.environ["HOME"])
    done, lock = home / f"{what}.done", (home / f"{what}.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # it goes with the process
    if done.exists():
        lock.close()

    def release() -> None:
        done.touch()
        lock.close()

    return release


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one worker, unless they say with whom they go; what is long first.

    What a file makes once, be it a fixture or something cached, two workers would make twice.
    """
    apart = {ROOT / file for file in SHARING_NOTHING}
    for item in items:
        if item.get_closest_marker("xdist_group") is None and item.path not in apart:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(ROOT))))
    long = [ROOT / part for part in LONG]

    @functools.cache
    def place(path: Path) -> int:
        found = (n for n, part in enumerate(long) if part in (path, *path.parents))
        return next(found, len(long))

    items.sort(key=lambda item: place(item.path))


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a run is disturbed at random instants."""
    return int(request.config.getoption("--rounds"))


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> int:
    """At how many settings by chance a scene is played."""
    return int(request.config.getoption("--settings"))


@pytest.fixture
def renew_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden frames are to be written."""
    return bool(request.config.getoption("--renew-golden"))


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what a test draws in a folder of its own."""
    path = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv(FOLDER, str(path))
    return path
