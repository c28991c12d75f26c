"""Courses turned into invented ships and aircraft: who each says it is, and what it hides."""

from dataclasses import dataclass, field

import numpy as np

from straitwatch.flow.bench.traffic.plan import Course, Plan
from straitwatch.flow.bench.traffic.sea import Sea
from straitwatch.flow.bench.traffic.truth import Row, known
from straitwatch.model.identity import text_of_object_id

__all__ = ["FIRST_AIRCRAFT", "FIRST_SHIP", "Craft", "Fleet", "Spoof"]

FIRST_SHIP = 499_100_001
"""MID 499 is unallocated: ITU, Table of Maritime Identification Digits."""

FIRST_AIRCRAFT = 0xF0_8001
"""No State has the addresses from F00000 on: ICAO Annex 10, volume III, chapter 9."""

_ICAO24 = 1 << 56
_EVERY_S = (20.0, 30.0, 30.0, 60.0, 60.0)
"""Class A reports every 2 to 10 s (ITU-R M.1371-5, table 1): thinned, as archives are."""

MOORED, ANCHORED, FISHING = 5, 1, 7


@dataclass(frozen=True)
class Spoof:
    """A span in which the receiver of a craft is fooled.

    Attributes:
        t_start: seconds.
        t_end: seconds.
        lon: degrees east of the false place, or of the middle of the circle.
        lat: degrees north.
        radius_m: of the circle in which the place seems to go round; 0: it stands.
        period_s: of one round.
    """

    t_start: float
    t_end: float
    lon: float
    lat: float
    radius_m: float = 0.0
    period_s: float = 600.0


@dataclass(eq=False)
class Craft:
    """One invented craft.

    Attributes:
        object_id: identity that it sends; clones share it.
        course: where it truly was.
        name: what it calls itself.
        ship_type: ITU-R M.1371-5, table 53.
        class_b: sends class B.
        every_s: seconds between two reports under way.
        silent: spans in which it sends nothing.
        spoofs: spans in which it sends false places.
        floor_ft: an aircraft below is under the horizon of whoever listens.
        frozen: spans in which the last place is repeated: stale, not fixes.
    """

    object_id: int
    course: Course
    name: str
    ship_type: int = 70
    class_b: bool = False
    every_s: float = 30.0
    silent: list[tuple[float, float]] = field(default_factory=list)
    spoofs: list[Spoof] = field(default_factory=list)
    floor_ft: float = 0.0
    frozen: list[tuple[float, float]] = field(default_factory=list)

    @property
    def is_aircraft(self) -> bool:
        """Whether it flies."""
        return self.object_id >= _ICAO24

    @property
    def who(self) -> str:
        """Text identity."""
        return text_of_object_id(self.object_id)


class Fleet:
    """All craft and the truth of what they did, as scenes add them.

    Attributes:
        rng: chance, seeded.
        sea: where there is room.
        crafts: so far.
        rows: truth so far.
    """

    def __init__(self, rng: np.random.Generator, sea: Sea) -> None:
        self.rng, self.sea = rng, sea
        self.crafts: list[Craft] = []
        self.rows: list[Row] = []
        self.outages: list[tuple[str, float, float]] = []
        self._ships = self._aircraft = 0

    def ship(self, plan: Plan | Course, label: str, ship_type: int = 70, **more: object) -> Craft:
        """Add a ship with an identity of its own; `more` goes to Craft."""
        course = plan.course() if isinstance(plan, Plan) else plan
        self._ships += 1
        class_b = bool(more.pop("class_b", False))
        every = 30.0 if class_b else float(self.rng.choice(_EVERY_S))
        craft = Craft(
            FIRST_SHIP + self._ships - 1,
            course,
            f"SIM {label} {self._ships}",
            ship_type,
            class_b,
            every,
        )
        return self._add(craft, more)

    def aircraft(self, plan: Plan, label: str, **more: object) -> Craft:
        """Add an aircraft with an address of its own."""
        self._aircraft += 1
        craft = Craft(
            _ICAO24 | (FIRST_AIRCRAFT + self._aircraft - 1),
            plan.course(step_s=2.0, smooth_s=12.0),
            f"SIM{label}{self._aircraft}",
            every_s=float(self.rng.choice((4.0, 5.0, 8.0))),
        )
        return self._add(craft, more)

    def _add(self, craft: Craft, more: dict[str, object]) -> Craft:
        for name, value in more.items():
            setattr(craft, name, value)
        self.crafts.append(craft)
        return craft

    def tell(
        self,
        kind: str,
        craft: Craft,
        t_start: float,
        t_end: float | None,
        *,
        others: tuple[Craft, ...] = (),
        near_miss: bool = False,
        either: bool = False,
        factor: float | None = None,
        note: str = "",
    ) -> None:
        """Add a row of truth, placed where the craft was in the middle of it."""
        last = float(craft.course.t[-1]) if t_end is None else t_end
        self.rows.append(
            known(
                kind,
                craft.who,
                t_start,
                t_end,
                craft.course.place((t_start + last) / 2.0),
                others=tuple(other.who for other in others),
                near_miss=near_miss,
                either=either,
                factor=factor,
                note=note,
            )
        )

    def share_identity(self, one: Craft, other: Craft) -> None:
        """Let another ship send the identity of one, and tell so for as long as both sail."""
        other.object_id = one.object_id
        (a, b), (c, d) = one.course.t[[0, -1]].tolist(), other.course.t[[0, -1]].tolist()
        self.tell("identity_shared", one, max(a, c), min(b, d), note="two ships")

    def chance(self, low: float, high: float) -> float:
        """A number between two."""
        return float(self.rng.uniform(low, high))
