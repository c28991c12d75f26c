"""How many fixes a second become events: our whole engine beside peers, on the same fixes."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa

from straitwatch.flow.bench.event_child import run_child
from straitwatch.flow.bench.event_input import make_fixes, share_of, slices_of
from straitwatch.flow.bench.event_own import TRACKS, ZONES
from straitwatch.flow.bench.event_peers import PEERS, Peer, missing
from straitwatch.flow.tell import Tell
from straitwatch.model.error import ContractError

__all__ = ["TASKS", "bench_events"]

Row = dict[str, Any]

TASKS: dict[str, tuple[str, ...]] = {
    "segments": (TRACKS,),
    "gaps": (TRACKS, "gap"),
    "zones": (TRACKS, ZONES),
    "stops": (TRACKS, ZONES, "anchoring", "port_visit", "loitering"),
}
"""What a peer does, and the stages of ours that do it."""

_SLOTS = 6
_NOT_INDEXED = "not on the package index"
_LIVE_OBJECTS, _LIVE_PER_S = 200_000, 20_000


def bench_events(
    tell: Tell,
    fixes: int = 5_000_000,
    runs: int = 3,
    *,
    stages: bool = False,
    peers: bool = True,
    live_s: float = 0.0,
    ships: int = 100_000,
) -> list[Row]:
    """Measure the event engine and its peers on the traffic of a day.

    Args:
        tell: hears of progress.
        fixes: how many; `event_input.make_fixes` tells what they are.
        runs: passes of each; the median counts.
        stages: tell the time of each stage and detector too.
        peers: measure them.
        live_s: seconds of a live stream of 20,000 fixes a second among 200,000 known objects.
        ships: how many the detector of encounters is given.

    Returns:
        rows `what`; `fixes_per_s`; `ratio`, of all our detectors together to this peer on its one
        task, and `ratio_same_task`, of ours at that task alone, both on as many cores; `ms`, where
        a time is what counts; `note`.

    Raises:
        ContractError: no run is asked for, or too few fixes.

    Notes:
        Each is measured in a process of its own, kept to its cores, on tables in memory; imports
        and conversion to a peer's type of input are apart. Peers get whole objects of the same
        fixes, so many as take them some seconds. Ours runs from FIX to EVENT rows, the zones of the
        region built before. Only ratios, on a machine with nothing else to do, are worth quoting;
        the note tells fixes a second of processor time, which other work disturbs less.
    """
    if runs < 1:
        raise ContractError(f"cannot take the median of {runs} runs: ask for at least one")
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as folder:
        tell.stage("making fixes")
        made, place = make_fixes(fixes), Path(folder)
        _write(slices_of(made), place / "slices.arrow")
        told = {threads: _own(place, threads, runs, tell) for threads in _cores()}
        rows = [row for threads, one in told.items() for row in _own_rows(one, threads, fixes)]
        if stages:
            rows += _stage_rows(told[1], fixes)
        rows += _encounter_rows(ships, tell, peers=peers)
        if live_s > 0.0:
            rows += _live_rows(live_s, tell)
        if peers:
            speeds = {threads: _speeds(one, fixes) for threads, one in told.items()}
            rows += list(_peer_rows(made, place, runs, speeds, tell))
    return rows


def _cores() -> list[int]:
    return sorted({1, min(2, os.cpu_count() or 1)})


def _write(slices: Iterable[pa.Table], path: Path) -> None:
    parts = list(slices)
    with pa.ipc.new_file(str(path), parts[0].schema) as file:
        for part in parts:
            file.write_table(part, max_chunksize=max(1, part.num_rows))


def _row(what: str, note: str, **figures: float | None) -> Row:
    told = dict.fromkeys(("fixes_per_s", "ratio", "ratio_same_task", "ms")) | figures
    return {"what": what, **told, "note": note}


def _named(threads: int) -> str:
    return "1 core" if threads == 1 else f"{threads} cores"


def _of_processor(fixes: int, times: Row) -> str:
    return f"{fixes / median(times['cpu_s']):,.0f} a second of processor time"


def _own(place: Path, threads: int, runs: int, tell: Tell) -> Row | str:
    tell.stage(f"measuring straitwatch, {_named(threads)}")
    return run_child(
        "event_own", place / "slices.arrow", threads, runs, json.dumps(TASKS), threads=threads
    )


def _speeds(told: Row | str, fixes: int) -> dict[str, float]:
    """Give fixes a second by task, and of all; nothing where it failed."""
    if isinstance(told, str):
        return {}
    able = {name: one for name, one in told["tasks"].items() if _able(name, told)}
    able["all"] = told["all"]
    return {name: fixes / median(one["seconds"]) for name, one in able.items()}


def _able(task: str, told: Row) -> bool:
    """Tell whether a detector of the task is installed."""
    wanted = set(TASKS[task]) - {TRACKS, ZONES}
    return not wanted or bool(wanted & set(told["stages"]))


def _own_rows(told: Row | str, threads: int, fixes: int) -> Iterator[Row]:
    name = f"straitwatch, all detectors, {_named(threads)}"
    if isinstance(told, str):
        yield _row(name, told)
        return
    speeds = _speeds(told, fixes)
    events = ", ".join(f"{n:,} {kind}" for kind, n in sorted(told["events"].items()))
    note = f"{fixes:,} fixes; {_of_processor(fixes, told['all'])}; events: {events or 'none'}"
    note += f"; first pass, with loading, {told['first_s']:.1f} s"
    yield _row(name, note, fixes_per_s=speeds.pop("all"))
    for task, wanted in TASKS.items():
        what = f"straitwatch, {task} only, {_named(threads)}"
        note = f"{', '.join(wanted)}; {_of_processor(fixes, told['tasks'][task])}"
        if task not in speeds:
            note = f"no detector of {task} is installed"
        yield _row(what, note, fixes_per_s=speeds.get(task))


def _stage_rows(told: Row | str, fixes: int) -> Iterator[Row]:
    if isinstance(told, str):
        return
    whole = sum(told["stages"].values())
    for name, seconds in told["stages"].items():
        note = (
            f"{seconds / fixes * 1e9:.0f} ns a fix of processor time, {seconds / whole:.0%} of all"
        )
        yield _row(f"stage: {name}", note, fixes_per_s=fixes / seconds)


def _encounter_rows(ships: int, tell: Tell, *, peers: bool) -> Iterator[Row]:
    threads, among = _cores()[-1], f"among {ships:,} ships, a slot of 10 min"
    tell.stage("pairing ships")
    told = run_child("event_dense", ships, threads, _SLOTS, int(peers), threads=threads)
    what = f"encounters {among}, {_named(threads)}"
    if isinstance(told, str):
        yield _row(what, told)
        return
    ms = median(told["ms"]) if told["ms"] else None
    note = f"median of {_SLOTS} slots, from rows of fixes" if ms else "no detector is installed"
    yield _row(what, note, ms=ms, fixes_per_s=ships / ms * 1000.0 if ms else None)
    if peers:
        peer_ms, pairs = told["restated_ms"], f"{told['restated_pairs']:,} pairs"
        yield _row("pipe-encounters", f"not installed: needs Apache Beam, and is {_NOT_INDEXED}")
        yield _row(
            f"pipe-encounters' adjacency {among}, restated in Python by us",
            f"gives neighbours within 500 m, {pairs}, and no encounters yet; 1 core",
            ms=peer_ms,
            fixes_per_s=ships / peer_ms * 1000.0,
            ratio_same_task=peer_ms / ms if ms else None,
        )


def _live_rows(seconds: float, tell: Tell) -> Iterator[Row]:
    tell.stage("watching a live stream")
    told = run_child("event_live", _LIVE_OBJECTS, _LIVE_PER_S, seconds, 1, threads=1)
    what = f"live: {_LIVE_PER_S:,} fixes/s"
    if isinstance(told, str):
        yield _row(what, told)
        return
    kept = f"{_LIVE_OBJECTS:,} known objects, {seconds:g} s in batches of 100 ms, 1 core"
    for name, ms in told["fix_ms"].items():
        note = f"from fix to event; {told['batch_ms'][name]:.1f} ms from batch to event; {kept}"
        yield _row(f"{what}, {name}", note, ms=ms, fixes_per_s=told["fixes_per_s"])


def _peer_rows(
    made: pa.Table, place: Path, runs: int, speeds: dict[int, dict[str, float]], tell: Tell
) -> Iterator[Row]:
    for name, peer in PEERS.items():
        absent = missing(peer)
        if absent or peer.threads not in speeds:
            yield _row(name, absent or f"this machine has fewer than {peer.threads} cores")
            continue
        tell.stage(f"measuring {name}")
        path = place / f"share-{peer.rows}.arrow"
        if not path.exists():
            _write([share_of(made, peer.rows)], path)
        told = run_child("event_peers", name, path, peer.threads, runs, threads=peer.threads)
        yield _peer_row(name, peer, told, speeds[peer.threads])


def _peer_row(name: str, peer: Peer, told: Row | str, ours: dict[str, float]) -> Row:
    if isinstance(told, str):
        return _row(name, told)
    speed = told["rows"] / median(told["seconds"])
    apart = f"import {told['import_s']:.1f} s and conversion {told['convert_s']:.1f} s apart"
    given = f"of {told['rows']:,} fixes {told['found']:,} found"
    note = f"gives {peer.gives}, beside our {peer.task}; {given}; "
    note += f"{_of_processor(told['rows'], told)}; {apart}"
    ratios = {
        "ratio": ours["all"] / speed if "all" in ours else None,
        "ratio_same_task": ours[peer.task] / speed if peer.task in ours else None,
    }
    return _row(name, note, fixes_per_s=speed, **ratios)
