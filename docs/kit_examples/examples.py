"""What the examples have in common, in which order the page has them, and what it leaves out."""

from __future__ import annotations

from scenes.kit.story.scene import Beat, Params, Plot, StoryScene

SECTIONS = {
    "first_map": "A map with a path in ten minutes",
    "text": "Text",
    "charts": "Charts",
    "landscape": "Landscapes",
    "races": "Races",
    "surface": "Surfaces",
    "story": "Stories",
}
"""The modules beside this one in the page's order, and their headings."""

SHOWN_ELSEWHERE = {
    "Typeset": "what `Lettering` and `Formula` have in common",
    "OutlineMobject": "one colour of a text; every text is made of them",
    "take_apart": "`Write` and `TransformMatchingShapes` call it",
    "Digits": "the number of a `Readout`; also alone, as in a `Standing`",
    "dot_outlines": "the dots of a `Trail` and of a `Series`",
    "one_outline": "makes one mobject of many, which fades faster",
    "Dial": "what a `RateDial` is made of: a scale along an arc",
    "DialHand": "the hand of a `RateDial`",
    "level_sets": "the regions and lines of a `ContourMap`",
    "Ruler": "the bar of a `FactorRuler`",
    "RulerMarker": "the wedge of a `FactorRuler`",
    "jump_dashes": "the arcs of a `Trail` on a curve",
    "arrow_outline": "the shape of a `Pointer`",
    "SmallChart": "the axes and the heading of a `SweepChart`",
    "Sweep": "a curve of a `SweepChart`",
    "Row": "one row of a `DataTable`",
    "DashedSeries": "what `series` returns when it is dashed",
    "dashes_along": "the dashes of `series`, of arcs and of any other line",
    "power_of_ten": "the numbers on a log axis of `Axes`",
    "CrossSection": "the curve of a `Cut`",
    "cut": "the landscape of a `CrossSection`",
    "Ground": "what a marble stands on: `CurveLandscape`, `ContourMap` or a stage",
    "whole_numbers": "the ticks of a `MapView`",
    "spaced_levels": "the levels of a `ContourMap` that is given none",
    "point_at": "where a `Marble` is between two steps",
    "distance_outside": "how a `Marble` knows that it has left the map",
    "whole_step": "what `following` reads a path at",
    "Rectangle": "of a picture, as kernels take it",
    "Disc": "a soft disc, as a kernel draws fog and glow with it",
    "equal_to": 'a number behind the sign that it needs, as in "= 2" or "≈ 0.667"',
    "sign_between": "the sign before the digits of a number that may be rounded",
    "on_a_log_clock": "the walk of a `StepClock`, whose hand runs evenly",
    "hurried": "the pace of a `StandingRace`; a `walk` of many steps takes it",
    "ScoreBoard": "the lower half of `Scores`",
    "LossChart": "the upper half of `Scores`",
    "Standing": "one line of `Standings`",
    "Standings": "the table of a `StandingRace`",
    "Prop": "what a marble, a trail, an arrow and a plane on a stage have in common",
    "SlotImage": "the slot of a `LandscapeStage`, as manim sees it",
    "Outlook": "where things are on the screen, for a `LandscapeStage`",
    "lie_flat": "what `FlatMap.made` plays",
    "vanish": "the opposite of `appear`",
    "loss_at": "what the readouts of falling `Marbles` show when they are told nothing else",
    "above": "the camera of a `FlatMap`",
    "SurfaceCamera": "the `camera_type` of a scene with a stage",
    "unit_of": "scene units for a world unit",
}
"""Parts that have no example of their own, and where they are seen."""


class Examples(StoryScene[Params]):
    """Independent examples: each is a beat, which starts on an empty screen."""

    plot = staticmethod(lambda params: Plot({}))

    def construct(self) -> None:
        examples = [part for parent in type(self).__mro__ for part in vars(parent).values()]
        for example in examples:
            if hasattr(example, "beat") and self.wants(example.beat):
                example(self)

    def open_beat(self, opened: Beat) -> None:
        """Take everything away before `opened` begins."""
        self.clear()
        super().open_beat(opened)
