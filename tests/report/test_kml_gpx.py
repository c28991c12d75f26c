"""Rows and trails as KML, GPX, GeoJSON and Atom: in order, escaped, dated, told apart."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import FIX
from straitwatch.report.atom import FeedHead, events_to_atom
from straitwatch.report.element import text
from straitwatch.report.gpx import rows_to_gpx, trails_to_gpx
from straitwatch.report.kml import events_to_kml, sightings_to_kml, trails_to_kml
from straitwatch.report.row_feature import row_feature, trail_feature
from straitwatch.report.trail import Trail, trails_of

SHIP = "mmsi:431000001"
T0 = datetime(2022, 12, 16, tzinfo=UTC)
Row = dict[str, Any]
# OGC 07-147r2: AbstractFeature, then Placemark's geometry
_PLACEMARK = ["name", "description", "TimeStamp", "TimeSpan", "styleUrl", "ExtendedData",
              "Point", "LineString", "Polygon", "Track"]  # fmt: skip
_TRK = ["name", "desc", "type", "trkseg"]


def names(element: ET.Element) -> list[str]:
    return [child.tag.partition("}")[2] for child in element]


def is_ordered(found: list[str], order: list[str]) -> bool:
    places = [order.index(name) for name in found]
    return places == sorted(places)


def parsed(parts: Iterable[str]) -> ET.Element:
    return ET.fromstring("".join(parts).encode("utf-8", "replace"))  # noqa: S314 - our own


def marks(parts: Iterable[str]) -> list[ET.Element]:
    root = parsed(parts)
    return [one for one in root.iter() if one.tag.endswith("}Placemark")]


def event(**more: Any) -> Row:  # noqa: ANN401 - any column
    row = {"event_id": "e1", "kind": "transit", "object_id": SHIP, "object_name": "鳳翔丸",
           "t_start": "2022-12-16T00:00:00Z", "t_end": "2022-12-17T00:00:00Z", "lon": 125.5,
           "lat": 25.5, "certainty": "observed", "status": "closed"}  # fmt: skip
    return row | more


def fixes(*rows: tuple[float, float, float], source: str = "a.nmea") -> pa.Table:
    told = [
        {"object_id": parse_object_id(SHIP), "t": T0 + timedelta(seconds=t), "lon": lon,
         "lat": lat, "source": source, "alt_ft": 1000.0 if t else None}
        for t, lon, lat in rows
    ]  # fmt: skip
    return pa.Table.from_pylist([{n: r.get(n) for n in FIX.names} for r in told], FIX)


def trails(*rows: tuple[float, float, float], source: str = "a.nmea") -> list[Trail]:
    return list(trails_of(fixes(*rows, source=source), {SHIP: {"name": "A <B>", "craft": "ship"}}))


def test_a_trail_is_cut_where_it_was_silent() -> None:
    found = trails((0, 125, 25), (60, 125.1, 25), (3661, 125.2, 25), (9000, 126, 25))
    assert [(one.number, len(one.lon)) for one in found] == [(1, 2), (2, 1), (3, 1)]
    assert trails() == []


def test_a_trail_is_cut_at_the_antimeridian() -> None:
    (one,) = trails((0, 179.0, 10.0), (600, -179.0, 12.0), (1200, 179.5, 12.0))
    assert one.lines() == [
        [[179.0, 10.0], [180.0, 11.0]],
        [[-180.0, 11.0], [-179.0, 12.0], [-180.0, 12.0]],
        [[180.0, 12.0], [179.5, 12.0]],
    ]
    shape = trail_feature(one)["geometry"]
    assert shape["type"] == "MultiLineString"


def test_an_event_is_a_placemark_with_its_span() -> None:
    (mark,) = marks(events_to_kml([event(words="A ship & more", legal_basis="UNCLOS 36")]))
    assert is_ordered(names(mark), _PLACEMARK)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert mark.findtext("k:TimeSpan/k:begin", namespaces=space) == "2022-12-16T00:00:00Z"
    assert mark.findtext("k:Point/k:coordinates", namespaces=space) == "125.500000,25.500000"
    assert "A ship & more" in (mark.findtext("k:description", namespaces=space) or "")
    assert mark.findtext("k:styleUrl", namespaces=space) == "#real"


def test_an_open_span_has_no_end_and_a_moment_is_a_stamp() -> None:
    first, second, third = marks(
        events_to_kml(
            [event(t_end=None), event(t_end="2022-12-16T00:00:00Z"),
             event(t_start=None, t_end=None, lon=None)]
        )
    )  # fmt: skip
    assert names(next(one for one in first if one.tag.endswith("TimeSpan"))) == ["begin"]
    assert "TimeStamp" in names(second)
    assert not {"TimeSpan", "TimeStamp", "Point"} & set(names(third))


def test_what_is_simulated_says_so_in_each_file() -> None:
    row = event(certainty="simulated")
    (mark,) = marks(events_to_kml([row]))
    assert mark[0].text == "transit 鳳翔丸 (simulated)"
    assert "#simulated" in [child.text for child in mark]
    assert "<type>simulated</type>" in "".join(rows_to_gpx([row]))
    found = trails((0, 125, 25), (60, 126, 25), source="simulated:traffic")
    assert "A &lt;B&gt; (simulated)" in "".join(trails_to_kml(found))
    assert "<type>simulated</type>" in "".join(trails_to_gpx(found))
    assert trail_feature(found[0])["properties"]["simulated"] is True
    head = FeedHead("t", "", "http://h/", {})
    assert "did not happen" in "".join(events_to_atom([row], head))


def test_a_track_has_a_time_for_each_place() -> None:
    (mark,) = marks(trails_to_kml(trails((0, 125, 25), (60, 126, 25))))
    assert is_ordered(names(mark), _PLACEMARK)
    track = mark[-1]
    assert names(track) == ["altitudeMode", "when", "when", "coord", "coord"]
    assert [one.text for one in track][1::2] == ["2022-12-16T00:00:00Z", "125.000000 25.000000 0"]


def test_a_sighting_is_drawn_as_its_area() -> None:
    ring = [[125.0, 25.0], [126.0, 25.0], [125.5, 26.0], [125.0, 25.0]]
    row = {"sighting_id": "s", "kind": "sighting", "place": "off", "text": "seen",
           "area": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    (mark,) = marks(sightings_to_kml([row]))
    assert names(mark)[-1] == "Polygon"
    assert "125.500000,26.000000" in ET.tostring(mark, encoding="unicode")
    feature = row_feature(row, "sighting_id")
    assert (feature["geometry"], "area" in feature["properties"]) == (row["area"], False)


def test_gpx_has_one_track_an_object_and_a_segment_a_trail() -> None:
    told = "".join(trails_to_gpx(trails((0, 180.0, 25), (60, 179, 25), (9000, 178, 25))))
    (track,) = parsed([told])
    assert is_ordered(names(track), _TRK)
    assert names(track).count("trkseg") == 2
    points = [one for one in track.iter() if one.tag.endswith("trkpt")]
    assert [one.get("lon") for one in points] == ["-180.000000", "179.000000", "178.000000"]
    assert [names(one) for one in points] == [["time"], ["ele", "time"], ["ele", "time"]]
    assert points[1][0].text == "304.8"


def test_rows_without_a_place_are_counted_not_lost() -> None:
    root = parsed(rows_to_gpx([event(), event(lon=None), event(lat=None)]))
    assert names(root) == ["metadata", "wpt"]
    assert root[0][0].text == "2 without a place are not in this file"


@pytest.mark.parametrize(
    ("words", "lang", "title"),
    [
        ("A ship passed.", "en", "A ship passed. (simulated)"),
        ("Simulated: a ship passed.", "en", "Simulated: a ship passed."),
        ("船が通過した。", "ja", "船が通過した。 (模擬)"),
        ("", "en", "transit 鳳翔丸 (simulated)"),
    ],
)
def test_the_title_of_an_entry_is_its_sentence(words: str, lang: str, title: str) -> None:
    row = event(certainty="simulated", words=words)
    root = parsed(events_to_atom([row], FeedHead("t", "", "http://h/", {}, lang)))
    assert root.findtext("{*}entry/{*}title") == title


def test_a_feed_tells_when_what_it_holds_was_changed() -> None:
    head = FeedHead(
        "t", "kind=gap&q=<x>", "http://h/", {"self": "http://h/f?a=1&b=2"}, "ja",
        {"e1": "2026-01-01T00:00:00Z"},
    )  # fmt: skip
    space = {"a": "http://www.w3.org/2005/Atom"}
    root = parsed(events_to_atom([event(), event(event_id="e2")], head))
    updated = [one.text for one in root.findall(".//a:updated", space)]
    assert updated == ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2022-12-17T00:00:00Z"]
    assert root.find("a:link[@rel='self']", space).get("href") == "http://h/f?a=1&b=2"  # type: ignore[union-attr]
    none = parsed(events_to_atom([], head))
    assert none.findtext("a:updated", namespaces=space)


@given(st.text(), st.floats(-400, 400), st.floats(-100, 100))
def test_law_whatever_is_told_the_files_can_be_read(words: str, lon: float, lat: float) -> None:
    row = event(object_name=words, words=words, lon=lon, lat=lat, event_id=words or "e")
    head = FeedHead(words, words, "http://h/", {})
    for parts in (events_to_kml([row]), rows_to_gpx([row]), events_to_atom([row], head)):
        root = parsed(parts)
        for mark in root.iter("{http://www.topografix.com/GPX/1/1}wpt"):
            assert -180.0 <= float(mark.attrib["lon"]) < 180.0
            assert abs(float(mark.attrib["lat"])) <= 90.0


@pytest.mark.parametrize(
    ("bad", "good"), [("\x00", "�"), ("\x1f￾", "��"), ("\t宮\U0001f6a2", "\t宮\U0001f6a2")]
)
def test_signs_that_xml_forbids_are_replaced(bad: str, good: str) -> None:
    assert text(bad) == good
