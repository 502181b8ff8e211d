"""Options that take one of some names."""

import pytest

from tests.pipeline.command_line import invoke


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("video", "demo", "-q", "hihg"), "Did you mean 'high'?"),
        (("video", "demo", "--for", "Shrae"), "Did you mean 'share'?"),
        (("still", "demo", "--theme", "drak"), "Did you mean 'dark'?"),
        (("numbers", "demo", "--format", "jsn"), "Did you mean 'json'?"),
    ],
)
def test_mistyped_name_is_told_the_nearest(words: tuple[str, ...], nearest: str) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert "is not one of" in result.stderr
    assert nearest in result.stderr


def test_name_that_is_near_none_is_told_all() -> None:
    result = invoke("video", "demo", "-q", "enormous")
    assert result.exit_code == 2
    assert "Did you mean" not in result.stderr
    assert "'draft', 'low', 'medium', 'high', '2k', '4k'" in result.stderr
