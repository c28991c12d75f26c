"""A reader's rows beside the truth turned into the share of facts found, and of facts borne out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from straitwatch.flow.bench.reading.compare import Row
from straitwatch.flow.bench.reading.fact import Fact, facts_of, same_place
from straitwatch.flow.bench.reading.score_reading import Read
from straitwatch.flow.bench.reading.truth import Release, Statement

__all__ = ["FactMiss", "FactScore", "score_facts"]

_MOVES = frozenset(
    {"sighting", "transit", "aircraft", "entry", "joint_flight", "live_firing", "first_sighting"}
)
"""Kinds whose slots mean the same: a retelling blends them, so the facts of one may be found in a
row of another; the kind is then a fact not found."""


@dataclass(frozen=True)
class FactMiss:
    """A fact that was not found."""

    release_id: str
    line: str
    slot: str
    wanted: str
    text: str

    def __str__(self) -> str:
        """Show the line of truth, the slot and the words of the row that was held against it."""
        return f"{self.release_id}: {self.line}\n    {self.slot}: {self.wanted} in: {self.text}"


@dataclass(frozen=True)
class FactScore:
    """What a reader found of the facts of many texts.

    Attributes:
        wanted: facts a slot.
        found: of these, those that a row says.
        told: times, gates, hulls and tallies that rows say.
        borne_out: of these, those that a statement of the same text says.
        rows_from_nothing: rows made of texts that hold no sighting.
        texts: facts wanted and found, a text each.
        misses: facts not found.
        strange: what rows say and no statement bears out.
    """

    wanted: Counter[str]
    found: Counter[str]
    told: int
    borne_out: int
    rows_from_nothing: int
    texts: Mapping[str, tuple[int, int]]
    misses: tuple[FactMiss, ...]
    strange: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Facts found / facts; None where there are none."""
        facts = self.wanted.total()
        return self.found.total() / facts if facts else None

    @property
    def precision(self) -> float | None:
        """Borne out / told; None where no row says anything."""
        return self.borne_out / self.told if self.told else None

    def worst(self, n: int = 10) -> list[str]:
        """List the texts with most facts not found, most first."""
        lacking = {key: wanted - found for key, (wanted, found) in self.texts.items()}
        return sorted((key for key in lacking if lacking[key]), key=lambda key: -lacking[key])[:n]

    def rows(self) -> list[dict[str, Any]]:
        """List the scores as rows to print: a slot each, then the sums."""
        slots = [_line(slot, n, self.found[slot]) for slot, n in sorted(self.wanted.items())]
        return [
            *slots,
            _line("facts", self.wanted.total(), self.found.total()),
            _line("told and borne out", self.told, self.borne_out),
            {"slot": "rows from nothing", "wanted": 0, "found": self.rows_from_nothing},
        ]


def _line(slot: str, wanted: int, found: int) -> dict[str, Any]:
    share = round(found / wanted, 4) if wanted else None
    return {"slot": slot, "wanted": wanted, "found": found, "share": share}


def score_facts(releases: Iterable[Release], read: Read) -> FactScore:
    """Read texts and count which of their facts were found.

    Args:
        releases: with their truth.
        read: the reader.

    Returns:
        the score. Statements that may be told or not hold no facts.
    """
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses: list[FactMiss] = []
    claims: list[tuple[str, bool]] = []
    texts: dict[str, tuple[int, int]] = {}
    nothing = 0
    for release in releases:
        rows = read(release.text, release.published)
        asked, lacking = _check(release, rows)
        wanted.update(asked)
        found.update(asked - Counter(miss.slot for miss in lacking))
        misses += lacking
        texts[release.release_id] = (asked.total(), asked.total() - len(lacking))
        told = [claim for row in rows for claim in _claims(row, release.statements)]
        claims += [(f"{release.release_id}: {words}", borne) for words, borne in told]
        nothing += 0 if release.statements else len(rows)
    strange = tuple(words for words, borne in claims if not borne)
    borne = len(claims) - len(strange)
    return FactScore(wanted, found, len(claims), borne, nothing, texts, tuple(misses), strange)


def _check(release: Release, rows: Sequence[Row]) -> tuple[Counter[str], list[FactMiss]]:
    """Count the facts of one text by slot, and list those that its rows do not say."""
    wanted: Counter[str] = Counter()
    misses = []
    for said, row, facts in _pair(release.statements, rows):
        for fact in facts:
            wanted[fact.slot] += 1
            if row is None or not fact.holds(row, rows):
                misses.append(_miss(release, said, fact, row))
    return wanted, misses


def _miss(release: Release, said: Statement, fact: Fact, row: Row | None) -> FactMiss:
    text = str((row or {}).get("text") or "")
    return FactMiss(release.release_id, said.line, fact.slot, fact.wanted, text)


_Pair: TypeAlias = tuple[Statement, Row | None, list[Fact]]


def _pair(statements: Sequence[Statement], rows: Sequence[Row]) -> list[_Pair]:
    """Give each statement the row that says most of its facts; of its own kind, one to one."""
    asked = [(said, facts_of(said)) for said in statements if not said.optional]
    worth = [
        (sum(fact.holds(row, rows) for fact in facts), -abs(s - k), s, k)
        for s, (said, facts) in enumerate(asked)
        for k, row in enumerate(rows)
        if row["kind"] in said.kinds
    ]
    own: dict[int, int] = {}
    for right, _, s, k in sorted(worth, reverse=True):
        if right and s not in own and k not in own.values():
            own[s] = k
    return [
        (said, rows[own[s]] if s in own else _other(said, facts, rows), facts)
        for s, (said, facts) in enumerate(asked)
    ]


def _other(said: Statement, facts: Sequence[Fact], rows: Sequence[Row]) -> Row | None:
    """The best row of another kind, for a statement that has none of its own."""
    if _MOVES.isdisjoint(said.kinds):
        fit = list(rows)
    else:
        fit = [row for row in rows if row["kind"] in _MOVES and row["kind"] not in said.kinds]
    return max(fit, key=lambda row: sum(f.holds(row, rows) for f in facts), default=None)


def _claims(row: Row, statements: Sequence[Statement]) -> Iterator[tuple[str, bool]]:
    """What a row says, and whether a statement of the text bears it out."""
    derived = {entry["slot"] for entry in row.get("derived") or ()}
    if row.get("t_start") is not None and derived.isdisjoint({"t_start", "t_end", "t", "time"}):
        yield f"time {row['t_start']}", any(_overlap(said, row) for said in statements)
    if row.get("gate") and "gate" not in derived:
        yield f"gate {row['gate']}", any(row["gate"] in s.gate for s in statements)
    if row.get("dist_km") is not None:
        places = [said.place for said in statements if said.place]
        yield f"place {row['place']}", any(same_place(p, row.get("place")) for p in places)
    hulls = {one.hull for said in statements for one in said.objects}
    for one in row.get("objects") or ():
        if one.get("hull"):
            yield f"hull {one['hull']}", one["hull"] in hulls
    numbers = {one.n for said in statements for one in said.counts}
    for tally in row.get("counts") or ():
        yield f"count {tally['n']}", tally["n"] in numbers


def _overlap(said: Statement, row: Row) -> bool:
    if "t" in said.free or said.t_start is None or said.t_end is None:
        return "t" in said.free
    end = row.get("t_end") or row["t_start"]
    return bool(said.t_start <= end and row["t_start"] <= said.t_end)
