"""The benchmark of a scene's numbers: what is kept is computed once."""

from pathlib import Path

import pytest

from benchmarks.plots import measure
from scenes.catalog import by_name


def test_what_the_first_process_kept_costs_the_second_little(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure(tmp_path, [by_name()["training_loop"]])
    *_, row = capsys.readouterr().out.strip().splitlines()
    name, cold, _, kept, _ = row.split()
    assert name == "training_loop"
    assert float(cold) > 3 * float(kept)
    assert not list(tmp_path.iterdir())
