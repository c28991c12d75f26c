"""Stories made up for tests, in the shape that the other stages hand over."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.model.schema import EVENT, GATE, SIGHTING, STATIC
from straitwatch.report.story import Story

HULLS = ["103", "104", "120", "542", "901"]
NAMES = {
    "hull:CN/16": "Liaoning",
    "hull:CN/103": "Anshan",
    "hull:CN/104": "Wuxi",
    "hull:CN/120": "Chengdu",
    "hull:CN/542": "Zaozhuang",
    "hull:CN/901": "Hulunhu",
}
USNI = "https://news.example.org/carrier-group"
DAILY = "https://daily.example.jp/ops"
T = pa.timestamp("us", tz="UTC")
TRACKS = pa.schema(
    [
        ("object_id", pa.int64()),
        ("t", T),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("source", pa.string()),
    ]
)
ROUTES = pa.schema(
    [("object_id", pa.string()), ("object_name", pa.string())]
    + [("t", T), ("t_start", T), ("t_end", T)]
    + [(name, pa.float64()) for name in ("lon", "lat", "radius_km")]
    + [("place", pa.string()), ("sighting_id", pa.string())]
)


def jst(day: int, hour: float = 0, month: int = 12, year: int = 2022) -> datetime:
    """Make a moment from a clock in Japan."""
    return datetime(year, month, 1, tzinfo=UTC) + timedelta(days=day - 1, hours=hour - 9)


def event(event_id: str, kind: str, **told: object) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(EVENT.names)
    row |= {"certainty": "reported", "status": "closed", "rule": f"{kind}/1", "others": []}
    row |= {"event_id": event_id, "kind": kind} | told
    row["evidence"] = json.dumps(row["evidence"] or [])
    row["detail"] = json.dumps(row["detail"] or {})
    return row


def said(address: str, publisher: str, words: str) -> list[dict[str, str]]:
    return [{"source": address, "publisher": publisher, "text": words}]


def group(event_id: str, kind: str, **told: object) -> dict[str, Any]:
    others = [f"hull:CN/{hull}" for hull in HULLS]
    whole = {"object_id": "hull:CN/16", "object_name": "Liaoning", "others": others}
    whole["detail"] = {"tz": "Asia/Tokyo"} | told.pop("detail", {})
    return event(event_id, kind, **whole, **told)


def deployment_events() -> list[dict[str, Any]]:
    usni, daily = said(USNI, "USNI News", "Six ships passed."), said(DAILY, "Daily Defense", "320.")
    gate = {"where": "Miyako Strait", "lon": 126.45, "lat": 25.54, "n": 6, "n_is": "exact"}
    ecs, ps = "East China Sea", "Philippine Sea"
    watch = [{"service": "JMSDF", "unit": "8th Escort Division", "name": "JS Kirisame (DD-104)",
              "base": "Sasebo"},
             {"service": "JMSDF", "unit": "4th Wing", "name": "P-1", "base": "Atsugi"}]  # fmt: skip
    wz = {"object_id": "name:CN/wz-7", "object_name": "WZ-7", "evidence": usni}
    air = {"tz": "Asia/Tokyo", "domain": "air"}
    law = "UNCLOS Art. 87: freedom of navigation in the exclusive economic zone (Art. 58)"
    return [
        group("aa01", "transit", **gate, t_start=jst(16), t_end=jst(17), when="2022-12-16 JST",
              from_sea=ecs, to_sea=ps, evidence=usni, legal_basis=law),
        group("aa02", "transit", **gate, t_start=jst(1, 18, 1, 2023), t_end=jst(2, 0, 1, 2023),
              when="night of 2023-01-01 JST", from_sea=ps, to_sea=ecs, evidence=daily,
              legal_basis=law),
        group("aa03", "deployment", t_start=jst(16), t_end=jst(2, 0, 1, 2023), n=16, n_is="about",
              certainty="inferred", evidence=usni + daily,
              detail={"out_event": "aa01", "back_event": "aa02", "out_gate": "Miyako Strait",
                      "back_gate": "Miyako Strait", "days_min": 15.8, "days_max": 17.0}),
        group("bb01", "flight_operations", t_start=jst(17), t_end=jst(32), n=320, n_is="about",
              when="2022-12-17 to 2022-12-31 JST", evidence=daily),
        group("bb02", "flight_operations", t_start=jst(28), t_end=jst(32), n=60, n_is="about",
              when="2022-12-28 to 2022-12-31 JST", evidence=daily, detail={"part_of": "bb01"}),
        group("bb03", "flight_operations", t_start=jst(15), t_end=jst(17),
              when="2022-12-15 to 2022-12-16 JST", evidence=usni),
        group("cc01", "observation", t_start=jst(15), t_end=jst(16), when="2022-12-15 JST",
              evidence=usni, detail={"observers": watch}),
        group("cc02", "scramble", t_start=jst(17), t_end=jst(32), evidence=daily,
              when="2022-12-17 to 2022-12-31 JST",
              detail={"observers": [{"service": "JASDF", "name": "fighters"}]}),
        group("cc03", "reported_absence", t_start=jst(16), t_end=jst(17), when="2022-12-16 JST",
              where="Japan", evidence=usni),
        event("dd01", "first_sighting", **wz, where="Miyako Strait", t_start=jst(1, 6, 1, 2023),
              t_end=jst(1, 18, 1, 2023), when="2023-01-01 JST", detail=air),
        *(event(f"dd1{day}{way}", "transit", **wz, where="Miyako Strait", n=1, n_is="exact",
                t_start=jst(day, 6, 1, 2023), t_end=jst(day, 18, 1, 2023),
                when=f"2023-01-0{day} JST", from_sea=ecs if way else ps, to_sea=ps if way else ecs,
                detail=air) for day in (1, 2) for way in (1, 0)),
        event("ee01", "entry", object_id="name:CN/survey-ship-2022-12-19",
              object_name="survey ship 2022-12-19", t_start=jst(19, 3.33), t_end=jst(19, 7),
              when="2022-12-19 JST", where="Japan", evidence=daily, lon=130.5, lat=30.1,
              detail={"tz": "Asia/Tokyo", "duration_h": 3.5, "place": "Yakushima"}),
    ]  # fmt: skip


def simulated_events(n: int = 30) -> list[dict[str, Any]]:
    start = jst(18)
    proof = [{"source": "simulated:traffic", "line": 4, "t": "2022-12-18T00:00:00Z"}]
    return [
        event(f"sim{i:05d}", ("gap", "crossing", "entry")[i % 3], certainty="simulated",
              object_id=f"mmsi:99900{i % 90:04d}", object_name=f"SIM FERRY {i % 90:02d}",
              t_start=start + timedelta(hours=i / 2), t_end=start + timedelta(hours=i / 2 + 5),
              lon=127.0, lat=26.0, where="Japan", evidence=proof)
        for i in range(n)
    ]  # fmt: skip


def deployment_routes() -> pa.Table:
    stops = [
        (jst(15, 10), 124.0, 32.8, 95.0, "440 km W of Fukue", "s1", ["16", "103", "120"]),
        (jst(16, 12), 126.45, 25.54, 100.0, "Miyako Strait", "s2", ["16", *HULLS]),
        (jst(17, 11), 129.4, 22.8, 60.0, "260 km SW of Oki-Daito", "s3", ["16", "104", "120"]),
        (jst(28, 20), 134.8, 24.4, 80.0, "360 km E of Oki-Daito", "s4", ["16", "104"]),
        (jst(29, 8), 133.4, 26.4, 70.0, "310 km NE of Oki-Daito", "s5", ["16", "104"]),
        (jst(30, 20), 136.6, 25.9, 110.0, "530 km E of Kita-Daito", "s6", ["16", *HULLS]),
        (jst(1, 21, 1, 2023), 126.45, 25.54, 100.0, "Miyako Strait", "s7", ["16", *HULLS]),
    ]
    rows = [
        {"object_id": f"hull:CN/{hull}", "object_name": NAMES[f"hull:CN/{hull}"], "t": t,
         "t_start": t, "t_end": t, "lon": lon, "lat": lat, "radius_km": radius, "place": place,
         "sighting_id": ident}
        for t, lon, lat, radius, place, ident, hulls in stops for hull in hulls
    ]  # fmt: skip
    rows.extend(
            {"object_id": "name:CN/wz-7", "object_name": "WZ-7", "t": jst(day, 12, 1, 2023),
             "t_start": None, "t_end": None, "lon": 126.45, "lat": 25.54, "radius_km": 120.0,
             "place": "Miyako Strait", "sighting_id": f"w{day}"} for day in (1, 2))  # fmt: skip
    rows.append(
        {"object_id": "name:CN/survey-ship-2022-12-19", "object_name": "survey ship",
         "t": jst(19, 3.33), "t_start": None, "t_end": None, "lon": 130.6, "lat": 30.05,
         "radius_km": 25.0, "place": "50 km SW of Tanegashima", "sighting_id": "v1"})  # fmt: skip
    return pa.Table.from_pylist(rows, schema=ROUTES).sort_by(
        [("object_id", "ascending"), ("t", "ascending")]
    )


def gates() -> pa.Table:
    ends = {
        "miyako": ("Miyako Strait", 127.53, 26.11, 125.36, 24.97),
        "osumi": ("Osumi Strait (Sata-Tanegashima)", 130.68, 31.0, 130.86, 30.77),
        "yonaguni": ("Yonaguni-Taiwan", 122.93, 24.45, 121.96, 24.84),
    }
    rows = [
        dict.fromkeys(GATE.names) | {
            "gate_id": ident, "name": name, "lon_a": a, "lat_a": b, "lon_b": c, "lat_b": d,
            "left_sea": "East China Sea", "right_sea": "Philippine Sea"}
        for ident, (name, a, b, c, d) in ends.items()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=GATE)


def sightings() -> pa.Table:
    ships = [{"navy": "CN", "class": "kuznetsov", "name": "Liaoning", "hull": "16"},
             {"navy": "CN", "class": "renhai", "name": "Wuxi", "hull": "104"}]  # fmt: skip
    rows = [
        dict.fromkeys(SIGHTING.names) | {
            "sighting_id": ident, "document": USNI, "publisher": "USNI News", "kind": "sighting",
            "t_start": t, "t_end": t, "objects": ships, "negation": False}
        for ident, t in (("s1", jst(15, 10)), ("s3", jst(17, 11)))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SIGHTING)


def tracks(source: str = "simulated:traffic", ships: int = 20, n: int = 60) -> pa.Table:
    rng = np.random.default_rng(7)
    parts = []
    for ship in range(ships):
        lon0, lat0 = rng.uniform(122, 134), rng.uniform(22, 33)
        turn = rng.uniform(0, 2 * np.pi)
        step = np.linspace(0, 4, n)
        t = [jst(16) + timedelta(minutes=6 * i) for i in range(n)]
        parts.append(
            pa.table(
                {"object_id": np.full(n, 999_000_000 + ship), "t": pa.array(t, T),
                 "lon": lon0 + step * np.cos(turn), "lat": lat0 + step * np.sin(turn),
                 "source": [source] * n}, schema=TRACKS)
        )  # fmt: skip
    return pa.concat_tables(parts)


def square_land() -> list[np.ndarray]:
    """Five made-up islands."""
    spots = [(127.9, 26.5, 0.3), (125.3, 24.8, 0.12), (120.9, 23.8, 0.9), (130.8, 32.3, 0.9)]
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], dtype=float)
    return [np.array([lon, lat]) + corners * half for lon, lat, half in [*spots, (118, 29, 2.5)]]


def coast_grid() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lons, lats = np.linspace(118, 142, 121), np.linspace(18, 36, 91)
    far = np.hypot(lons[None, :] - 127.9, lats[:, None] - 26.5) * 110_000 - 30_000
    return lons, lats, far


def story(**changed: object) -> Story:
    events = changed.pop("rows", None)
    if events is None:
        events = deployment_events() + simulated_events()
    told: dict[str, Any] = {
        "title": None,
        "generated": datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
        "t_from": jst(15),
        "t_to": jst(3, 0, 1, 2023),
        "events": pa.Table.from_pylist(events, schema=EVENT),
        "sightings": sightings(),
        "statics": STATIC.empty_table(),
        "tracks": tracks(),
        "routes": deployment_routes(),
        "gates": gates(),
        "land": square_land(),
        "grid": coast_grid(),
        "box": (120.0, 20.5, 139.0, 34.0),
        "tallies": [Tally("simulated:traffic", "aivdm", 9000, 1300, 1250, 1200, 50)],
        "n_fixes": 1200,
        "n_objects": 20,
        "n_undated": 0,
        "simulated": True,
        "names": NAMES,
    }
    return Story(**(told | changed))
