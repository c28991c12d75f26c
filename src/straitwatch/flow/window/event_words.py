"""Events turned into sentences and legal bases in a language."""

from typing import Any

from straitwatch.flow.window.event_index import gate_of
from straitwatch.flow.window.naming import Namer
from straitwatch.model.identity import is_type
from straitwatch.report.rows import json_dict
from straitwatch.report.sentence import Told, event_sentence
from straitwatch.serve.window import Row
from straitwatch.zone.basis import basis_of

__all__ = ["EventTeller"]

_WATERS = {"entry", "exit", "passage", "proximity", "reported_absence", "absence"}
"""Kinds whose `where` is a State or its sea."""


class EventTeller:
    """Says events in one language.

    Args:
        gates: rows of GATE by id.
        lang: `en`, `ja`.
    """

    def __init__(self, gates: dict[str, Row], lang: str) -> None:
        self._lang, self._gates = lang, gates
        self._namer = Namer(gates, lang)
        self._ids = {row["name"]: key for key, row in gates.items()}
        self._by_name = {row["name"]: row for row in gates.values()} | gates

    def say(self, row: Row) -> str:
        """Say an event, a row of EVENT, in one sentence."""
        return event_sentence(self.told(row), self._lang)

    def basis(self, row: Row) -> str | None:
        """Give its legal basis in the language; what was tied in English stays as it is."""
        tied: str | None = row["legal_basis"]
        if self._lang == "en" or tied is None:
            return tied
        return basis_of(row, self._by_name, self._lang)

    def told(self, row: Row) -> Told:
        """Gather what the sentence is made of."""
        detail, name = json_dict(row["detail"]), self._namer
        gate = gate_of(row["detail"], row["where"], self._ids)
        identity = row["object_id"] or ""
        names = detail.get("names")
        called = names if isinstance(names, dict) else {}
        return Told(
            kind=row["kind"] or "",
            who=name.who(identity, row["object_name"]),
            others=tuple(name.who(one, called.get(one)) for one in row["others"] or () if one),
            **{key: row[key] for key in ("t_start", "t_end", "when", "n", "n_is")},
            certainty=row["certainty"] or "",
            status=row["status"] or "",
            gate=name.gate(gate),
            place=None if row["kind"] in _WATERS else name.place(_place_of(row, detail)),
            state=name.state(_state_of(row, detail)),
            from_sea=name.sea(row["from_sea"]),
            to_sea=name.sea(row["to_sea"]),
            watchers=self._watchers(detail),
            detail=detail,
            air=_flies(identity, row, detail),
        )

    def _watchers(self, detail: Row) -> tuple[str, ...]:
        told = detail.get("observers")
        rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        return tuple(dict.fromkeys(filter(None, map(self._namer.watcher, rows))))


def _flies(identity: str, row: Row, detail: Row) -> bool:
    """Tell whether an event is of an aircraft, or of the airspace alone."""
    aircraft = identity.startswith("icao24:") or is_type(identity)
    where = row["where"] or ""
    return aircraft or detail.get("domain") == "air" or "airspace" in where


def _place_of(row: Row, detail: Row) -> Any:  # noqa: ANN401 - of JSON
    told = detail.get("port") or row["where"] or detail.get("place")
    return told if isinstance(told, str) else None


def _state_of(row: Row, detail: Row) -> str | None:
    """Find the State whose waters an event is about."""
    told = detail.get("state") or (row["where"] if row["kind"] in _WATERS else None)
    return told if isinstance(told, str) else None
