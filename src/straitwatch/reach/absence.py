"""Fixes, how far each is from a zone, and a top speed into: entered, may have, did not, not seen.

By straight lines, as all of reach/: what is excluded is excluded, what is left open is only *may*.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M, US_PER_S
from straitwatch.reach.shape import Measured, chord_m, farthest_m

__all__ = ["DID_NOT", "ENTERED", "MAY_HAVE", "NOT_COVERED", "Judged", "Track", "judge_absence"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ENTERED, MAY_HAVE = "entered", "may_have_entered"
DID_NOT, NOT_COVERED = "did_not_enter", "not_covered"
_US_PER_H = 3600.0 * US_PER_S
_SHORT_H = 1.0
_MOMENT_H = 1e-9
_FEW = 4  # two false fixes and their neighbours


class Track(NamedTuple):
    """Fixes of one object by time: µs and degrees, shape (n,) each."""

    t: Ints
    lon: Floats
    lat: Floats

    def take(self, rows: Ints) -> "Track":
        """Take some of its fixes."""
        return Track(self.t[rows], self.lon[rows], self.lat[rows])


@dataclass(frozen=True)
class Judged:
    """What fixes say of an object and a zone in a span. The four hours add up to the span.

    Attributes:
        verdict: `entered`, `may_have_entered`, `did_not_enter`, `not_covered`.
        inside_h: it was inside for at least so long.
        uncertain_h: between two fixes, where at the stated top speed it may have been inside.
        covered_h: it was outside.
        uncovered_h: before the first fix and after the last, as far as these do not bound it.
        flips_at_kn: with a top speed below this it did not enter, from it on it may have; None
            where no speed changes the answer.
        n_fixes: fixes in the span that were used.
        n_doubtful: fixes left out, in the span and around it: at that speed they do not fit others,
            or are near in time to many that do not.
        needed_kn: the greatest speed that two neighbours would need; None where all fit.
        first_inside: row of the first fix in the span that is inside, -1 for none.
        nearest: row of the fix in the span that is nearest to the zone, -1 for none.
        passed: rows of the fixes before and after it passed the line; None where it did not.
        legs: rows of the fixes around each run of legs that leaves something open, and the hours
            that it leaves open, the longest first; row -1 where there is no fix before or after.
    """

    verdict: str
    inside_h: float
    uncertain_h: float
    covered_h: float
    uncovered_h: float
    flips_at_kn: float | None
    n_fixes: int
    n_doubtful: int
    needed_kn: float | None
    first_inside: int
    nearest: int
    passed: tuple[int, int] | None
    legs: list[tuple[int, int, float]]

    @property
    def at_most_h(self) -> float:
        """It was inside for no longer than this."""
        return self.inside_h + self.uncertain_h + self.uncovered_h


class _Legs(NamedTuple):
    """Pairs of neighbours that overlap the span, in hours since it began; k of them.

    The row -1 stands for no fix: what is before the first one begins at minus infinity.
    """

    row_a: Ints
    row_b: Ints
    t_a: Floats
    t_b: Floats
    out_a: Floats
    out_b: Floats
    deep_a: Floats
    deep_b: Floats
    way_m: Floats


class _Times(NamedTuple):
    """Of each leg: whether the zone can be touched, hours inside at least and at most."""

    possible: Bools
    least_h: Floats
    most_h: Floats


def judge_absence(
    track: Track,
    measured: Measured,
    span: tuple[int, int],
    speed_kn: float,
    *,
    passes: Callable[[Floats, Floats], Bools] | None = None,
    slack_m: float = NM_M,
    guard_h: float = 1.0,
) -> Judged:
    """Judge whether an object entered a zone in a span.

    Args:
        track: its fixes, n of them, by time; those before and after the span bound what it can
            have done within.
        measured: where each stands towards the zone.
        span: from, to, in µs.
        speed_kn: top speed, assumed.
        passes: for a line that nothing can be inside of: tells of lon, lat, shape (k,), which
            straight legs pass it, shape (k - 1,). It counts where the leg is at most an hour.
        slack_m: granted between two fixes at any speed, as in track/. Fixes that need more are
            left out with their neighbours, until all that remain fit.
        guard_h: where more than a few in a row are left out, so are the fixes for so long before
            and after them: false positions may set in without a jump. Ours: a gap's least length.

    Returns:
        the judgement. It says `did_not_enter` only where every moment of the span is covered, and
        `not_covered` where there is no fix in the span.

    Raises:
        ContractError: the span is empty or the speed is not positive.

    Notes:
        In a leg of T hours from a to b the object was inside only between tA and T - tB, where tA
        and tB are the hours that the shortest ways to the zone take at top speed.
    """
    if span[1] <= span[0]:
        raise ContractError("a span ends later than it begins")
    if not 0.0 < speed_kn < np.inf:
        raise ContractError(f"a top speed must be above 0 kn, not {speed_kn:g}")
    speed, span_h = speed_kn * NM_M, (span[1] - span[0]) / _US_PER_H
    fitting, needed = _fitting(track, speed, slack_m)
    kept = _guarded(track.t, fitting, round(guard_h * _US_PER_H))
    within = kept[(track.t[kept] >= span[0]) & (track.t[kept] <= span[1])]
    legs = _legs(track, measured, kept, span)
    times = _times(legs, span_h, speed)
    at_edge = (legs.row_a < 0) | (legs.row_b < 0)
    open_h = times.most_h - times.least_h
    sure = within[measured.sure[within]]
    passed = _passed(track, kept, span, passes) if passes else None
    entered = passed is not None or len(sure) > 0 or bool(times.least_h.any())
    judged = Judged(
        verdict=ENTERED if entered else MAY_HAVE if times.possible.any() else DID_NOT,
        inside_h=float(times.least_h.sum()),
        uncertain_h=float(open_h[~at_edge].sum()),
        covered_h=max(span_h - float(times.most_h.sum()), 0.0),
        uncovered_h=float(open_h[at_edge].sum()),
        flips_at_kn=None if entered else _flip(legs, span_h),
        n_fixes=len(within),
        n_doubtful=len(track.t) - len(kept),
        needed_kn=needed,
        first_inside=int(sure[0]) if len(sure) else -1,
        nearest=int(within[np.argmin(measured.out_m[within])]) if len(within) else -1,
        passed=passed,
        legs=_told(legs, times.possible, open_h),
    )
    return judged if len(within) else _unseen(judged, span_h)


def _unseen(judged: Judged, span_h: float) -> Judged:
    """Nobody heard it in the span, whatever the fixes around it leave open."""
    return replace(
        judged,
        verdict=NOT_COVERED,
        inside_h=0.0,
        uncertain_h=0.0,
        covered_h=0.0,
        uncovered_h=span_h,
        flips_at_kn=None,
        legs=[],
    )


def _fitting(track: Track, speed: float, slack_m: float) -> tuple[Ints, float | None]:
    """Rows that fit each other at a speed in metres an hour, and the greatest speed needed in kn.

    Of two that do not fit nobody can say which is false, so both go; then each that does not fit
    the last that stands goes with it.
    """
    rows = np.arange(len(track.t))
    bad = _misfits(track, speed, slack_m)
    if not bad.any():
        return rows, None
    hours = np.diff(track.t) / _US_PER_H
    way_nm = chord_m(track.lon[:-1], track.lat[:-1], track.lon[1:], track.lat[1:]) / NM_M
    timed = bad & (hours > 0.0)
    needed = float((way_nm[timed] / hours[timed]).max()) if timed.any() else None
    good = np.ones(len(rows), bool)
    good[:-1] &= ~bad
    good[1:] &= ~bad
    rows = rows[good]
    if not _misfits(track.take(rows), speed, slack_m).any():
        return rows, needed
    stands: list[int] = []
    for row in rows.tolist():
        if stands and _misfits(track.take(np.array([stands[-1], row])), speed, slack_m)[0]:
            stands.pop()
        else:
            stands.append(row)
    return np.array(stands, np.int64), needed


def _guarded(t: Ints, kept: Ints, guard_us: int) -> Ints:
    """Leave out what is near in time to a long row of fixes that were left out."""
    out = np.ones(len(t) + 2, bool)
    out[0] = out[-1] = False
    out[1 + kept] = False
    edges = np.flatnonzero(np.diff(out))
    begin, end = edges[::2], edges[1::2] - 1  # first and last row of each run
    long = end - begin >= _FEW
    since, until = t[begin[long]] - guard_us, t[end[long]] + guard_us
    near = np.searchsorted(since, t[kept], "right") > np.searchsorted(until, t[kept], "left")
    return kept[~near]


def _misfits(track: Track, speed: float, slack_m: float) -> Bools:
    way = chord_m(track.lon[:-1], track.lat[:-1], track.lon[1:], track.lat[1:])
    return np.asarray(way - slack_m > speed * np.diff(track.t) / _US_PER_H)


def _legs(track: Track, measured: Measured, kept: Ints, span: tuple[int, int]) -> _Legs:
    row_a, row_b = np.append(-1, kept), np.append(kept, -1)
    hour = (track.t[kept] - span[0]) / _US_PER_H
    t_a, t_b = np.append(-np.inf, hour), np.append(hour, np.inf)
    out, deep = measured.out_m[kept], measured.deep_m[kept]
    lon, lat = track.lon[kept], track.lat[kept]
    way = farthest_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) if len(kept) else np.empty(0)
    edge = np.zeros(1)
    legs = _Legs(
        row_a,
        row_b,
        t_a,
        t_b,
        np.append(0.0, out),
        np.append(out, 0.0),
        np.append(0.0, deep),
        np.append(deep, 0.0),
        np.concatenate([edge, way, edge])[: len(row_a)],
    )
    overlap = (t_b >= 0.0) & (t_a <= (span[1] - span[0]) / _US_PER_H)
    return _Legs._make(array[overlap] for array in legs)


def _times(legs: _Legs, span_h: float, speed: float) -> _Times:
    hours = legs.t_b - legs.t_a
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(hours > 0.0, np.maximum(speed, legs.way_m / hours), speed)
    reach = np.where(np.isinf(hours), np.inf, np.maximum(speed * hours, legs.way_m))
    low = np.maximum(legs.t_a + legs.out_a / pace, 0.0)
    high = np.minimum(legs.t_b - legs.out_b / pace, span_h)
    moment = (hours == 0.0) & (legs.out_a + legs.out_b <= reach)
    possible = ((low <= high) & (hours > 0.0) & (legs.out_a + legs.out_b <= reach)) | moment
    most = np.where(possible, np.maximum(high - low, 0.0), 0.0)
    until = np.minimum(legs.t_a + legs.deep_a / pace, legs.t_b)
    since = np.maximum(legs.t_b - legs.deep_b / pace, legs.t_a)
    whole = until >= since
    first = np.minimum(until, span_h) - np.maximum(legs.t_a, 0.0)
    last = np.minimum(legs.t_b, span_h) - np.maximum(since, 0.0)
    least = np.where(whole, most, np.maximum(first, 0.0) + np.maximum(last, 0.0))
    return _Times(possible, np.minimum(np.where(possible, least, 0.0), most), most)


def _flip(legs: _Legs, span_h: float) -> float | None:
    """Least top speed in kn at which any leg can touch the zone; None where none can."""
    hours, apart = legs.t_b - legs.t_a, legs.out_a + legs.out_b
    needed = np.maximum(_over(legs.out_b, legs.t_b), _over(legs.out_a, span_h - legs.t_a))
    within = np.where(np.isfinite(hours) & (apart <= legs.way_m), 0.0, _over(apart, hours))
    least = float(np.maximum(needed, within).min(initial=np.inf))
    return least / NM_M if np.isfinite(least) else None


def _over(metres: Floats, hours: Floats) -> Floats:
    """Speed for a way: none for no way, infinite where there is no time."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(metres > 0.0, metres / np.maximum(hours, 0.0), 0.0)


def _passed(
    track: Track, kept: Ints, span: tuple[int, int], passes: Callable[[Floats, Floats], Bools]
) -> tuple[int, int] | None:
    part = track.take(kept)
    in_span = (part.t >= span[0]) & (part.t <= span[1])
    short = np.diff(part.t) <= _SHORT_H * _US_PER_H
    legs = np.flatnonzero(passes(part.lon, part.lat) & short & in_span[:-1] & in_span[1:])
    return (int(kept[legs[0]]), int(kept[legs[0] + 1])) if len(legs) else None


def _told(legs: _Legs, possible: Bools, open_h: Floats) -> list[tuple[int, int, float]]:
    """Runs of legs that leave something open; mere moments only where there is nothing else."""
    some = possible & (open_h > _MOMENT_H)
    legs_open = np.flatnonzero(some if some.any() else possible)
    runs = np.split(legs_open, np.flatnonzero(np.diff(legs_open) > 1) + 1) if len(legs_open) else []
    told = [
        (int(legs.row_a[run[0]]), int(legs.row_b[run[-1]]), float(open_h[run].sum()))
        for run in runs
    ]
    return sorted(told, key=lambda run: -run[2])
