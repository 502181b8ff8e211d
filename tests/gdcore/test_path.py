"""The record of a descent: questions, files, and what cannot be done to it."""

import csv
import dataclasses
import json

import numpy as np
import pytest

from gdcore import (
    PARABOLA,
    RAVINE,
    Adam,
    Exponential,
    GradientDescent,
    HeavyBall,
    NoisyGradientDescent,
    Outcome,
    Path,
    descend,
    quadratic_bowl,
)

SINGLE = descend(RAVINE, HeavyBall(0.02), (-10, 1), 12)
BATCH = descend(
    RAVINE, HeavyBall(0.02), [[(-10, 1), (3, 2)], [(0, 0), (5, 5)], [(1, 1), (2, 2)]], 12
)
LAST = descend(RAVINE, HeavyBall(0.02), (-10, 1), 12, keep="last")


def same(one, other):
    for name in ("landscape", "optimizer", "steps", "dim", "batch_shape", "learning_rate"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("points", "values", "gradients", "rates", "outcomes", "stops"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype
    assert list(one.states) == list(other.states)
    for name, state in one.states.items():
        np.testing.assert_array_equal(state, other.states[name])


def test_says_what_it_is():
    assert (SINGLE.landscape, SINGLE.optimizer) == ("ravine", "momentum")
    assert (SINGLE.steps, SINGLE.dim, SINGLE.batch_shape) == (12, 2, ())
    assert (BATCH.steps, BATCH.dim, BATCH.batch_shape) == (12, 2, (3, 2))
    assert SINGLE.learning_rate == 0.02


@pytest.mark.parametrize(
    ("optimizer", "names"),
    [
        (GradientDescent(0.01), []),
        (HeavyBall(0.01), ["velocity"]),
        (Adam(0.01), ["first_moment", "second_moment"]),
        (NoisyGradientDescent(0.01), ["noisy_gradient"]),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_states_worth_drawing(optimizer, names):
    path = descend(RAVINE, optimizer, (-10, 1), 3, rng=0)
    assert list(path.states) == names
    assert all(state.shape == (4, 2) for state in path.states.values())


def test_arrays_are_read_only():
    arrays = (SINGLE.points, SINGLE.values, SINGLE.gradients, SINGLE.rates, *SINGLE.states.values())
    for array in (*arrays, BATCH.outcomes, BATCH.stops):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(TypeError):
        SINGLE.states["velocity"] = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        SINGLE.points = None


@pytest.mark.parametrize("path", [SINGLE, BATCH, LAST], ids=["single", "batch", "last"])
def test_save_and_load(path, tmp_path):
    file = tmp_path / "some.path"
    path.save(file)
    same(Path.load(file), path)
    with np.load(file, allow_pickle=False) as archive:
        assert "points" in archive.files


def test_save_and_load_a_path_that_diverged(tmp_path):
    path = descend(PARABOLA, GradientDescent(1.5), 5, 2000)
    path.save(str(tmp_path / "a.npz"))
    loaded = Path.load(str(tmp_path / "a.npz"))
    same(loaded, path)
    assert loaded.outcome is Outcome.DIVERGED
    assert loaded.stopped_at == path.stopped_at


@pytest.mark.parametrize("content", [b"", b"not a path", None])
def test_load_refuses_other_files(content, tmp_path):
    file = tmp_path / "other.npz"
    if content is None:
        np.savez(file, points=np.zeros(3))
    else:
        file.write_bytes(content)
    with pytest.raises(ValueError, match="file must be a path saved by gdcore"):
        Path.load(file)


def test_load_never_unpickles(tmp_path):
    file = tmp_path / "other.npz"
    np.savez(file, points=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="file must be a path saved by gdcore"):
        Path.load(file)


def test_load_says_when_there_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        Path.load(tmp_path / "missing.npz")


def test_csv_has_every_number():
    lines = list(csv.reader(SINGLE.to_csv().splitlines()))
    header = ["step", "x", "y", "value", "gradient_norm", "rate", "velocity_x", "velocity_y"]
    assert lines[0] == header
    assert len(lines) == 14
    assert [line[0] for line in lines[1:]] == [str(step) for step in range(13)]
    assert lines[-1][5] == ""
    numbers = np.array([line[:5] + line[6:] for line in lines[1:]], float)
    np.testing.assert_array_equal(numbers[:, 1:3], SINGLE.points)
    np.testing.assert_array_equal(numbers[:, 3], SINGLE.values)
    np.testing.assert_allclose(numbers[:, 4], np.linalg.norm(SINGLE.gradients, axis=1))
    np.testing.assert_array_equal(numbers[:, 5:], SINGLE.states["velocity"])


def test_csv_of_the_last_row_only():
    assert LAST.to_csv().splitlines()[1] == SINGLE.to_csv().splitlines()[13]


def test_json_has_every_number():
    record = json.loads(SINGLE.to_json())
    assert record == SINGLE.to_dict()
    assert record["outcome"] == "still moving"
    assert (record["landscape"], record["optimizer"]) == ("ravine", "momentum")
    assert record["stopped_at"] is None
    assert record["steps"] == 12
    assert record["columns"]["y"] == SINGLE.points[:, 1].tolist()
    assert record["columns"]["rate"] == [0.02] * 12 + [None]


@pytest.mark.parametrize(
    ("dim", "names"), [(1, ["x"]), (3, ["x", "y", "z"]), (4, ["x1", "x2", "x3", "x4"])]
)
def test_axes_have_names(dim, names):
    path = descend(quadratic_bowl((1,) * dim), GradientDescent(0.1), np.ones(dim), 2)
    assert list(path.to_dict()["columns"])[1 : dim + 1] == names


def test_huge_numbers_still_have_a_finite_length():
    path = descend(PARABOLA, GradientDescent(1.1), 5, 5000)
    assert np.isfinite(path.distances(0)).all()
    json.loads(path.to_json())


def test_select_takes_one_out():
    member = BATCH.select((0, 0))
    same(member, SINGLE)
    assert member.outcome is Outcome.MOVING
    assert BATCH.select((1, 0)).outcome is Outcome.CONVERGED
    same(BATCH.select((-1, -1)), BATCH.select((2, 1)))


@pytest.mark.parametrize("index", [0, (3, 0), (0, 0, 0), (0, -3), ()])
def test_select_refuses_what_is_not_there(index):
    with pytest.raises(ValueError, match=r"index must lie in a batch of shape \(3, 2\), got"):
        BATCH.select(index)


def test_distances():
    path = descend(PARABOLA, GradientDescent(0.1), 5, 2)
    assert path.distances(1).tolist() == pytest.approx([4, 3, 2.2])
    assert BATCH.distances((0, 0)).shape == (13, 3, 2)
    assert BATCH.distances((0, 0))[0, 1, 1] == pytest.approx(np.sqrt(50))


def test_settling():
    path = descend(PARABOLA, GradientDescent(0.6), 5, 20)
    assert path.settles_within(0.2, 0) == 2
    assert path.settles_within(10, 0) == 0
    assert path.settles_within(1e-30, 0) is None


def test_first_steps():
    path = descend(PARABOLA, GradientDescent(0.9), 5, 20)
    right = path.points[:, 0] < 0
    assert path.first_step(right) == 1
    assert path.first_step_for_good(right) is None
    assert path.first_step(path.values > 99) is None
    assert path.first_step_for_good(path.values > 0) == 0
    assert path.first_step_for_good(path.values < 16) == 2


def test_the_learning_rate_of_a_schedule_is_its_first():
    path = descend(PARABOLA, GradientDescent(Exponential(0.1, 0.5)), 5, 3)
    assert path.learning_rate == 0.1
    assert path.rates.tolist() == [0.1, 0.05, 0.025]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: BATCH.outcome, r"outcome needs a single path, .* shape \(3, 2\); use select"),
        (lambda: BATCH.stopped_at, "stopped_at needs a single path"),
        (BATCH.to_csv, "to_dict needs a single path"),
        (lambda: BATCH.settles_within(1, (0, 0)), r"holds must have .* each of 13 iterates"),
        (lambda: LAST.settles_within(1, (0, 0)), r"holds must have .* each of 13 iterates"),
        (lambda: SINGLE.settles_within(0, (0, 0)), "radius must be greater than 0, got 0"),
        (lambda: SINGLE.distances((0, 0, 0)), r"target must have shape \(2,\), got \(3,\)"),
        (lambda: SINGLE.distances((float("nan"), 0)), "target must hold finite numbers only"),
    ],
)
def test_bad_questions_are_refused(question, message):
    with pytest.raises(ValueError, match=message):
        question()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gradients": np.zeros((13, 3))}, r"gradients must have the shape of points, \(13, 2\)"),
        ({"states": {"velocity": np.zeros(3)}}, r"velocity must have the shape of points"),
        ({"values": np.zeros(5)}, r"values \(5,\) and rates \(12,\) must fit points"),
        ({"rates": np.zeros(5)}, r"values \(13,\) and rates \(5,\) must fit points"),
    ],
)
def test_paths_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(SINGLE, **changes)
