import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from report_stories import jst, story

from straitwatch.model.error import OutputError
from straitwatch.model.schema import EVENT, GATE, SIGHTING, STATIC
from straitwatch.report.files import write_report
from straitwatch.report.geojson import to_geojson
from straitwatch.report.route import Route, Stop
from straitwatch.report.story import Story

NASTY = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`|[x](javascript:alert(3))"


_ASKING = ("src", "srcset", "data", "poster")


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.asked: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a":
            self.links.append(told["href"])
        self.asked += [told[name] for name in _ASKING if name in told]
        self.asked += [told["href"]] if tag in ("link", "use", "image") and "href" in told else []
        assert not any(name.startswith("on") for name in told)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("report")
    return write_report(story(), out)


def test_four_files_are_written_and_nothing_else(written: list[Path]) -> None:
    names = ["report.html", "report.md", "map.png", "events.geojson"]
    assert [path.name for path in written] == names
    assert sorted(path.name for path in written[0].parent.iterdir()) == sorted(names)
    assert all(path.stat().st_size > 1000 for path in written)


def test_the_page_asks_for_nothing_from_outside(written: list[Path]) -> None:
    text = written[0].read_text()
    page = Reader(text)
    assert page.asked == ["data:,"]
    assert "script" not in page.tags
    assert "iframe" not in page.tags
    assert "default-src 'none'" in text
    assert not re.search(r"@import|url\((?!#)", text)


def test_every_reference_has_its_evidence_and_every_id_is_one(written: list[Path]) -> None:
    page = Reader(written[0].read_text())
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)
    assert {"e1", "e2"} <= inner
    outer = [link for link in page.links if not link.startswith("#")]
    assert outer
    assert all(link.startswith("https://") for link in outer)


def test_every_table_has_a_caption_and_every_picture_words(written: list[Path]) -> None:
    page = Reader(written[0].read_text())
    assert page.tags.count("table") == page.tags.count("caption") > 5
    assert page.tags.count("desc") == 4
    assert page.tags.count("h1") == 1


def test_the_page_tells_the_story(written: list[Path]) -> None:
    text = " ".join("".join(Reader(written[0].read_text()).text).split())
    for words in (
        "Six Chinese naval ships passed the Miyako Strait on 16 December 2022, from the East",
        "and came back the same way on the night of 1 January 2023: 16 days.",
        "About 320 take-offs and landings",
        "which leaves about 260 for 17–27 December 2022",
        "JS Kirisame (DD-104)",
        "no position for 11 days",
        "UNCLOS Art. 87",
        "30 simulated events",
    ):
        assert words in text, words


def test_markdown_tells_the_same(written: list[Path]) -> None:
    text = written[1].read_text()
    assert "Six Chinese naval ships passed the Miyako Strait" in text
    assert "![Where it happened](map.png)" in text
    assert text.count("<a id=") == 2
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(bars) == 1


def test_map_is_a_picture_wide_enough(written: list[Path]) -> None:
    data = written[2].read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 1680


def test_hostile_names_stay_words(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    proof = [{"source": "javascript:alert(1)", "publisher": NASTY, "text": NASTY}]
    lines = [{"source": NASTY, "line": NASTY, "t": NASTY, "lon": NASTY, "lat": None}]
    rows = [
        make_event(f"x{kind}", kind, object_id=f"mmsi:{NASTY}", object_name=NASTY, where=NASTY,
                   from_sea=NASTY, to_sea=NASTY, others=[NASTY], n=2, certainty=sure, lon=126.0,
                   lat=25.0, when=NASTY if sure == "reported" else None, legal_basis=NASTY,
                   baseline=NASTY, rule=NASTY, evidence=proof + lines,
                   detail={"place": NASTY, "observers": [{"name": NASTY}, "x"], "what": NASTY,
                           "tz": NASTY, "stated_by": [NASTY], "part_of": NASTY, "days_min": NASTY,
                           "speed_kn": NASTY, "duration_h": NASTY, "names": {"a": NASTY}})
        for kind, sure in (("transit", "reported"), ("entry", "reported"), ("gap", "observed"),
                           ("impossible_position", "observed"), ("scramble", "reported"),
                           ("observation", "reported"), ("deployment", "inferred"),
                           ("reported_absence", "reported"), ("first_sighting", "reported"),
                           ("flight_operations", "reported"), (NASTY, "observed"),
                           ("crossing", "simulated"))
    ]  # fmt: skip
    statics = pa.Table.from_pylist(
        [dict.fromkeys(STATIC.names) | {"object_id": 1, "name": NASTY, "callsign": NASTY}],
        schema=STATIC,
    )
    gate = dict.fromkeys(GATE.names) | {"gate_id": "g", "name": NASTY, "lon_a": 125.0,
                                        "lat_a": 25.0,
                                        "lon_b": 127.0, "lat_b": 26.0}  # fmt: skip
    gates = pa.Table.from_pylist([gate], schema=GATE)
    made = make_story(rows=rows, statics=statics, gates=gates, title=NASTY, names={"a": NASTY})
    html, md, *_ = write_report(made, tmp_path)
    page = Reader(html.read_text())
    assert not {"script", "img"} & set(page.tags)
    assert not [link for link in page.links if "javascript" in link]
    assert "<script" not in md.read_text().replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\((?!#e|map\.png)", md.read_text())


def test_direction_marks_do_not_reach_the_page(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    name = "SAFE\u202egnp.exe\u2066\x00\x1b[31m"
    rows = [make_event("a", "gap", object_id="mmsi:1", object_name=name, certainty="observed")]
    for path in write_report(make_story(rows=rows), tmp_path)[:2]:
        assert not set("\u202e\u2066\x00\x1b") & set(path.read_text())


def test_names_in_any_script_do_not_warn(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    rows = [make_event("a", "gap", object_id="mmsi:1", object_name="宮古海峡 ملقا 🛳 $x$", lon=126.0,
                       lat=25.0, certainty="observed")]  # fmt: skip
    html, *_ = write_report(make_story(rows=rows, title="遼寧 $\\frac{1}{2}$ 🛳"), tmp_path)
    assert "宮古海峡" in html.read_text()


def test_an_empty_story_is_a_page_too(tmp_path: Path, make_story: Callable[..., Story]) -> None:
    made = make_story(
        rows=[], sightings=SIGHTING.empty_table(), gates=GATE.empty_table(), land=[], grid=None,
        tracks=make_story().tracks.slice(0, 0), routes=make_story().routes.slice(0, 0),
        box=(-180.0, -80.0, 180.0, 80.0), tallies=[], n_fixes=0, n_objects=0, simulated=False,
        t_from=None, t_to=None)  # fmt: skip
    html, md, *_ = write_report(made, tmp_path)
    assert "Nothing that these rules look for was found" in html.read_text()
    assert "simulated" not in html.read_text().lower().split("<body>")[1]
    assert md.read_text().startswith("# Straitwatch report")


def test_simulated_events_make_no_finding(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    rows = [
        make_event(f"s{kind}", kind, certainty="simulated", object_id="mmsi:999000001", n=7,
                   object_name="SIM FERRY 01", where="Sim Strait", lon=126.0, lat=25.0)
        for kind in ("transit", "deployment", "entry", "impossible_position", "flight_operations")
    ]  # fmt: skip
    html = write_report(make_story(rows=rows), tmp_path)[0].read_text()
    body = html.split("<body>")[1]
    before, folded = body.split('<section id="simulated"')
    assert "SIM FERRY 01" not in before
    assert "SIM FERRY 01" in folded
    assert "Part of the traffic here is simulated" in before
    assert "5 simulated events" in folded


def test_many_events_are_capped_and_the_page_says_how_to_list_them(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    one = make_event("", "gap", object_id="mmsi:431000001", certainty="observed", lon=127.0,
                     lat=26.0, evidence=[{"source": "a.nmea", "line": 3}])  # fmt: skip
    n = 30_000
    table = pa.Table.from_pylist([one], schema=EVENT).take(np.zeros(n, dtype=np.int64))
    ids = pa.array([f"{i:016x}" for i in range(n)])
    table = table.set_column(0, EVENT.field("event_id"), ids)
    html, _, _, geojson = write_report(make_story(events=table), tmp_path)
    text = html.read_text()
    assert "29,800 more events not shown here: straitwatch events --store" in text
    assert "--kind gap" in text
    assert "Gap: 30,000" in text
    assert len(text) < 1_500_000
    assert len(json.loads(geojson.read_text())["features"]) == n


def test_geojson_is_plain_json_within_the_antimeridian(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    rows = [
        make_event("a", "gap", lon=181.5, lat=-16.5, evidence=[{"x": float("nan")}]),
        make_event("b", "gap", lon=None, lat=None),
        make_event("c", "gap", lon=float("nan"), lat=5.0),
    ]
    rows[1]["detail"] = "not json"
    path = write_report(make_story(rows=rows), tmp_path)[3]
    whole = json.loads(path.read_text(), parse_constant=pytest.fail)
    assert whole["type"] == "FeatureCollection"
    first, second, third = whole["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-178.5, -16.5]}
    assert second["geometry"] is None
    assert third["geometry"] is None
    assert first["properties"]["evidence"] == [{"x": None}]
    assert second["properties"]["detail"] == {"text": "not json"}
    assert set(EVENT.names) == set(first["properties"])


def test_times_in_geojson_end_in_z(written: list[Path]) -> None:
    for feature in json.loads(written[3].read_text())["features"]:
        start = feature["properties"]["t_start"]
        assert start is None or start.endswith("Z")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path, make_story: Callable[..., Story]) -> None:
    block = tmp_path / "out"
    block.write_text("here")
    with pytest.raises(OutputError, match=str(block)):
        write_report(make_story(rows=[]), block)


def test_a_file_that_cannot_be_replaced_is_named_and_leaves_no_rest(
    tmp_path: Path, make_story: Callable[..., Story]
) -> None:
    (tmp_path / "report.md" / "kept").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"report\.md could not be written"):
        write_report(make_story(rows=[]), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.md"]


def test_retracted_events_are_counted_and_not_told(
    tmp_path: Path, make_story: Callable[..., Story], make_event: Callable[..., dict[str, Any]]
) -> None:
    rows = [make_event("a", "entry", object_id="mmsi:1", object_name="GHOST", status="retracted")]
    text = write_report(make_story(rows=rows), tmp_path)[0].read_text()
    assert "GHOST" not in text
    assert "1 event retracted and not told" in text


def test_a_deployment_is_the_line_of_its_reported_positions(written: list[Path]) -> None:
    features = json.loads(written[3].read_text())["features"]
    (found,) = [f for f in features if f["properties"]["kind"] == "deployment"]
    assert found["geometry"]["type"] == "LineString"
    line = found["geometry"]["coordinates"]
    assert line[0] == line[-1] == [126.45, 25.54]
    assert len(line) == 6


def test_a_line_over_the_antimeridian_is_cut_there(
    make_event: Callable[..., dict[str, Any]],
) -> None:
    row = make_event("d", "deployment", object_id="hull:RU/1", t_start=jst(1), t_end=jst(9))
    stops = [
        Stop(jst(day), jst(day), jst(day), lon, lat, 0.0, "")
        for day, lon, lat in ((2, 178.0, 10.0), (3, -178.0, 20.0), (4, 179.0, 24.0))
    ]
    table = pa.Table.from_pylist([row], schema=EVENT)
    text = "".join(to_geojson(table, [Route("hull:RU/1", "", stops, 1)]))
    line = json.loads(text)["features"][0]["geometry"]
    assert line["type"] == "MultiLineString"
    assert line["coordinates"] == [
        [[178.0, 10.0], [180.0, 15.0]],
        [[-180.0, 15.0], [-178.0, 20.0], [-180.0, 22.666667]],
        [[180.0, 22.666667], [179.0, 24.0]],
    ]
