"""Countries of Natural Earth turned into the State of every piece of the coastline.

Fetches the npm package world-atlas (Natural Earth 1:10m, public domain) into a temporary folder,
reads its TopoJSON, and writes src/straitwatch/zone/data/states.npz:

    states     names, ISO 3166 alpha-2 of the State; claimants of a disputed place joined by `|`
    poly       1 + index into states, uint8 per polygon; 0 none known; 255: see its runs
    run_first  first vertex of each run of such polygons, int32, ascending
    run_code   1 + index into states of each run, uint8

Needs shapely (extra `bench`) and npm. Run: python scripts/make_states.py
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely

import land_map
from straitwatch.zone.claim import disputes
from straitwatch.zone.inside import is_inside
from straitwatch.zone.shore import data_path, polygons
from straitwatch.zone.table import read_rows

PACKAGE = "world-atlas@2.0.2"
NEAR_DEG = 0.5  # an island within this of a country of Natural Earth is that country's
FAR_DEG = 0.8  # else it takes the State of the nearest labelled island within this; else none
SOUTH = -60.0  # beyond it land is Antarctica (Antarctic Treaty VI)
LAKE = 2  # level of lakes in GSHHG
STEP = 4  # vertices between two looks at the State of a shared coast

# ruff: noqa: ANN401, SIM905 - shapely has no types; the letters read better in lines

# ISO 3166 numeric to the State that acts for it: dependencies carry their State's letters.
NUMERIC = (
    "004 AF 008 AL 010 AQ 012 DZ 016 US 020 AD 024 AO 028 AG 031 AZ 032 AR 036 AU 040 AT 044 BS "
    "048 BH 050 BD 051 AM 052 BB 056 BE 060 GB 064 BT 068 BO 070 BA 072 BW 076 BR 084 BZ 086 GB|MU "
    "090 SB 092 GB 096 BN 100 BG 104 MM 108 BI 112 BY 116 KH 120 CM 124 CA 132 CV 136 GB 140 CF "
    "144 LK 148 TD 152 CL 156 CN 158 TW 170 CO 174 KM 178 CG 180 CD 184 CK 188 CR 191 HR 192 CU "
    "196 CY 203 CZ 204 BJ 208 DK 212 DM 214 DO 218 EC 222 SV 226 GQ 231 ET 232 ER 233 EE 234 DK "
    "238 AR|GB 239 AR|GB 242 FJ 246 FI 248 FI 250 FR 258 FR 260 FR 262 DJ 266 GA 268 GE 270 GM "
    "275 PS "
    "276 DE 288 GH 292 ES|GB 296 KI 300 GR 304 DK 308 GD 316 US 320 GT 324 GN 328 GY 332 HT 334 AU "
    "336 VA 340 HN 344 CN 348 HU 352 IS 356 IN 360 ID 364 IR 368 IQ 372 IE 376 IL 380 IT 384 CI "
    "388 JM 392 JP 398 KZ 400 JO 404 KE 408 KP 410 KR 414 KW 417 KG 418 LA 422 LB 426 LS 428 LV "
    "430 LR 434 LY 438 LI 440 LT 442 LU 446 CN 450 MG 454 MW 458 MY 462 MV 466 ML 470 MT 478 MR "
    "480 MU 484 MX 492 MC 496 MN 498 MD 499 ME 500 GB 504 MA 508 MZ 512 OM 516 NA 520 NR 524 NP "
    "528 NL 531 NL 533 NL 534 NL 540 FR 548 VU 554 NZ 558 NI 562 NE 566 NG 570 NU 574 AU 578 NO "
    "580 US 581 US 583 FM 584 MH 585 PW 586 PK 591 PA 598 PG 600 PY 604 PE 608 PH 612 GB 616 PL "
    "620 PT 624 GW 626 TL 630 US 634 QA 642 RO 643 RU 646 RW 652 FR 654 GB 659 KN 660 GB 662 LC "
    "663 FR 666 FR 670 VC 674 SM 678 ST 682 SA 686 SN 688 RS 690 SC 694 SL 702 SG 703 SK 704 VN "
    "705 SI 706 SO 710 ZA 716 ZW 724 ES 728 SS 729 SD 732 EH|MA 740 SR 748 SZ 752 SE 756 CH 760 SY "
    "762 TJ 764 TH 768 TG 776 TO 780 TT 784 AE 788 TN 792 TR 795 TM 796 GB 798 TV 800 UG 804 UA "
    "807 MK 818 EG 826 GB 831 GB 832 GB 833 GB 834 TZ 840 US 850 US 854 BF 858 UY 860 UZ 862 VE "
    "876 FR 882 WS 887 YE 894 ZM"
).split()
NAMED = {
    "Dhekelia": "GB",
    "Akrotiri": "GB",
    "Somaliland": "SO",
    "Kosovo": "RS",
    "USNB Guantanamo Bay": "CU",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Indian Ocean Ter.": "AU",
    "Coral Sea Is.": "AU",
    "Clipperton I.": "FR",
    "Baikonur": "KZ",
}


def fetch_countries(folder: Path) -> dict[str, Any]:
    """Fetch the TopoJSON of all countries."""
    pack = ["npm", "pack", PACKAGE, "--silent"]  # npm of the path of whoever runs this
    subprocess.run(pack, cwd=folder, check=True, capture_output=True)  # noqa: S603 - same
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        file = archive.extractfile("package/countries-10m.json")
        if file is None:
            raise FileNotFoundError("package/countries-10m.json")
        return dict(json.load(file))


def decode_arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    """Turn delta-coded arcs into degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]


def ring_of(arcs: list[np.ndarray], numbers: list[int]) -> np.ndarray:
    """Join arcs into one ring; a negative number is an arc run backwards."""
    parts = [arcs[k] if k >= 0 else arcs[~k][::-1] for k in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def unstitch(ring: np.ndarray) -> list[np.ndarray]:
    """Cut a ring at the antimeridian, which the source sews up, and close one around the pole."""
    lon = np.unwrap(ring[:, 0], period=360.0)
    is_open = abs(lon[-1] - lon[0]) > 1.0  # it goes around the pole
    if np.abs(lon).max() <= 180.0 and not is_open:  # noqa: PLR2004 - the antimeridian
        return [ring]
    places = np.column_stack([lon, ring[:, 1]])
    if is_open:
        places = np.vstack([places, [lon[-1], -90.0], [lon[0], -90.0], places[0]])
    shape, parts = shapely.make_valid(shapely.Polygon(places)), []
    for turn in (-360.0, 0.0, 360.0):
        piece = shapely.clip_by_rect(shape, turn - 180.0, -90.0, turn + 180.0, 90.0)
        for part in shapely.get_parts(piece):
            if part.geom_type == "Polygon":
                xy = shapely.get_coordinates(part.exterior)
                parts.append(np.column_stack([xy[:, 0] - turn, xy[:, 1]]))
    return parts


def pieces_of(topology: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """Cut every country into small polygons: geometry, letters of its State."""
    numeric = dict(zip(NUMERIC[::2], NUMERIC[1::2], strict=True))
    arcs, shapes, states = decode_arcs(topology), [], []
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        state = numeric.get(country.get("id") or "") or NAMED.get(name)
        if state is None or country["type"] is None:
            print(f"left out: {name}")
            continue
        rings = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for part in rings:
            shell, *holes = (ring_of(arcs, ring) for ring in part)
            if len(shell) < 4:  # noqa: PLR2004 - an islet that rounding made flat
                shapes.append(shapely.Point(shell[0]))
                states.append(state)
                continue
            holes = [hole for hole in holes if len(hole) >= 4]  # noqa: PLR2004 - same
            shells = unstitch(shell)
            whole = shells[0] is shell
            for each in shells:
                shape = shapely.Polygon(each, holes if whole else [])
                for piece in cut(shapely.make_valid(shape)):
                    shapes.append(piece)
                    states.append(state)
    return shapes, states


def cut(shape: Any) -> list[Any]:
    """Cut a polygon at degree lines until no piece has many vertices."""
    if shape.is_empty:
        return []
    if shapely.get_num_coordinates(shape) < 200:  # noqa: PLR2004 - small enough to look at
        return [shape]
    west, south, east, north = shape.bounds
    if east - west > north - south:
        middle = (west + east) / 2.0
        halves = (west, south, middle, north), (middle, south, east, north)
    else:
        middle = (south + north) / 2.0
        halves = (west, south, east, middle), (west, middle, east, north)
    return [piece for half in halves for piece in cut(shapely.clip_by_rect(shape, *half))]


def look_up(tree: Any, codes: np.ndarray, places: np.ndarray, reach: float) -> np.ndarray:
    """Code of the nearest country of each place; 0 beyond the reach, in degrees of latitude."""
    found = np.zeros(len(places), np.uint8)
    pairs = tree.query_nearest(
        shapely.points(places), max_distance=reach, all_matches=False, return_distance=False
    )
    found[pairs[0]] = codes[pairs[1]]
    return found


def fill_gaps(code: np.ndarray) -> np.ndarray:
    """Give each 0 along a shore the nearest code that is none."""
    known, at = np.flatnonzero(code), np.arange(len(code))
    after = np.searchsorted(known, at).clip(0, len(known) - 1)
    before = (after - 1).clip(0)
    nearer = np.abs(known[after] - at) <= np.abs(at - known[before])
    return code[np.where(nearer, known[after], known[before])]


def claim(each: np.ndarray, inside: np.ndarray, claimants: str, states: list[str]) -> None:
    """Give what lies inside an outline to all claimants, where one of them or nobody had it."""
    own = [
        0,
        *(1 + states.index(n) for n in states if set(n.split("|")) & set(claimants.split("|"))),
    ]
    each[inside & np.isin(each, own)] = 1 + states.index(claimants)


def label(states: list[str], tree: Any, codes: np.ndarray) -> dict[str, np.ndarray]:
    """Label every polygon, and every run of those that States share."""
    xy, first, count, level = polygons()
    coasts = [place for place in disputes() if place.on == "both"]
    poly = look_up(tree, codes, np.asarray(xy[first], float), NEAR_DEG)
    run_first, run_code = [], []
    for p in range(len(first)):
        if level[p] not in (1, 5):
            poly[p] = 0
            continue
        if xy[first[p], 1] < SOUTH:
            poly[p] = 1 + states.index("AQ")
            continue
        ids = np.arange(first[p], first[p] + count[p])
        part = np.asarray(xy[ids], float)
        big = count[p] > 4 * STEP
        at = ids[::STEP] if big else ids[:1]
        code = look_up(tree, codes, part[at - first[p]], NEAR_DEG) if big else poly[p : p + 1]
        if (code == 0).any() and (code != 0).any():  # part of it too far from any country's line
            code = fill_gaps(code)
        each = np.repeat(code, STEP)[: len(ids)] if big else np.repeat(code, len(ids))
        low, high = part.min(axis=0), part.max(axis=0)
        for place in coasts:
            if (low <= place.outline.max(axis=0)).all() and (
                high >= place.outline.min(axis=0)
            ).all():
                inside = is_inside(part[:, 0], part[:, 1], place.outline)
                claim(each, inside, place.claimants, states)
        if (each == each[0]).all():
            poly[p] = each[0]
            continue
        poly[p] = 255
        turn = np.flatnonzero(np.diff(each, prepend=-1))
        run_first.extend(ids[turn])
        run_code.extend(each[turn])
    fill_islets(xy, first, level, poly, states)
    return {
        "poly": poly,
        "run_first": np.array(run_first, np.int32),
        "run_code": np.array(run_code, np.uint8),
    }


def fill_islets(
    xy: np.ndarray, first: np.ndarray, level: np.ndarray, poly: np.ndarray, states: list[str]
) -> None:
    """Give an islet without a State that of the nearest labelled one, if near enough."""
    sea = np.isin(level, (1, 5))
    known, bare = np.flatnonzero(sea & (poly != 0)), np.flatnonzero(sea & (poly == 0))
    known = known[poly[known] != 255]  # noqa: PLR2004 - shared by States
    near = shapely.STRtree(shapely.points(np.asarray(xy[first[known]], float)))
    poly[bare] = look_up(near, poly[known], np.asarray(xy[first[bare]], float), FAR_DEG)
    for row in read_rows("islets.csv"):
        west, low, east, high = (float(row[side]) for side in ("west", "south", "east", "north"))
        x, y = np.asarray(xy[first[bare]], float).T
        held = bare[(x >= west) & (x <= east) & (y >= low) & (y <= high) & (poly[bare] == 0)]
        poly[held] = 1 + states.index(row["state"])
    print(f"islets without a State: {(poly[bare] == 0).sum()} of {sea.sum()} polygons")


def rings_of(topology: dict[str, Any]) -> dict[str, list[np.ndarray]]:
    """All rings of every State."""
    numeric = dict(zip(NUMERIC[::2], NUMERIC[1::2], strict=True))
    arcs, rings = decode_arcs(topology), {}
    for country in topology["objects"]["countries"]["geometries"]:
        state = numeric.get(country.get("id") or "") or NAMED.get(country["properties"]["name"])
        if state is None or country["type"] is None:
            continue
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for ring in (ring_of(arcs, r) for part in parts for r in part):
            rings.setdefault(state, []).extend(unstitch(ring) if len(ring) > 3 else [ring])  # noqa: PLR2004
    return rings


def map_land(states: list[str], topology: dict[str, Any]) -> dict[str, np.ndarray]:
    """Say whose the land of each cell is; see land_map.py."""
    raster = np.zeros((land_map.ROWS, land_map.COLS), np.uint8)
    for state, rings in rings_of(topology).items():
        land_map.paint(raster, rings, 1 + states.index(state))
        if not (raster == 1 + states.index(state)).any():  # smaller than a cell
            land_map.dot(raster, rings, 1 + states.index(state))
    south = raster[: 30 * land_map.FINE]
    south[south == 0] = 1 + states.index("AQ")  # ice shelves, which the source leaves out
    xy, first, count, level = polygons()
    land, lakes = np.zeros(raster.shape, bool), np.zeros(raster.shape, bool)
    for wanted, into in ((np.isin(level, (1, 5)), land), (level == LAKE, lakes)):
        for p in np.flatnonzero(wanted):
            land_map.paint(into, [np.asarray(xy[first[p] : first[p] + count[p]], float)], True)
    land_map.grow(raster, land & ~lakes)
    for place in disputes():
        inside = np.zeros(raster.shape, bool)
        land_map.paint(inside, [np.concatenate([place.outline, place.outline[:1]])], True)
        claim(raster, inside & land, place.claimants, states)
    print(f"land without a State: {(land & ~lakes & (raster == 0)).sum()} of {land.sum()} cells")
    return land_map.to_runs(raster, land)


def main() -> None:
    """Make the file."""
    with tempfile.TemporaryDirectory() as folder:
        topology = fetch_countries(Path(folder))
    shapes, letters = pieces_of(topology)
    names = {*letters, *(place.claimants for place in disputes())}
    names |= {row["state"] for row in read_rows("islets.csv")}
    states = sorted(names, key=lambda name: ("|" not in name, name))  # disputes win ties
    codes = np.array([1 + states.index(name) for name in letters], np.uint8)
    labelled = label(states, shapely.STRtree(shapes), codes)
    labelled |= map_land(states, topology)
    path = data_path("states.npz")
    np.savez_compressed(path, states=np.array(states), **labelled)  # type: ignore[arg-type]
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB, {len(states)} States and claims")


if __name__ == "__main__":
    main()
