"""A reader's rows beside the truth turned into recall, false statements and a list of misses."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from straitwatch.flow.bench.reading.compare import (
    SLOTS,
    Difference,
    Row,
    compare,
    same_observer,
)
from straitwatch.flow.bench.reading.notation import JST
from straitwatch.flow.bench.reading.score_tally import counted_right, false_tallies
from straitwatch.flow.bench.reading.truth import Release, Statement

__all__ = [
    "FalseRow",
    "KindScore",
    "Miss",
    "Read",
    "ReadingScore",
    "score_reading",
    "score_release",
]

Read: TypeAlias = Callable[[str, date], Sequence[Row]]
"""Text and day of publication turned into rows of SIGHTING, as mappings."""


@dataclass(frozen=True)
class Miss:
    """A statement that was not found with all slots right."""

    release_id: str
    kind: str
    line: str
    differences: tuple[Difference, ...]
    text: str

    def __str__(self) -> str:
        """Show the line of truth and what differs."""
        told = [f"{d.slot}: wanted {d.wanted or '-'} got {d.got or '-'}" for d in self.differences]
        return f"{self.release_id}: {self.line}\n    " + ("\n    ".join(told) or "not found")


@dataclass(frozen=True)
class FalseRow:
    """A row that no statement of the document bears out."""

    release_id: str
    kind: str
    text: str

    def __str__(self) -> str:
        """Show the words that the row rests on."""
        return f"{self.release_id}: false {self.kind}: {self.text}"


@dataclass(frozen=True)
class KindScore:
    """One kind of statement.

    Attributes:
        kind: of SIGHTING; `same_as` for legs that link back.
        wanted: statements of the truth.
        right: found with all slots right.
        partly: found with a slot wrong.
        false: rows that no statement bears out.
        repeats: rows that say what another row of the document says already.
    """

    kind: str
    wanted: int = 0
    right: int = 0
    partly: int = 0
    false: int = 0
    repeats: int = 0

    @property
    def recall(self) -> float | None:
        """Share found with all slots right; None where nothing was wanted."""
        return self.right / self.wanted if self.wanted else None


@dataclass(frozen=True)
class ReadingScore:
    """What a reader made of many releases.

    Attributes:
        kinds: a score a kind.
        releases: how many were read.
        hulls_wanted: hulls in the truth, a statement each.
        hulls_right: of these, in the row of their statement.
        hulls_wrong: hulls in those rows that the statement does not name.
        empty: releases that hold no sighting.
        empty_told: of these, those that a row was made of.
        misses: statements not found whole.
        falses: rows that nothing bears out.
    """

    kinds: tuple[KindScore, ...]
    releases: int
    hulls_wanted: int
    hulls_right: int
    hulls_wrong: int
    empty: int
    empty_told: int
    misses: tuple[Miss, ...]
    falses: tuple[FalseRow, ...]

    def rows(self) -> list[dict[str, Any]]:
        """List the scores as rows to print."""
        kinds = [
            {
                "kind": one.kind,
                "wanted": one.wanted,
                "right": one.right,
                "partly": one.partly,
                "false": one.false,
                "repeats": one.repeats,
                "recall": None if one.recall is None else round(one.recall, 4),
            }
            for one in self.kinds
        ]
        return [*kinds, self._hulls(), self._empty()]

    def _hulls(self) -> dict[str, Any]:
        share = self.hulls_right / self.hulls_wanted if self.hulls_wanted else None
        return {
            "kind": "hulls",
            "wanted": self.hulls_wanted,
            "right": self.hulls_right,
            "partly": 0,
            "false": self.hulls_wrong,
            "repeats": 0,
            "recall": None if share is None else round(share, 4),
        }

    def _empty(self) -> dict[str, Any]:
        right = self.empty - self.empty_told
        return {
            "kind": "releases that hold none",
            "wanted": self.empty,
            "right": right,
            "partly": 0,
            "false": self.empty_told,
            "repeats": 0,
            "recall": round(right / self.empty, 4) if self.empty else None,
        }


def score_reading(releases: Iterable[Release], read: Read) -> ReadingScore:
    """Read releases and hold what was read against the truth.

    Args:
        releases: with their truth.
        read: the reader.

    Returns:
        the score over all of them.
    """
    return _sum_up(
        [score_release(release, read(release.text, release.published)) for release in releases]
    )


@dataclass(frozen=True)
class _One:
    """One release: its statements with the row of each, and the rows left over."""

    release: Release
    pairs: tuple[tuple[Statement, Row | None, tuple[Difference, ...]], ...]
    repeats: tuple[Row, ...]
    false: tuple[Row, ...]


def score_release(release: Release, rows: Sequence[Row]) -> _One:
    """Pair the statements of one release with rows.

    Args:
        release: with its truth.
        rows: what a reader made of it.

    Returns:
        pairs and what is left over. Pairs are made best first: fewest wrong slots, then by their
        order in the text. An observation may stand in the row of the sighting that it is of.
    """
    found = _pair(release, rows)
    taken = {k for k, _ in found.values()}
    pairs: list[tuple[Statement, Row | None, tuple[Difference, ...]]] = []
    for s, said in enumerate(release.statements):
        if s in found:
            pairs.append((said, rows[found[s][0]], tuple(found[s][1])))
        elif said.kinds[0] in _SHARED and (row := _told_beside(said, rows)) is not None:
            pairs.append((said, row, ()))
        elif said.counts and counted_right(said, rows):
            pairs.append((said, _first(rows, "flight_operations"), ()))
        else:
            pairs.append((said, None, ()))
    left = [row for k, row in enumerate(rows) if k not in taken]
    repeats = [row for row in left if _borne_out(row, release.statements)]
    false = [row for row in left if not any(row is one for one in repeats)]
    return _One(release, tuple(pairs), tuple(repeats), tuple(false))


_SHARED = {"observation", "scramble"}
"""Kinds that the contract lets stand as `observers` of another row."""


_IN_FLIGHT = {"aircraft", "transit"}
"""Kinds that say of a flight a part of what its own row says."""


def _pair(release: Release, rows: Sequence[Row]) -> dict[int, tuple[int, list[Difference]]]:
    """Statement to row and what differs, best pairs first."""
    statements = release.statements
    options = []
    for s, said in enumerate(statements):
        for k, row in enumerate(rows):
            if row["kind"] not in said.kinds:
                continue
            wrong = _differences(said, row, rows, release)
            if len(wrong) < len(SLOTS[said.kinds[0]]) - len(said.free) or not wrong:
                options.append((len(wrong), said.optional, abs(s - k), s, k, wrong))
    found: dict[int, tuple[int, list[Difference]]] = {}
    taken: set[int] = set()
    for *_, s, k, wrong in sorted(options, key=lambda option: option[:5]):
        if s not in found and k not in taken:
            found[s] = (k, wrong)
            taken.add(k)
    return found


def _differences(
    said: Statement, row: Row, rows: Sequence[Row], release: Release
) -> list[Difference]:
    wrong = compare(said, row)
    if said.kinds[0] == "flight_operations" and not counted_right(said, rows):
        wrong.append(Difference("counts", said.line, str(row.get("counts"))))
    if said.same_as and row.get("same_as") and not _links_now(row, rows):
        wrong.append(Difference("same_as", "a row of what is seen now", str(row["same_as"])))
    if said.t_start is None and "t" not in said.free and not _can_be(row, release):
        wrong.append(
            Difference("t", "after what was seen, before publication", str(row["t_start"]))
        )
    watchers = [one for other in release.statements for one in other.observers]
    strange = [
        told
        for told in row.get("observers") or ()
        if "observers" not in SLOTS[said.kinds[0]]
        and not any(same_observer(one, told) for one in watchers)
    ]
    wrong += [Difference("observers", "none such", str(told.get("as_written"))) for told in strange]
    return wrong


def _can_be(row: Row, release: Release) -> bool:
    """Tell whether a derived time lies between the first that was told and publication."""
    told = [s.t_start for s in release.statements if s.t_start and not s.same_as]
    if row.get("t_start") is None or row.get("t_end") is None or not told:
        return True
    last = release.published + timedelta(days=1)
    end = datetime(last.year, last.month, last.day, tzinfo=JST)
    return bool(row["t_end"] > min(told) and row["t_start"] < end)


def _links_now(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a leg points to a row that is not itself such a leg."""
    return any(r.get("sighting_id") == row["same_as"] and not r.get("same_as") for r in rows)


def _first(rows: Sequence[Row], kind: str) -> Row:
    return next(row for row in rows if row["kind"] == kind)


def _told_beside(said: Statement, rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if row.get("observers") and not compare(said, row)), None)


def _borne_out(row: Row, statements: Sequence[Statement]) -> bool:
    """Tell whether a row says nothing but what a statement says."""
    if row["kind"] == "flight_operations":
        return not false_tallies(row, statements)
    return any(_says_no_more(row, said) for said in statements)


def _says_no_more(row: Row, said: Statement) -> bool:
    """A way out or back through a strait may stand in a row beside that of the whole flight."""
    wrong = {one.slot for one in compare(said, row)}
    if row["kind"] in said.kinds and not wrong:
        return True
    in_flight = row["kind"] in _IN_FLIGHT and said.kinds[0] in {"aircraft", "joint_flight"}
    seas = {*said.to_sea, *said.from_sea, None}
    ends = row.get("to_sea") in seas and row.get("from_sea") in seas
    return in_flight and ends and wrong <= {"to_sea", "from_sea"}


def _sum_up(ones: Sequence[_One]) -> ReadingScore:
    scores = [_kind_score(kind, ones) for kind in _kinds(ones)]
    pairs = [(one, said, row, wrong) for one in ones for said, row, wrong in one.pairs]
    misses = [
        Miss(
            one.release.release_id,
            said.kinds[0],
            said.line,
            wrong,
            str((row or {}).get("text") or ""),
        )
        for one, said, row, wrong in pairs
        if (row is None or wrong) and not (said.optional and row is None)
    ]
    falses = [
        FalseRow(one.release.release_id, str(row["kind"]), str(row.get("text") or ""))
        for one in ones
        for row in one.false
    ]
    empty = [one for one in ones if not one.release.statements]
    wanted, right, wrong_hulls = _hulls([(said, row) for _, said, row, _ in pairs])
    return ReadingScore(
        kinds=tuple(scores),
        releases=len(ones),
        hulls_wanted=wanted,
        hulls_right=right,
        hulls_wrong=wrong_hulls,
        empty=len(empty),
        empty_told=sum(bool(one.false or one.repeats) for one in empty),
        misses=tuple(misses),
        falses=tuple(falses),
    )


def _kind_of(said: Statement) -> str:
    return "same_as" if said.same_as else said.kinds[0]


def _row_kind(row: Row) -> str:
    return "same_as" if row.get("same_as") else str(row["kind"])


def _kinds(ones: Sequence[_One]) -> list[str]:
    known = ["sighting", "transit", "same_as", *SLOTS]
    seen = {_kind_of(said) for one in ones for said, _, _ in one.pairs}
    seen |= {_row_kind(row) for one in ones for row in (*one.false, *one.repeats)}
    return sorted(seen, key=lambda kind: (known.index(kind) if kind in known else len(known), kind))


def _kind_score(kind: str, ones: Sequence[_One]) -> KindScore:
    mine = [pair for one in ones for pair in one.pairs if _kind_of(pair[0]) == kind]
    asked = [pair for pair in mine if not (pair[0].optional and pair[1] is None)]
    return KindScore(
        kind=kind,
        wanted=len(asked),
        right=sum(row is not None and not wrong for _, row, wrong in asked),
        partly=sum(bool(wrong) for _, _, wrong in asked),
        false=sum(_row_kind(row) == kind for one in ones for row in one.false),
        repeats=sum(_row_kind(row) == kind for one in ones for row in one.repeats),
    )


def _hulls(pairs: Iterable[tuple[Statement, Row | None]]) -> tuple[int, int, int]:
    """Count hulls wanted, found in the row of their statement, and told there without ground."""
    wanted = right = wrong = 0
    for said, row in pairs:
        mine = Counter(one.hull for one in said.objects if one.hull)
        told = Counter(one["hull"] for one in (row or {}).get("objects") or () if one.get("hull"))
        wanted += mine.total() if not (said.optional and row is None) else 0
        right += (mine & told).total()
        wrong += (told - mine).total() if "heading" in SLOTS[said.kinds[0]] else 0
    return wanted, right, wrong
