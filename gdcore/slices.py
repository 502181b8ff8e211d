"""Two-dimensional pictures of landscapes of many dimensions: planes, and paths cast onto them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gdcore import checks
from gdcore.arrays import FloatArray, read_only
from gdcore.data import Seed
from gdcore.landscape import Landscape, Window
from gdcore.multilayer import Network
from gdcore.path import Path

# A grid of spots is looked at in lots whose forward passes stay in the processor's cache.
_LOT = 64


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through a space of many dimensions: origin + a first + b second.

    Parameters
    ----------
    origin : array_like
        `(dim,)`, in data units.
    directions : array_like
        The first and the second direction, `(2, dim)`; not multiples of each other.

    Raises
    ------
    ValueError
        If shapes do not fit, or the directions span no plane.
    """

    origin: FloatArray
    directions: FloatArray

    def __post_init__(self) -> None:
        for name in ("origin", "directions"):
            array = read_only(checks.finite_array(name, getattr(self, name)))
            object.__setattr__(self, name, array)
        if self.origin.ndim != 1 or self.directions.shape != (2, len(self.origin)):
            raise ValueError(
                "origin and directions must have shapes (dim,) and (2, dim), "
                f"got {self.origin.shape} and {self.directions.shape}."
            )
        if np.linalg.matrix_rank(self.directions) < 2:
            raise ValueError("directions must span a plane, got two along one line.")

    def point(self, spots: npt.ArrayLike) -> FloatArray:
        """Return the points `(..., dim)` at spots `(..., 2)` of the plane."""
        return np.asarray(self.origin + np.asarray(spots) @ self.directions)

    def spot(self, points: npt.ArrayLike) -> FloatArray:
        """Return the spots `(..., 2)` nearest to points `(..., dim)`: their projection."""
        return np.asarray((np.asarray(points) - self.origin) @ np.linalg.pinv(self.directions))


@dataclass(frozen=True, eq=False)
class PathPlane:
    """The plane that holds most of a path, and the path cast onto it.

    Parameters
    ----------
    plane : Plane
        Through the last point of the path, along its first two principal directions, which are of
        length 1, at right angles, and point from the path's start towards its end.
    spots : FloatArray
        Every iterate cast onto the plane, `(steps + 1, 2)`; the last is (0, 0).
    explained : FloatArray
        Share of the path's variance along each of the two directions, `(2,)`, larger one first.
    """

    plane: Plane
    spots: FloatArray
    explained: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "spots", read_only(self.spots))
        object.__setattr__(self, "explained", read_only(self.explained))


def filter_normalised_plane(model: Network, point: npt.ArrayLike, rng: Seed) -> Plane:
    """Draw two random directions whose parts are as long as those of a network's weights.

    Of every unit, the direction's weights are as long as the unit's own, so that networks whose
    weights differ in scale can be compared. Biases do not move.

    Parameters
    ----------
    model : Network
        Whose weights are meant.
    point : array_like
        Its parameters `(dim,)`, such as those that training ended with.
    rng : numpy.random.Generator or int
        Where chance comes from.

    Returns
    -------
    Plane
        Through the point.

    Raises
    ------
    ValueError
        If the point does not fit.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, Visualizing the loss landscape of neural nets (2018),
    section 4.
    """
    origin = checks.finite_array("point", model.check(point))
    if origin.ndim != 1:
        raise ValueError(f"point must have shape ({model.dim},), got {origin.shape}.")
    directions = np.random.default_rng(rng).standard_normal((2, model.dim))
    # layers are views: what is written to them is written to the directions
    for moved, own in zip(model.layers(directions), model.layers(origin), strict=True):
        moved.weights[...] *= np.linalg.norm(own.weights, axis=-1, keepdims=True) / np.linalg.norm(
            moved.weights, axis=-1, keepdims=True
        )
        moved.biases[...] = 0
    return Plane(origin, directions)


def principal_plane(path: Path) -> PathPlane:
    """Find the plane along which a path varies most, by principal component analysis.

    Parameters
    ----------
    path : Path
        A single path with `keep="all"`, in at least two dimensions.

    Returns
    -------
    PathPlane
        The plane, the path cast onto it, and the share of variance that it explains.

    Raises
    ------
    ValueError
        If it is a batch, or has fewer than three different points, or lies on a line.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, Visualizing the loss landscape of neural nets (2018),
    section 7.2; Jolliffe, Principal Component Analysis (2002), section 1.1.
    """
    path.must_be_single("principal_plane")
    points = path.points
    _, sizes, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    if len(sizes) < 2 or sizes[1] <= 1e-12 * sizes[0]:
        raise ValueError("path must have three iterates that are not on a line to span a plane.")
    # which way an axis points is left open by the decomposition, and differs among libraries
    towards = np.where(axes[:2] @ (points[-1] - points[0]) < 0, -1.0, 1.0)
    directions = towards[:, np.newaxis] * axes[:2]
    explained = sizes[:2] ** 2 / (sizes**2).sum()
    return PathPlane(Plane(points[-1], directions), (points - points[-1]) @ directions.T, explained)


def on_plane(
    landscape: Landscape, plane: Plane, window: Window, *, name: str | None = None
) -> Landscape:
    """Cut a landscape along a plane, as a landscape of two dimensions to be drawn.

    Parameters
    ----------
    landscape : Landscape
        Of any dimension.
    plane : Plane
        Where to cut.
    window : tuple of (float, float)
        Range of both coordinates to look at, low and high of each.
    name : str, optional
        What to call it; if not given, the landscape's name and ", cut".

    Returns
    -------
    Landscape
        Value, gradient and Hessian are those of the landscape within the plane. No minima are
        listed: those of a cut are none of the whole.

    Raises
    ------
    ValueError
        If the plane lies in another space.

    References
    ----------
    Goodfellow, Vinyals and Saxe, Qualitatively characterizing neural network optimization
    problems (2015); Li et al., Visualizing the loss landscape of neural nets (2018).
    """
    if len(plane.origin) != landscape.dim:
        raise ValueError(
            f"plane must lie in {landscape.dim} dimensions for {landscape.name}, "
            f"got {len(plane.origin)}."
        )
    across = plane.directions
    return Landscape(
        name=name or f"{landscape.name}, cut",
        dim=2,
        value=lambda spots: _in_lots(landscape, plane, spots),
        gradient=lambda spots: landscape.gradient(plane.point(spots)) @ across.T,
        hessian=lambda spots: across @ landscape.hessian(plane.point(spots)) @ across.T,
        minima=np.empty((0, 2)),
        saddles=np.empty((0, 2)),
        window=window,
        formula="L(theta + a d_1 + b d_2)",
        source="Li et al., Visualizing the loss landscape of neural nets (2018)",
    )


def cast_path(path: Path, plane: Plane, cut: Landscape) -> Path:
    """Cast a path onto a plane through its landscape: where its shadow is, and the ground there.

    Parameters
    ----------
    path : Path
        A path with `keep="all"` through the space of the plane.
    plane : Plane
        Onto which it is cast.
    cut : Landscape
        The landscape cut along that plane, in two dimensions, as `on_plane` makes it.

    Returns
    -------
    Path
        As many steps, in two dimensions. Its values and gradients are those of the cut below the
        shadow; they are those of the path only where the path is in the plane. What the optimizer
        remembered is left out.

    Raises
    ------
    ValueError
        If the path lies in another space, or the cut is not of two dimensions.
    """
    if path.dim != len(plane.origin) or cut.dim != 2:
        raise ValueError(
            f"a path in {len(plane.origin)} dimensions can be cast onto this plane, and its cut "
            f"has 2, got {path.dim} and {cut.dim}."
        )
    spots = plane.spot(path.points)
    values, gradients = cut.value_and_gradient(spots)
    return replace(
        path,
        landscape=cut.name,
        points=spots,
        values=values,
        gradients=gradients,
        states={},
    )


def _in_lots(landscape: Landscape, plane: Plane, spots: FloatArray) -> FloatArray:
    flat = spots.reshape(-1, 2)
    lots = [
        landscape.value(plane.point(flat[first : first + _LOT]))
        for first in range(0, len(flat), _LOT)
    ]
    return np.concatenate(lots).reshape(spots.shape[:-1])
