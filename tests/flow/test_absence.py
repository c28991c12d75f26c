"""From a store to the answer: who entered, may have, did not, and what nobody saw."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.flow.absence import Absence, absence, absence_events, read_zone
from straitwatch.flow.ingest import ingest_bytes
from straitwatch.flow.show_absence import absence_lines, absence_record, coverage_records
from straitwatch.model.error import ContractError
from straitwatch.model.schema import COVERAGE
from straitwatch.store.store import open_store

START = datetime(2022, 12, 16, tzinfo=UTC)
SHIP = "mmsi:431000001"
OFF_MIYAKO = (126.2, 25.6)  # 52 nm from the nearest coast


def filled(folder: Path, fixes: list[tuple], label: str = "a") -> Path:
    """A store of fixes (minutes, lon, lat)."""
    lines = ["mmsi,t,lat,lon"]
    for minutes, lon, lat in fixes:
        t = START + timedelta(minutes=minutes)
        lines.append(f"431000001,{t:%Y-%m-%dT%H:%M:%S}Z,{lat},{lon}")
    with open_store(folder, create=True) as store:
        ingest_bytes(store, label, ["\n".join([*lines, ""]).encode()])
    return folder


def ask(folder: Path, zone: str, hours: float = 6.0, **more: object) -> Absence:
    return absence(folder, SHIP, zone, START, START + timedelta(hours=hours), **more)


def test_a_ship_that_stays_far_off_did_not_enter(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(10 * k, *OFF_MIYAKO) for k in range(37)])
    found = ask(store, "JP", speed_kn=30.0)
    assert (found.verdict, found.zone) == ("did_not_enter", "territorial sea of JP")
    assert found.judged.covered_h == pytest.approx(6.0)
    assert found.nearest_nm == pytest.approx(40.0, abs=0.2)
    # 40 nm there and 40 nm back in ten minutes
    assert found.judged.flips_at_kn == pytest.approx(480.0, rel=0.02)
    lines = "\n".join(absence_lines(found))
    assert "mmsi:431000001 did not enter the territorial sea of JP" in lines
    assert "Assumed top speed 30 kn. From 47" in lines


def test_a_gap_of_four_hours_leaves_it_open(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(m, *OFF_MIYAKO) for m in (0, 30, 60, 300, 330, 360)])
    found = ask(store, "jp", speed_kn=30.0)
    assert found.verdict == "may_have_entered"
    assert found.judged.at_most_h == pytest.approx(4.0 - 80.0 / 30.0, abs=0.02)
    assert [gap["from"] for gap in found.gaps] == ["2022-12-16T01:00:00Z"]
    assert [fix["t"][11:16] for fix in found.evidence] == ["00:00", "01:00", "05:00"]
    assert ask(store, "JP", speed_kn=19.0).verdict == "did_not_enter"


def test_a_ship_in_harbour_waters_entered(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(10 * k, 125.36, 24.98) for k in range(37)])
    found = ask(store, "territorial_sea:JP", speed_kn=30.0)
    assert found.verdict == "entered"
    assert found.judged.inside_h == pytest.approx(6.0)
    (row,) = absence_events(found).to_pylist()
    assert (row["kind"], row["object_id"], row["certainty"]) == ("absence", SHIP, "observed")
    assert (row["t_start"], row["t_end"]) == (START, START + timedelta(hours=6))
    assert json.loads(row["evidence"])[0]["line"] == 2
    assert json.loads(row["detail"])["verdict"] == "entered"
    assert row["legal_basis"]


def test_a_strait_that_was_passed_and_one_that_was_not(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(10 * k, 126.2 + 0.02 * k, 26.0 - 0.03 * k) for k in range(37)])
    found = ask(store, "miyako", speed_kn=30.0)
    assert (found.verdict, found.gate_id) == ("entered", "miyako")
    assert len(found.evidence) >= 2
    assert absence_lines(found)[0].startswith("mmsi:431000001 passed Miyako Strait")
    assert ask(store, "gate:osumi", speed_kn=30.0).verdict == "did_not_enter"


def test_who_was_not_heard_is_not_covered_and_gives_no_event(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(60 * 24 * 3, *OFF_MIYAKO)])
    found = ask(store, "JP")
    assert (found.verdict, found.judged.uncovered_h) == ("not_covered", 6.0)
    assert absence_events(found).num_rows == 0
    nobody = absence(store, "icao24:ae0455", "JP", START, START + timedelta(hours=1))
    assert (nobody.verdict, nobody.speed_kn) == ("not_covered", 1000.0)
    assert "not covered" in absence_lines(nobody)[0]


def test_the_record_holds_every_figure(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", [(10 * k, *OFF_MIYAKO) for k in range(37)])
    record = absence_record(ask(store, "circle:25.6,126.2,3", speed_kn=20.0))
    json.dumps(record)
    assert record["verdict"] == "entered"
    hours = ("inside_h", "uncertain_h", "covered_h", "uncovered_h")
    assert sum(record[name] for name in hours) == pytest.approx(6.0)
    box = absence_record(ask(store, "box:126,25.4,126.4,25.8", speed_kn=20.0))
    assert (box["verdict"], box["flips_at_kn"]) == ("entered", None)


def test_very_many_fixes_are_judged_as_few_are() -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(125.0, 125.6, 6000), rng.uniform(24.6, 25.0, 6000)
    zone = read_zone("JP")
    many, few = zone.measure(lon, lat), zone.measure(lon[:500], lat[:500])
    for a, b in ((many.out_m[:500], few.out_m), (many.deep_m[:500], few.deep_m)):
        assert (a <= b + 1e-6).all()
        assert (a >= b - 85.0).all()
    assert not (many.sure[:500] & ~few.sure).any()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ZZ", "'ZZ'"),
        ("circle:25,126", "circle:LAT,LON,NM"),
        ("circle:95,126,3", "latitude"),
        ("box:1,2", "W,S,E,N"),
        ("sea:JP", "write a State"),
        ("nowhere strait", "write a State"),
        ("", "write a State"),
    ],
)
def test_what_is_no_zone_is_refused_with_the_mend(text: str, word: str) -> None:
    with pytest.raises(ContractError, match=word):
        read_zone(text)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32 - 1))
def test_a_true_voyage_by_the_coast_is_never_denied(tmp_path: Path, seed: int) -> None:
    from straitwatch.kernel.sphere import destination
    from straitwatch.zone.chart import classify, open_chart

    rng = np.random.default_rng(seed)
    lon, lat = [rng.uniform(125.0, 127.5)], [rng.uniform(24.3, 26.5)]
    course = rng.uniform(0.0, 360.0)
    for k in range(360):
        course += rng.normal(0.0, 40.0) if k % 30 == 0 else 0.0
        x, y = destination(lon[-1], lat[-1], course, 20.0 * 1852.0 / 60.0)
        lon.append(float(x))
        lat.append(float(y))
    heard = sorted(rng.choice(361, rng.integers(2, 12), replace=False).tolist())
    store = filled(tmp_path / str(seed), [(k, lon[k], lat[k]) for k in heard])
    zoned = classify(open_chart(), lon, lat)
    inside = (zoned.zone <= 2) & (np.array([*zoned.states, ""])[zoned.state] == "JP")
    found = ask(store, "JP", speed_kn=20.2)
    if inside.any():
        assert found.verdict != "did_not_enter"
    if found.verdict == "entered":
        assert inside.any()
    assert found.judged.at_most_h >= (inside[:-1] & inside[1:]).sum() / 60.0 - 1e-6
    assert found.judged.inside_h <= (inside[:-1] | inside[1:]).sum() / 60.0 + 1e-6


def test_coverage_is_summed_by_source() -> None:
    import pyarrow as pa

    row = {"source": "a", "receiver": None, "craft": "ship", "south": 26.0, "north": 26.25}
    rows = [
        row | {"west": w, "east": w + 0.25, "t_start": START + timedelta(hours=h), "n_fixes": 5,
               "n_objects": 1}
        for w in (126.0, 126.25)
        for h in range(3)
    ]  # fmt: skip
    (told,) = coverage_records(pa.Table.from_pylist(rows, schema=COVERAGE))
    assert (told["hours"], told["cells"], told["fixes"]) == (3, 2, 30)
    assert (told["first_hour"], told["last_hour"]) == (
        "2022-12-16T00:00:00Z",
        "2022-12-16T02:00:00Z",
    )
