"""One event turned into one sentence, in English or Japanese, never in both."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from straitwatch.report.words import KIND

__all__ = ["KIND_JA", "Told", "event_sentence", "kind_words"]

KIND_JA = {
    "crossing": "ゲート通過",
    "transit": "海峡通過",
    "deployment": "展開",
    "entry": "領海への進入",
    "exit": "領海からの退出",
    "passage": "領海内の航行",
    "proximity": "領海への接近",
    "gap": "信号の途絶",
    "encounter": "船舶の接近",
    "loitering": "滞留",
    "port_visit": "入港",
    "anchoring": "錨泊",
    "group": "船団",
    "identity_shared": "識別番号の重複",
    "impossible_position": "あり得ない位置",
    "deck_landing": "着艦",
    "deck_takeoff": "発艦",
    "landing": "着陸",
    "takeoff": "離陸",
    "flight_operations": "発着艦",
    "first_sighting": "初確認",
    "observation": "警戒監視",
    "scramble": "緊急発進",
    "joint_flight": "共同飛行",
    "live_firing": "実弾射撃",
    "reported_absence": "侵入なしとの発表",
    "absence": "侵入なし(受信範囲あり)",
    "could_have_entered": "進入の可能性",
}
"""Kinds of event as a label."""


@dataclass(frozen=True)
class Told:
    """What a sentence is made of, all names in its language.

    Attributes:
        kind: of the event.
        who: the object.
        others: the other objects.
        t_start: when it began.
        t_end: when it ended.
        when: as the source words it; None: by t_start and t_end.
        gate: name of the gate.
        place: name of the place, if the language has one for it.
        state: name of the State whose waters it is about.
        from_sea: name of the sea it came from.
        to_sea: name of the sea it went to.
        watchers: who watched.
        n: how many.
        n_is: how that is meant: exact, about, at_least, at_most.
        certainty: observed, reported, inferred, simulated.
        status: open, closed, retracted.
        detail: of the event.
        air: whether the object flies.
    """

    kind: str
    who: str
    others: tuple[str, ...] = ()
    t_start: datetime | None = None
    t_end: datetime | None = None
    when: str | None = None
    gate: str | None = None
    place: str | None = None
    state: str | None = None
    from_sea: str | None = None
    to_sea: str | None = None
    watchers: tuple[str, ...] = ()
    n: int | None = None
    n_is: str | None = None
    certainty: str = ""
    status: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    air: bool = False

    def number(self, name: str) -> float | None:
        """Give a number of the detail; None where it has none."""
        value = self.detail.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if math.isfinite(value) else None

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while that is not known."""
        hours = self.number("hours")
        hours = self.number("duration_h") if hours is None else hours
        if hours is not None:
            return hours * 3600.0
        if self.t_start is None or self.t_end is None or self.when:
            return None  # a text that tells a day does not tell how long
        return (self.t_end - self.t_start).total_seconds()


def event_sentence(told: Told, lang: str) -> str:
    """Say an event in one sentence; that it is simulated or taken back is said first."""
    from straitwatch.report import sentence_en, sentence_ja  # noqa: PLC0415 - they need Told

    return sentence_ja.say_event(told) if lang == "ja" else sentence_en.say_event(told)


def kind_words(kind: str) -> tuple[str, ...]:
    """Give a kind of event as its labels in both languages, for a search."""
    return KIND.get(kind, ""), KIND_JA.get(kind, "")
