"""A scene's lab in a notebook, as an anywidget: Jupyter, marimo, VS Code.

    from pipeline.site.notebook import Lab
    lab = Lab("learning_rate_regimes", learning_rate=0.6)

What is moved there is known here: ``lab.path`` are the iterates as they are shown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdcore import descend, optimizers, schedules
from pipeline.errors import UserError, did_you_mean
from pipeline.site.labs import LABS, RULES, WITH_MOMENTUM
from pipeline.site.modules import closure, sources
from pipeline.site.pages import environment, labs_of
from scenes.catalog import by_name

SETTINGS = {
    "learning_rate": "alpha",
    "momentum": "beta",
    "x": "x0",
    "y": "y0",
    "steps": "steps",
    "noise": "sigma",
}
"""What a setting is called here, and its control on the page."""

HOST = {
    ":root[data-theme=dark]": ":host([data-theme=dark])",
    ":root[data-theme=light]": ":host([data-theme=light])",
    ":root:not([data-theme])": ":host(:not([data-theme]))",
    ":root": ":host",
}
"""What stands for the page in a style sheet that is inside of another page."""


class Lab:
    """A landscape to play with.

    Parameters
    ----------
    scene
        Its name, as ``render.py list`` shows it.
    landscape
        Which one, where a scene has several; the first when left out.
    optimizers
        The rules that run, by role: ``gradient_descent``, ``momentum``, …
    **settings
        ``learning_rate``, ``momentum``, ``x``, ``y``, ``steps`` and ``noise``.

    Raises
    ------
    UserError
        When there is no such scene, lab, rule or setting, or a value is out of bounds.
    """

    def __init__(
        self, scene: str, landscape: str = "", optimizers: tuple[str, ...] = (), **settings: float
    ) -> None:
        self._known(scene, LABS, "scene with a lab called")
        labs = {lab["name"]: lab for lab in labs_of(by_name()[scene])}
        if landscape:
            self._known(landscape, labs, "landscape")
        self._lab = labs[landscape or next(iter(labs))]
        self._data: Mapping[str, Any] = self._lab["data"]
        self._state = self._defaults() | self._asked(settings)
        for role in optimizers:
            self._known(role, RULES, "rule")
        if optimizers:
            self._state["rules"] = list(optimizers)
        self._widget: Any = None

    def _defaults(self) -> dict[str, Any]:
        values = {each["key"]: each["value"] for each in self._data["controls"]}
        others = {"schedule": "constant", "seed": 1, "marbles": []}
        return values | {"rules": list(self._data["ticked"])} | others

    def _asked(self, settings: Mapping[str, float]) -> dict[str, float]:
        controls = {each["key"]: each for each in self._data["controls"]}
        names = {name: key for name, key in SETTINGS.items() if key in controls}
        found = {}
        for name, value in settings.items():
            self._known(name, names, "setting")
            low, high = (controls[names[name]][end] for end in ("low", "high"))
            if not low <= value <= high:  # so that what is no number is refused as well
                raise UserError(f"{name}={value!r} is not allowed: from {low:g} to {high:g}.")
            found[names[name]] = value
        return found

    @staticmethod
    def _known(name: str, among: Mapping[str, object], what: str) -> None:
        if name not in among:
            hint = did_you_mean(name, among)
            raise UserError(f"There is no {what} {name!r}.{hint} There are {', '.join(among)}.")

    @property
    def html(self) -> str:
        """The lab as a piece of a page, with its style."""
        text = environment().get_template("notebook.html").render(lab=self._lab)
        for page, host in HOST.items():
            text = text.replace(page, host)
        return text

    @property
    def state(self) -> dict[str, Any]:
        """What it is set to, by the names of an address."""
        return dict(self._state if self._widget is None else self._widget.state)

    @property
    def path(self) -> NDArray[np.void]:
        """The iterates of the first rule from the first start, one record a step.

        Fields are ``step``, ``x`` (and ``y``), ``value``, ``gradient_norm``, ``rate`` and what the
        rule remembers; ``pandas.DataFrame(lab.path)`` is a table of them.

        Raises
        ------
        UserError
            When there is noise: that of the page is drawn there.
        """
        state = self.state
        if state["sigma"]:
            raise UserError("With noise, a path is known to the page alone: set noise to 0.")
        rule = RULES[state["rules"][0]]
        options = {"learning_rate": _rate(rule.role, state)}
        if rule.role in WITH_MOMENTUM:
            options["momentum"] = state["beta"]
        start = [state[key] for key in ("x0", "y0") if key in state]
        optimizer = getattr(optimizers, rule.rule)(**options)
        path = descend(self._landscape, optimizer, start, int(state["steps"]))
        columns = path.to_dict()["columns"]
        fields = [(name, np.float64 if name != "step" else np.int64) for name in columns]
        table = np.zeros(len(path.points), dtype=fields)
        for name, column in columns.items():
            table[name] = [np.nan if value is None else value for value in column]
        return table

    @property
    def _landscape(self) -> Any:
        labs = LABS[self._data["scene"]]
        return next(lab.landscape for lab in labs if lab.landscape.name == self._lab["name"])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        if self._widget is None:
            self._widget = _widget(self.html, self._state)
        return self._widget._repr_mimebundle_(**options)


def script() -> str:
    """Return the module that a notebook imports, with all that it needs in it."""
    needed = {name: sources()[name] for name in closure(["lab/lab"])}
    return f"const SOURCES = {json.dumps(needed)};\n{sources()['notebook']}"


def _widget(html: str, state: Mapping[str, Any]) -> Any:
    try:
        # here, since pages do without it
        import anywidget  # noqa: PLC0415
        import traitlets  # noqa: PLC0415
    except ImportError as error:
        raise UserError("A notebook needs anywidget: pip install -e '.[notebook]'.") from error
    members = {
        "_esm": script(),
        "html": traitlets.Unicode(html).tag(sync=True),
        "state": traitlets.Dict(dict(state)).tag(sync=True),
    }
    return type("LabWidget", (anywidget.AnyWidget,), members)()


def _rate(role: str, state: Mapping[str, Any]) -> Any:
    """Return the learning rate of a rule, as the page's ``lab/runs`` makes it."""
    alpha, steps = state.get(f"alpha_{role}", state["alpha"]), int(state["steps"])
    warmup, fifth = (max(1, math.floor(steps / parts + 0.5)) for parts in (10, 5))
    makers: dict[str, Any] = {
        "constant": lambda: alpha,
        "step_decay": lambda: schedules.StepDecay(alpha, 0.5, fifth),
        "cosine": lambda: schedules.Cosine(alpha, steps),
        "warmup": lambda: schedules.LinearWarmup(alpha, warmup),
        "warmup_cosine": lambda: schedules.WarmupCosine(alpha, warmup, max(steps, warmup + 1)),
    }
    return makers[state["schedule"]]()
