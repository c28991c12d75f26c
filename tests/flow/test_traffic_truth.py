"""The truth of invented traffic, held against its fixes by plain arithmetic."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straitwatch.flow.bench.accuracy import bench_accuracy
from straitwatch.flow.bench.score_absence import answer
from straitwatch.flow.bench.traffic.generate import Traffic, make_traffic
from straitwatch.model.error import ContractError, OutputError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import FIX, STATIC
from straitwatch.zone.chart import LAND, classify, coast_distance, open_chart
from straitwatch.zone.gate import gates

NM_M, HOUR_S = 1852.0, 3600.0
ICAO24 = 1 << 56
Row = dict[str, Any]


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    return make_traffic(seed=5, scale=0.13)


@pytest.fixture(scope="module")
def truth(traffic: Traffic) -> list[Row]:
    rows: list[Row] = traffic.truth.to_pylist()
    for row in rows:
        row["a"], end = row["t_start"].timestamp(), row["t_end"]
        row["b"] = end.timestamp() if end else np.inf
    return rows


@pytest.fixture(scope="module")
def heard(traffic: Traffic) -> dict[str, np.ndarray]:
    table = traffic.fixes
    columns = {name: table[name].to_numpy() for name in ("object_id", "lon", "lat", "line")}
    columns |= {name: table[name].to_numpy() for name in ("sog_kn", "alt_ft")}
    return columns | {"t": table["t"].cast(pa.int64()).to_numpy() / 1e6}


def _of(heard: dict[str, np.ndarray], who: str) -> dict[str, np.ndarray]:
    rows = heard["object_id"] == parse_object_id(who)
    t = heard["t"][rows]
    once = np.concatenate([[True], np.diff(t) > 0])
    own = {name: column[rows][once] for name, column in heard.items()}
    own["lon"] = np.unwrap(own["lon"], period=360.0)
    return own


def _rows(truth: list[Row], kind: str, *, near: bool = False) -> Iterator[Row]:
    found = [r for r in truth if r["kind"] == kind and r["near_miss"] == near and not r["either"]]
    assert found, kind
    yield from found


def _metres(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> np.ndarray:
    a, b, c, d = map(np.radians, (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return np.asarray(2 * 6_371_000 * np.arcsin(np.sqrt(h)))


def _at(own: dict[str, np.ndarray], t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.interp(t, own["t"], own["lon"]), np.interp(t, own["t"], own["lat"])


def _apart(heard: dict[str, np.ndarray], row: Row) -> tuple[np.ndarray, np.ndarray]:
    """Minutes, and metres between both ships of an encounter, as long as both are heard."""
    one, other = _of(heard, row["object_id"]), _of(heard, row["others"][0])
    t = np.arange(max(one["t"][0], other["t"][0]), min(one["t"][-1], other["t"][-1]), 60.0)
    return t, _metres(*_at(one, t), *_at(other, t))


def _longest(flags: np.ndarray) -> int:
    ends = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return int(max(ends[1::2] - ends[::2], default=0))


def test_the_same_seed_gives_the_same_tables(traffic: Traffic) -> None:
    again = make_traffic(5, 0.13)
    assert again.fixes.equals(traffic.fixes)
    assert again.truth.equals(traffic.truth)
    assert again.statics.equals(traffic.statics)
    assert not make_traffic(6, 0.02).fixes.equals(make_traffic(5, 0.02).fixes)


@pytest.mark.parametrize("scale", [0.0, -1.0, 1e9, float("nan")])
def test_a_senseless_scale_is_refused(scale: float) -> None:
    with pytest.raises(ContractError, match=r"give a number from 0\.02"):
        make_traffic(1, scale)


def test_the_fixes_are_as_feeds_bring_them(traffic: Traffic, heard: dict[str, np.ndarray]) -> None:
    table = traffic.fixes
    assert table.schema == FIX
    assert traffic.statics.schema == STATIC
    order = np.lexsort((heard["t"], heard["object_id"]))
    assert np.array_equal(heard["object_id"][order], heard["object_id"])
    assert np.array_equal(heard["t"][order], heard["t"])
    assert np.all(heard["t"] == np.floor(heard["t"]))
    assert np.all(np.abs(heard["lon"]) <= 180.0)
    source = np.array(table["source"].to_pylist())
    assert set(source) == {"simulated:ais", "simulated:adsb"}
    for one in set(source):
        rows = np.flatnonzero(source == one)
        by_line = rows[np.argsort(heard["line"][rows])]
        assert heard["line"][by_line].tolist() == list(range(1, len(rows) + 1))
        assert np.mean(np.diff(heard["t"][by_line]) < 0) > 0.01  # some arrive late
    same = (np.diff(heard["object_id"]) == 0) & (np.diff(heard["t"]) == 0)
    assert 0.005 < same.mean() < 0.03  # heard twice
    assert len(set(table["receiver"].to_pylist())) > 8


def test_ships_that_meet_lie_within_half_a_kilometre_for_two_hours(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for row in _rows(truth, "encounter"):
        t, apart = _apart(heard, row)
        during = (t >= row["a"] + 120) & (t <= row["b"] - 120)
        assert row["b"] - row["a"] >= 2 * HOUR_S
        assert apart[during].max() <= 500.0
        assert coast_distance(open_chart(), [row["lon"]], [row["lat"]])[0] > 10_000.0


def test_ships_that_nearly_meet_do_not(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    for row in _rows(truth, "encounter", near=True):
        _, apart = _apart(heard, row)
        off_m = coast_distance(open_chart(), [row["lon"]], [row["lat"]])[0]
        assert _longest(apart <= 500.0) < 120 or off_m < 10_000.0


def _hourly_kn(own: dict[str, np.ndarray], begin: float, end: float) -> np.ndarray:
    """Speed made good in knots over each whole hour of a span, in steps of ten minutes."""
    t = np.arange(begin, end, 600.0)
    lon, lat = _at(own, t)
    way = np.concatenate([[0], np.cumsum(_metres(lon[:-1], lat[:-1], lon[1:], lat[1:]))])
    return (way[6:] - way[:-6]) / NM_M


def test_drifters_are_slow_alone_and_far_off(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for row in _rows(truth, "loitering"):
        own = _of(heard, row["object_id"])
        assert row["b"] - row["a"] >= 4 * HOUR_S
        assert _hourly_kn(own, row["a"] + 300, row["b"] - 300).max() < 2.0
        assert coast_distance(open_chart(), [row["lon"]], [row["lat"]])[0] > 20 * NM_M
    for row in _rows(truth, "loitering", near=True):
        own = _of(heard, row["object_id"])
        slow = _hourly_kn(own, own["t"][0], own["t"][-1]) < 2.0
        off_m = coast_distance(open_chart(), [row["lon"]], [row["lat"]])[0]
        assert _longest(slow) < 3 * 6 or off_m < 20 * NM_M or row["note"] == "not alone"


def test_silence_is_silence(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    odd = {row["object_id"] for row in _rows(truth, "identity_shared")}
    odd |= {row["object_id"] for row in _rows(truth, "impossible_position")}
    for near in (False, True):
        for row in _rows(truth, "gap", near=near):
            t = heard["t"][heard["object_id"] == parse_object_id(row["object_id"])]
            between = (t > row["a"] + 1) & (t < row["b"])
            assert row["object_id"] in odd or not between.any()
            assert row["a"] in t
            assert (row["b"] - row["a"] >= HOUR_S) != near


def test_no_ship_sails_on_land(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    ids = {parse_object_id(r["object_id"]) for r in _rows(truth, "impossible_position")}
    ships = (heard["object_id"] < ICAO24) & ~np.isin(heard["object_id"], list(ids))
    zone = classify(open_chart(), heard["lon"][ships], heard["lat"][ships]).zone
    assert not np.any(zone == LAND)


def test_no_ship_can_jump_so(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    for row in _rows(truth, "impossible_position"):
        own = _of(heard, row["object_id"])
        speed = _metres(own["lon"][:-1], own["lat"][:-1], own["lon"][1:], own["lat"][1:])
        speed /= np.diff(own["t"]) * NM_M / HOUR_S
        first, last = np.searchsorted(own["t"], [row["a"], row["b"]])
        last += own["t"][last + 1] == row["b"] + 1  # heard twice, stamped a second late
        assert min(speed[first - 1], speed[last]) > 100.0
    for row in _rows(truth, "impossible_position", near=True):
        assert row["factor"] < 1.0


def test_two_ships_of_one_identity_cannot_be_one(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for row in _rows(truth, "identity_shared"):
        own = _of(heard, row["object_id"])
        use = (own["t"] >= row["a"]) & (own["t"] <= row["b"])
        lon, lat, t = own["lon"][use], own["lat"][use], own["t"][use]
        speed = _metres(lon[:-1], lat[:-1], lon[1:], lat[1:]) / np.diff(t) * HOUR_S / NM_M
        assert np.mean(speed > 60.0) > 0.25


def test_a_ship_that_enters_is_outside_before_and_inside_after(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for kind, sign in (("entry", 1.0), ("exit", -1.0)):
        for row in _rows(truth, kind):
            own = _of(heard, row["object_id"])
            margin = 40.0 if parse_object_id(row["object_id"]) < ICAO24 else 100.0
            lon, lat = _at(own, np.array([row["a"] - margin, row["b"] + margin]))
            past = classify(open_chart(), lon, lat).coast_m - 12 * NM_M
            past[np.isnan(past)] = 1e6
            assert past[0] * sign > -100.0
            assert past[1] * sign < 100.0


def test_who_passes_by_comes_within_24_nm_and_not_12(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for row in _rows(truth, "proximity"):
        own = _of(heard, row["object_id"])
        during = (own["t"] >= row["a"]) & (own["t"] <= row["b"])
        off = classify(open_chart(), own["lon"][during], own["lat"][during]).coast_m / NM_M
        assert 12.0 < np.nanmin(off) < 24.0
        assert np.nanmin(off) == pytest.approx(24.0 * row["factor"], abs=0.4)


def test_a_crossing_has_a_fix_on_either_side(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    lines = {row["gate_id"]: row for row in gates().to_pylist()}
    for row in _rows(truth, "crossing"):
        gate, own = lines[row["where"]], _of(heard, row["object_id"])
        k = int(np.searchsorted(own["t"], row["a"]))
        east = gate["lon_b"] - gate["lon_a"]
        north = gate["lat_b"] - gate["lat_a"]
        x = (own["lon"][k - 1 : k + 1] - gate["lon_a"] + 180.0) % 360.0 - 180.0
        side = east * (own["lat"][k - 1 : k + 1] - gate["lat_a"]) - north * x
        far = _metres(own["lon"][k - 1], own["lat"][k - 1], own["lon"][k], own["lat"][k])
        assert side[0] * side[1] < 0 or far < 2_000.0  # a long gate is no straight line here


def test_deployments_are_days_and_shuttles_are_not(truth: list[Row]) -> None:
    assert all(row["b"] - row["a"] >= 24 * HOUR_S for row in _rows(truth, "deployment"))
    assert all(row["factor"] < 1.0 for row in _rows(truth, "deployment", near=True))


def test_a_group_keeps_together(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    for row in _rows(truth, "group"):
        t = np.arange(row["a"] + 600, row["b"] - 600, 300.0)
        ships = [_of(heard, who) for who in (row["object_id"], *row["others"])]
        places = [_at(own, t) for own in ships[:3]]
        assert row["b"] - row["a"] >= 2 * HOUR_S
        for place in places[1:]:
            assert _metres(*places[0], *place).max() < 5 * NM_M
        assert np.nanmin(ships[0]["sog_kn"]) > 3.0


def test_who_calls_at_a_port_stops_near_a_coast(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for row in _rows(truth, "port_visit"):
        own = _of(heard, row["object_id"])
        during = (own["t"] >= row["a"]) & (own["t"] <= row["b"])
        rests = during & (own["sog_kn"] <= 0.2)
        assert rests.any()
        off = classify(open_chart(), own["lon"][rests], own["lat"][rests]).coast_m
        assert np.all(off < 3_000.0)


def test_who_anchors_swings_in_a_circle(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    for row in _rows(truth, "anchoring"):
        own = _of(heard, row["object_id"])
        during = (own["t"] >= row["a"] + 200) & (own["t"] <= row["b"] - 200)
        lon, lat = own["lon"][during], own["lat"][during]
        assert row["b"] - row["a"] >= HOUR_S / 2
        assert _metres(lon, lat, lon.mean(), lat.mean()).max() < 500.0


def test_aircraft_are_lost_low_beside_a_deck(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    for kind in ("deck_takeoff", "deck_landing"):
        for row in _rows(truth, kind):
            own = _of(heard, row["object_id"])
            near = np.abs(own["t"] - row["a"]) < 300.0
            low = np.nanmin(own["alt_ft"][near])
            assert low < 1500.0
            k = np.flatnonzero(near)[np.nanargmin(own["alt_ft"][near])]
            assert _metres(own["lon"][k], own["lat"][k], row["lon"], row["lat"]) < 4 * NM_M


def test_a_passage_is_a_stay_in_one_sea(heard: dict[str, np.ndarray], truth: list[Row]) -> None:
    for row in _rows(truth, "passage"):
        own = _of(heard, row["object_id"])
        during = (own["t"] > row["a"] + 60) & (own["t"] < row["b"] - 60)
        zoned = classify(open_chart(), own["lon"][during], own["lat"][during])
        states = {zoned.states[code] for code in zoned.state.tolist()}
        assert states == {row["where"]}
        assert np.mean(zoned.coast_m < 12 * NM_M + 60.0) > 0.8  # sways out by less than its error


def test_each_sign_is_given_and_nearly_given(
    heard: dict[str, np.ndarray], truth: list[Row]
) -> None:
    signs = list(_rows(truth, "sign"))
    assert len({row["note"] for row in signs}) >= 8
    assert all(row["factor"] > 1.0 for row in signs)
    assert all(row["factor"] <= 1.0 for row in _rows(truth, "sign", near=True))
    for row in (row for row in signs if row["note"] == "slow"):
        own = _of(heard, row["object_id"])
        slow = (own["sog_kn"] < 3.0) & (own["t"] >= row["a"]) & (own["t"] <= row["b"])
        assert np.ptp(own["t"][slow]) > HOUR_S / 2


def test_questions_have_both_answers(traffic: Traffic) -> None:
    asked = traffic.questions
    assert {one.entered for one in asked if one.decidable} == {True, False}
    assert {one.zone.partition(":")[0] for one in asked} == {"circle", "territorial_sea"}
    verdicts = answer(traffic.fixes, asked)
    for verdict, one in zip(verdicts, asked, strict=True):
        assert (verdict, one.entered) not in {("entered", False), ("did_not_enter", True)}
        assert not one.decidable or verdict in {"entered", "did_not_enter"}


def test_the_bench_keeps_its_tables(tmp_path: Path) -> None:
    rows = bench_accuracy(5, 0.05, keep=tmp_path / "kept")
    kept = {path.stem: pq.read_table(path) for path in (tmp_path / "kept").iterdir()}
    assert set(kept) == {"fixes", "statics", "truth", "events"}
    by_kind = {row["kind"]: row for row in rows}
    assert by_kind["crossing"]["recall"] == 1.0
    assert by_kind["crossing"]["found"] <= kept["events"].num_rows
    assert set(kept["truth"]["kind"].to_pylist()) <= {kind.split(",")[0] for kind in by_kind}


def test_a_folder_that_cannot_be_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="choose another --keep"):
        bench_accuracy(5, 0.05, keep=tmp_path / "file")
