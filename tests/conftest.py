"""Options and fixtures of all tests."""

from pathlib import Path

import pytest

from pipeline.cache.store import FOLDER


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden frames anew instead of comparing; look at them before committing",
    )
    parser.addoption(
        "--rounds", type=int, default=2, help="how often a test disturbs a run at random instants"
    )


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a run is disturbed at random instants."""
    return int(request.config.getoption("--rounds"))


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
