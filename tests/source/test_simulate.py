"""Simulated traffic: seeded, marked, at sea, and never a second deployment."""

import importlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyais
import pytest

from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.error import ContractError
from straitwatch.source.lane import FERRIES, GROUNDS, LANES, Lane
from straitwatch.source.simulate import FIRST_MMSI, simulate_traffic

T_FROM = datetime(2022, 12, 15, tzinfo=UTC)
T_TO = T_FROM + timedelta(days=19)
LINE = re.compile(rb"\\s:simulated,c:(\d{10})\*[0-9A-F]{2}\\(!AIVDM,\S+\*[0-9A-F]{2})")
Track = list[tuple[int, float, float]]


@cache
def _lines(ships: int = 60, days: int = 19) -> list[bytes]:
    chunks = simulate_traffic(t_from=T_FROM, t_to=T_FROM + timedelta(days=days), ships=ships)
    return b"".join(chunks).split(b"\r\n")[:-1]


@cache
def _tracks() -> dict[int, Track]:
    """Decode positions by MMSI with the fields picked by hand (ITU-R M.1371-5, 3.1 and 3.16)."""
    tracks: dict[int, Track] = defaultdict(list)
    for line in _lines():
        match = LINE.fullmatch(line)
        assert match, line
        payload = match[2].split(b",")[5]
        kind = payload[0] - 48  # both are below 40 in the 6-bit alphabet
        if kind not in {1, 18}:
            continue
        bits = "".join(f"{c - 48 - 8 * (c > 87):06b}" for c in payload)
        at = 61 if kind == 1 else 57
        lon, lat = int(bits[at : at + 28], 2), int(bits[at + 28 : at + 55], 2)
        lon -= (lon >> 27) << 28
        tracks[int(bits[8:38], 2)].append((int(match[1]), lon / 600_000, lat / 600_000))
    return dict(tracks)


def _legs() -> Iterator[tuple[int, Track]]:
    for mmsi, track in _tracks().items():
        for pair in pairwise(track):
            yield mmsi, list(pair)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    span = {"t_from": T_FROM, "t_to": T_FROM + timedelta(hours=6)}
    first, again = (b"".join(simulate_traffic(**span, ships=12)) for _ in range(2))
    assert first == again
    assert first != b"".join(simulate_traffic(**span, ships=12, seed=1))


def test_lines_are_tagged_in_the_order_of_time_within_the_span() -> None:
    times = [int(LINE.fullmatch(line)[1]) for line in _lines()]  # type: ignore[index]
    assert times == sorted(times)
    assert times[0] >= T_FROM.timestamp()
    assert times[-1] <= T_TO.timestamp()
    assert 120_000 < len(times) < 320_000


def test_an_independent_decoder_reads_every_kind_of_line() -> None:
    sentences = [LINE.fullmatch(line)[2] for line in _lines(12, 1)]  # type: ignore[index]
    kinds, names, first = set(), set(), b""
    for sentence in sentences:
        if sentence.startswith(b"!AIVDM,2,1"):
            first = sentence
            continue
        parts = [first, sentence] if sentence.startswith(b"!AIVDM,2,2") else [sentence]
        message = pyais.decode(*parts)
        kinds.add(message.msg_type)
        names.add(getattr(message, "shipname", None))
        assert FIRST_MMSI <= message.mmsi < FIRST_MMSI + 12
    assert kinds == {1, 5, 18, 24}
    assert {"SIM CARGO 01", "SIM FERRY 01", "SIM FISHER 01", None} <= names
    assert all(name is None or name.startswith("SIM ") for name in names)


def test_no_state_has_the_maritime_digits_of_the_invented_ships(shared: Path) -> None:
    mids = json.loads((shared / "reference" / "mids.json").read_text())
    assert "431" in mids
    assert str(FIRST_MMSI)[:3] not in mids
    assert len(_tracks()) == 60


def test_ships_move_as_ships_but_for_two_positions() -> None:
    fast = defaultdict(int)
    for mmsi, ((t_a, *a), (t_b, *b)) in _legs():
        if arc_distance(*a, *b) / max(1, t_b - t_a) > 25 * 0.5144:
            fast[mmsi] += 1
    assert sorted(fast.values()) == [2, 2]  # there and back again


def test_six_merchants_fall_silent_once_for_4_to_14_hours() -> None:
    gaps = [(mmsi, b[0] - a[0]) for mmsi, (a, b) in _legs() if b[0] - a[0] > 3600]
    assert len({mmsi for mmsi, _ in gaps}) == len(gaps) == 6
    assert all(4 * 3600 <= gap_s <= 14.2 * 3600 for _, gap_s in gaps)


def _side(gate: list[list[float]], lon: float, lat: float) -> float:
    (lon_a, lat_a), (lon_b, lat_b) = gate
    return (lon_b - lon_a) * (lat - lat_a) - (lat_b - lat_a) * (lon - lon_a)


def _crosses(gate: list[list[float]], a: tuple[float, float], b: tuple[float, float]) -> bool:
    over = _side(gate, *a) * _side(gate, *b) < 0
    line = [list(a), list(b)]
    return over and _side(line, *gate[0]) * _side(line, *gate[1]) < 0


@pytest.fixture(scope="session")
def gates(shared: Path) -> dict[str, list[list[float]]]:
    features = json.loads((shared / "geo" / "gates.geojson").read_text())["features"]
    return {f["properties"]["name"]: f["geometry"]["coordinates"] for f in features}


def test_a_dozen_pass_the_miyako_strait_and_none_comes_back_through_any_gate(
    gates: dict[str, list[list[float]]],
) -> None:
    """A ship that goes out and comes back would be a deployment."""
    passed: dict[str, list[int]] = defaultdict(list)
    near = {
        name: gate
        for name, gate in gates.items()
        if 117 < gate[0][0] < 140 and 18 < gate[0][1] < 38
    }
    for mmsi, ((_, *a), (_, *b)) in _legs():
        if arc_distance(*a, *b) > 100_000:
            continue  # the two impossible positions
        for name, gate in near.items():
            low, high = sorted(end[0] for end in gate)
            if low <= max(a[0], b[0]) and min(a[0], b[0]) <= high and _crosses(gate, a, b):
                passed[name].append(mmsi)
    miyako = next(name for name in passed if name.startswith("Miyako Strait (Okinawa"))
    assert 10 <= len(passed[miyako]) <= 14
    for name, ships in passed.items():
        assert len(ships) == len(set(ships)), name


def test_ferries_and_boats_keep_off_the_gates(gates: dict[str, list[list[float]]]) -> None:
    for lane in FERRIES:
        for a, b in pairwise(lane.places):
            assert not any(_crosses(gate, a, b) for gate in gates.values()), lane.name
    for lon, lat in GROUNDS:
        square = [(lon + x, lat + y) for x, y in ((-1, -1), (1, 1), (-1, 1), (1, -1))]
        for a, b in (square[:2], square[2:]):
            box = [(lon + (p[0] - lon) * 0.25, lat + (p[1] - lat) * 0.25) for p in (a, b)]
            assert not any(_crosses(gate, *box) for gate in gates.values()), (lon, lat)


def _points(lane: Lane) -> np.ndarray:
    spread = lane.spread_deg
    parts = []
    for offset in ((0, 0), (-spread, -spread), (spread, -spread), (-spread, spread), (spread,) * 2):
        track = lane.track(np.array(offset, float))
        way = np.linspace(0, len(track) - 1, 1500)
        steps = np.arange(len(track))
        parts.append(np.stack([np.interp(way, steps, track[:, axis]) for axis in (0, 1)], axis=1))
    return np.concatenate(parts)


def test_no_lane_crosses_land() -> None:
    try:
        chart = importlib.import_module("straitwatch.zone.chart")
    except ImportError:
        pytest.skip("the chart is not built yet")
    on_okinawa = chart.classify(chart.open_chart(), np.array([128.2]), np.array([26.72]))
    assert on_okinawa.zone[0] == chart.LAND  # the chart can tell
    where = np.concatenate([_points(lane) for lane in (*LANES, *FERRIES)] + [np.array(GROUNDS)])
    zoned = chart.classify(chart.open_chart(), where[:, 0].copy(), where[:, 1].copy())
    assert not np.any(np.asarray(zoned.zone) == chart.LAND)


@pytest.mark.parametrize(
    ("t_from", "t_to", "ships"),
    [(T_TO, T_FROM, 3), (T_FROM, T_TO, 0), (datetime(2022, 12, 15), T_TO, 3)],  # noqa: DTZ001 - no zone
)
def test_a_span_that_makes_no_sense_is_refused(
    t_from: datetime, t_to: datetime, ships: int
) -> None:
    with pytest.raises(ContractError, match="cannot simulate"):
        list(simulate_traffic(t_from=t_from, t_to=t_to, ships=ships))


@pytest.mark.parametrize("ships", [1, 2, 200])
def test_any_number_of_ships_and_a_short_span_work(ships: int) -> None:
    chunks = list(simulate_traffic(t_from=T_FROM, t_to=T_FROM + timedelta(minutes=30), ships=ships))
    assert all(chunk.endswith(b"\r\n") for chunk in chunks)
    assert all(LINE.fullmatch(line) for line in b"".join(chunks).split(b"\r\n")[:-1])
