"""Archives in the layouts that people have: told by their names, values put right, overrides."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyais.stream import IterMessages

from straitwatch.decode.archives import ARCHIVES, LAYOUT_NAMES
from straitwatch.decode.detect import decode_stream
from straitwatch.decode.metadata import read_eta
from straitwatch.decode.scale import UNITS, read_scale, split_unit
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.record import Tally

Rows = list[dict[str, Any]]


def decode(
    data: bytes | str | object,
    form: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Rows, Rows, Tally]:
    """Decode text, or a document as JSON: fixes, statics, tally."""
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    if isinstance(data, str):
        data = data.encode()
    tally = Tally("x")
    out = list(decode_stream([data], "x", tally, format=form, columns=columns))
    assert tally.is_balanced()
    fixes = pa.concat_tables([one.fixes for one in out]) if out else pa.table({})
    statics = pa.concat_tables([one.statics for one in out]) if out else pa.table({})
    return fixes.to_pylist(), statics.to_pylist(), tally


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def told(tally: Tally, words: str) -> bool:
    return words in "\n".join(tally.notes)


CSV = {
    "NOAA MarineCadastre, the geodatabase of 2009 as CSV": (
        (
            "X,Y,SOG,COG,Heading,ROT,BaseDateTime,Status,VoyageID,MMSI,ReceiverType,ReceiverID\n"
            "-70.5,43.25,10,90,511,128,2009/01/01 00:00:01,0,12,367000001,b,r0036\n"
        ),
        {"lon": -70.5, "sog_kn": 10.0, "heading_deg": None, "rot_deg_min": None},
        at(2009, 1, 1, 0, 0, 1),
    ),
    "NOAA MarineCadastre, 2025": (
        (
            "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,"
            "vessel_type,status,length,width,draft,cargo,transceiver\n"
            "367000001,2025-01-01 00:00:01,-70.5,43.25,102.3,360.0,511,NAME,,WDI,31,15,0,8,0.0,,A\n"
        ),
        {"lat": 43.25, "sog_kn": None, "cog_deg": None, "heading_deg": None, "nav_status": None},
        at(2025, 1, 1, 0, 0, 1),
    ),
    "Danish Maritime Authority": (
        (
            "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,"
            "Heading\n01/02/2006 23:59:58,Class A,219000001,55.5,11.25,Unknown value,,,,\n"
        ),
        {"lon": 11.25, "nav_status": None, "sog_kn": None},
        at(2006, 2, 1, 23, 59, 58),
    ),
    "Norwegian Coastal Administration": (
        (
            "mmsi;imo_nr;length;date_time_utc;lon;lat;sog;cog;true_heading;nav_status;message_nr\n"
            "257000001;9074729;100;2017-01-01 00:00:01;10.5;63.5;12.5;90;511;0;1\n"
        ),
        {"lon": 10.5, "sog_kn": 12.5, "heading_deg": None},
        at(2017, 1, 1, 0, 0, 1),
    ),
    "Norwegian Coastal Administration, derived": (
        (
            "mmsi;date_time_utc;longitude;latitude;cog;sog;ais_message_type;calc_speed;sec_prevpoint\n"
            "257000001;2017-01-01T00:00:01;10.5;63.5;90;12.5;1;-99;-99\n"
        ),
        {"lon": 10.5, "sog_kn": 12.5},
        at(2017, 1, 1, 0, 0, 1),
    ),
    "Global Fishing Watch training data": (
        (
            "mmsi,timestamp,distance_from_shore,distance_from_port,speed,course,lat,lon,is_fishing,"
            "source\n211000001.0,1347641460.0,3000.0,40000.0,8.2,230.5,14.86,-26.85,-1.0,gfw\n"
        ),
        {"lat": 14.86, "sog_kn": pytest.approx(8.2), "receiver": None},
        at(2012, 9, 14, 16, 51),
    ),
    "MarineTraffic": (
        (
            "MMSI,STATUS,SPEED,LON,LAT,COURSE,HEADING,TIMESTAMP,DSRC\n"
            "431000001,0,125,126.5,25.5,90,-1,2022-12-16T01:02:03,TER\n"
        ),
        {"sog_kn": 12.5, "cog_deg": 90.0, "heading_deg": None},
        at(2022, 12, 16, 1, 2, 3),
    ),
    "VesselFinder": (
        (
            "MMSI,TIMESTAMP,LATITUDE,LONGITUDE,COURSE,SPEED,HEADING,NAVSTAT,IMO,NAME,TYPE,A,B,C,D\n"
            "431000001,2022-12-16 01:02:03 UTC,25.5,126.5,90,12.5,511,0,9074729,N,70,10,20,3,4\n"
        ),
        {"sog_kn": 12.5, "heading_deg": None},
        at(2022, 12, 16, 1, 2, 3),
    ),
    "Spire": (
        (
            "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,rot,status\n"
            "2022-12-16T02:00:00Z,2022-12-16T01:02:03Z,431000001,1,25.5,126.5,12.5,90,511,-30,0\n"
        ),
        {"sog_kn": 12.5, "rot_deg_min": pytest.approx(-40.176, abs=0.01)},
        at(2022, 12, 16, 1, 2, 3),
    ),
    "exactEarth": (
        (
            "MMSI,Message_ID,Repeat_indicator,Time,Millisecond,Vessel_Name,Dimension_to_Bow,"
            "Dimension_to_stern,Navigational_status,ROT,SOG,Longitude,Latitude,COG,Heading\n"
            "431000001,1,0,20210701_010203,0,,,,0,0,12.5,126.5,25.5,90,511\n"
        ),
        {"sog_kn": 12.5, "lat": 25.5, "heading_deg": None},
        at(2021, 7, 1, 1, 2, 3),
    ),
    "Naval Academy, Brest": (
        (
            "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,"
            "lon,lat,t\n227000001,0,-127,12.5,90,511,-4.5,48.25,1443650402\n"
        ),
        {"sog_kn": 12.5, "rot_deg_min": None},
        at(2015, 9, 30, 22, 0, 2),
    ),
}


@pytest.mark.parametrize("layout", CSV)
def test_layouts_of_csv(layout: str) -> None:
    text, wanted, t = CSV[layout]
    (fix,), _, tally = decode(text)
    assert {name: fix[name] for name in wanted} == wanted
    assert fix["t"] == t
    assert told(tally, f"columns ({layout.split(', ', maxsplit=1)[0]}")


def test_static_messages_of_spire_are_rows_of_their_own() -> None:
    head = "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,name,imo,length\n"
    rows = [
        "x,2022-12-16T01:02:03Z,431000001,1,25.5,126.5,12.5,,,",
        "x,2022-12-16T01:02:04Z,431000001,5,,,,NAHA MARU,9074729,120",
        "x,2022-12-16T01:02:05Z,431000001,5,,,,NAHA MARU,9074729,120",
        "x,2022-12-16T01:02:06Z,431000001,27,,,1.0,,,",
        "x,2022-12-16T01:02:07Z,431000001,5,91.0,181.0,,OTHER,,",
    ]
    fixes, (static,), tally = decode(head + "\n".join(rows) + "\n")
    assert len(fixes) == 1
    assert (static["name"], static["imo"], static["line"]) == ("NAHA MARU", 9074729, 3)
    assert static["t"] == at(2022, 12, 16, 1, 2, 4)
    assert (tally.messages, tally.fixes, tally.statics) == (3, 1, 1)
    assert tally.rejects == {"no_position": 2}


def test_the_mmsi_of_old_marinecadastre_is_said_to_be_encrypted() -> None:
    _, _, tally = decode(CSV["NOAA MarineCadastre, the geodatabase of 2009 as CSV"][0])
    assert told(tally, "encrypted the MMSI of 2010 to 2014")
    assert told(tally, "--column 'rot_deg_min=ROT in UNIT' says otherwise")


MT = "MMSI,STATUS,SPEED,LON,LAT,COURSE,HEADING,TIMESTAMP\n431000001,0,{},126.5,25.5,90,1,{}\n"
WHEN = "2022-12-16T01:02:03"


def test_whole_speeds_of_marinetraffic_are_tenths_and_said_to_be_unsure() -> None:
    (fix,), _, tally = decode(MT.format(125, WHEN))
    assert fix["sog_kn"] == 12.5
    assert told(tally, "sog_kn is taken as 0.1 kn, which is not certain")
    (fix,), _, tally = decode(MT.format(12.5, WHEN))
    assert fix["sog_kn"] == 12.5
    assert not told(tally, "not certain")
    (fix,), _, _ = decode(MT.format(0, WHEN))
    assert fix["sog_kn"] == 0.0


def test_overrides_of_unit_and_layout() -> None:
    (fix,), _, tally = decode(MT.format(9, WHEN), columns={"sog_kn": "SPEED in kn"})
    assert fix["sog_kn"] == 9.0
    assert told(tally, "sog_kn from 'SPEED' in kn")
    (fix,), _, _ = decode(MT.format(9, WHEN), form="generic")
    assert fix["sog_kn"] == 9.0
    (fix,), _, tally = decode(MT.format(12.5, WHEN), form="marine traffic")
    assert fix["sog_kn"] == 1.25
    assert told(tally, "columns (MarineTraffic)")
    (fix,), _, _ = decode(MT.format(10, WHEN), columns={"sog_kn": "speed in m/s"})
    assert fix["sog_kn"] == pytest.approx(19.438, abs=0.001)
    with pytest.raises(ConfigError, match=r"there is no format 'nowhere'.* or a layout: NOAA"):
        decode(MT.format(1, WHEN), form="nowhere")
    with pytest.raises(ConfigError, match=r"'3 furlong' is no unit of sog_kn: known are kn, m/s"):
        decode(MT.format(1, WHEN), columns={"sog_kn": "SPEED in 3 furlong"})


@pytest.mark.parametrize("name", LAYOUT_NAMES)
def test_each_layout_can_be_named(name: str) -> None:
    text = "time,mmsi,lat,lon\n2022-12-16T01:02:03Z,431000001,25,126\n"
    _, _, tally = decode(text, form=name.replace(" ", "-").lower())
    assert told(tally, f"columns ({name})")


AISHUB = {
    "MMSI": 431000001,
    "IMO": 9074729,
    "NAME": "N",
    "CALLSIGN": "C",
    "TYPE": 70,
    "A": 197,
    "B": 27,
    "C": 20,
    "D": 12,
    "DEST": "NAHA",
    "ETA": "04-10 07:00",
}
AISHUB_RAW = {
    "TIME": 1671152523,
    "LATITUDE": 15300000,
    "LONGITUDE": 75900000,
    "COG": 900,
    "SOG": 125,
    "ROT": -30,
    "HEADING": 511,
    "NAVSTAT": 0,
    "DRAUGHT": 75,
}
AISHUB_HUMAN = {
    "TIME": "2022-12-16 01:02:03 GMT",
    "LATITUDE": 25.5,
    "LONGITUDE": 126.5,
    "COG": 90,
    "SOG": 12.5,
    "HEADING": 511,
    "NAVSTAT": 0,
    "DRAUGHT": 7.5,
}


@pytest.mark.parametrize("form", [AISHUB_RAW, AISHUB_HUMAN])
def test_aishub_in_both_of_its_encodings(form: dict[str, Any]) -> None:
    record = AISHUB | form
    (fix,), (static,), tally = decode([{"ERROR": False, "RECORDS": 1}, [record]])
    assert (fix["t"], fix["lat"], fix["lon"]) == (at(2022, 12, 16, 1, 2, 3), 25.5, 126.5)
    assert (fix["sog_kn"], fix["cog_deg"], fix["heading_deg"]) == (12.5, 90.0, None)
    assert (static["length_m"], static["beam_m"], static["draught_m"]) == (224.0, 32.0, 7.5)
    assert (static["ship_type"], static["destination"]) == (70, "NAHA")
    assert told(tally, "columns (AISHub, AIS encoding)") is (form is AISHUB_RAW)
    lines = ",".join(record) + "\n" + ",".join(map(str, record.values())) + "\n"
    (again,), _, _ = decode(lines)
    assert {k: v for k, v in again.items() if k != "line"} == {
        k: v for k, v in fix.items() if k != "line"
    }


def test_whole_degrees_of_aishub_are_degrees() -> None:
    record = AISHUB | AISHUB_HUMAN | {"LATITUDE": 25, "LONGITUDE": 126}
    (fix,), _, tally = decode([{"ERROR": False}, [record]])
    assert (fix["lat"], fix["lon"], fix["sog_kn"]) == (25.0, 126.0, 12.5)
    assert told(tally, "columns (AISHub):")


def test_a_rate_of_turn_of_127_tells_no_number_and_is_none_out_of_range() -> None:
    (fix,), _, tally = decode(CSV["Naval Academy, Brest"][0])
    assert fix["rot_deg_min"] is None
    assert not told(tally, "left out")


def test_positions_of_aishub_that_are_not_available() -> None:
    record = AISHUB | AISHUB_RAW
    nowhere = record | {"LATITUDE": 54600000, "LONGITUDE": 108600000}
    fixes, _, tally = decode([{"ERROR": False}, [record, nowhere]])
    assert (len(fixes), tally.rejects) == (1, {"no_position": 1})
    _, _, tally = decode([{"ERROR": True, "ERROR_MESSAGE": "Too frequent requests!"}])
    assert told(tally, "AISHub answered: Too frequent requests!")


def test_vesselfinder_wraps_its_records() -> None:
    inner = {
        "MMSI": 431000001,
        "TIMESTAMP": "2022-12-16 01:02:03 UTC",
        "LATITUDE": 25.5,
        "LONGITUDE": 126.5,
        "COURSE": 90,
        "SPEED": 12.5,
        "HEADING": 511,
        "NAVSTAT": 0,
        "A": 100,
        "B": 20,
        "C": 8,
        "D": 8,
        "TYPE": 80,
        "ETA": "2022-12-20 10:00:00",
    }
    (fix,), (static,), tally = decode([{"AIS": inner | {"ETA_AIS": "12-20 10:00"}}])
    assert (fix["sog_kn"], fix["heading_deg"]) == (12.5, None)
    assert (static["length_m"], static["eta"]) == (120.0, "12-20T10:00")
    assert told(tally, "columns (VesselFinder)")


BARENTS = {
    "courseOverGround": 18.2,
    "latitude": 63.5,
    "longitude": 10.5,
    "name": "DRONE",
    "rateOfTurn": -7,
    "shipType": 99,
    "speedOverGround": 12.5,
    "trueHeading": None,
    "navigationalStatus": 15,
    "mmsi": 257030830,
    "draught": 62,
    "shipLength": 242,
    "shipWidth": 30,
    "msgtime": "2025-08-12T09:22:38+00:00",
}


def test_barentswatch_as_a_list_and_line_by_line() -> None:
    for data in ([BARENTS], json.dumps(BARENTS) + "\n" + json.dumps(BARENTS) + "\n"):
        fixes, (static,), tally = decode(data)
        assert fixes[0]["t"] == at(2025, 8, 12, 9, 22, 38)
        assert (fixes[0]["sog_kn"], fixes[0]["nav_status"]) == (12.5, None)
        assert static["draught_m"] == pytest.approx(6.2)
        assert (static["length_m"], static["ship_type"]) == (242.0, 99)
        assert told(tally, "columns (BarentsWatch)")
        assert told(tally, "rot_deg_min is taken as degrees a minute, which is not certain")


def test_rows_of_kystdatahuset_are_bare_lists() -> None:
    row = [257030830, "2024-07-11T13:10:19", 10.5, 63.5, 90.0, 12.5, 1, 12.1, 10, 64, 511, -731]
    (fix,), _, tally = decode({"success": True, "msg": "OK", "data": [row]})
    assert (fix["lon"], fix["sog_kn"], fix["heading_deg"]) == (10.5, 12.5, None)
    assert fix["rot_deg_min"] is None
    assert told(tally, "columns (Norwegian Coastal Administration)")


FEATURE = {
    "mmsi": 230112970,
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [21.5, 60.25]},
    "properties": {
        "mmsi": 230112970,
        "sog": 12.5,
        "cog": 360.0,
        "navStat": 0,
        "rot": 20,
        "posAcc": False,
        "raim": False,
        "heading": 511,
        "timestamp": 51,
        "timestampExternal": 1487619357793,
    },
}


def test_digitraffic_dates_by_its_external_time_and_squares_its_rot() -> None:
    (fix,), _, tally = decode({"type": "FeatureCollection", "features": [FEATURE]})
    assert fix["t"] == at(2017, 2, 20, 19, 35, 57, 793000)
    assert fix["rot_deg_min"] == pytest.approx((20 / 4.733) ** 2)
    assert (fix["cog_deg"], fix["heading_deg"]) == (None, None)
    assert told(tally, "each position keeps its own time")


def test_recorded_messages_of_digitraffic() -> None:
    payload = {
        "time": 1668075025,
        "sog": 12.5,
        "cog": 326.5,
        "navStat": 0,
        "rot": -128,
        "posAcc": True,
        "raim": False,
        "heading": 325,
        "lon": 20.345818,
        "lat": 60.03802,
    }
    topic = "vessels-v2/230123456/location"
    lines = [
        json.dumps({"topic": topic, "payload": payload}),
        json.dumps({"topic": topic, "payload": json.dumps(payload)}),
    ]
    fixes, _, tally = decode("\n".join(lines) + "\n")
    assert [fix["object_id"] for fix in fixes] == [230123456] * 2
    assert [fix["rot_deg_min"] for fix in fixes] == [None] * 2
    assert fixes[1]["t"] == at(2022, 11, 10, 10, 10, 25)
    assert told(tally, "columns (Digitraffic)")


def test_vessels_of_digitraffic_are_statics_without_fixes() -> None:
    vessel = {
        "name": "ARUNA",
        "timestamp": 1668075026035,
        "mmsi": 538007963,
        "callSign": "V7WW7",
        "imo": 9543756,
        "shipType": 70,
        "draught": 68,
        "eta": 733376,
        "posType": 15,
        "referencePointA": 160,
        "referencePointB": 33,
        "referencePointC": 20,
        "referencePointD": 12,
        "destination": "UST LUGA",
    }
    bad = vessel | {"mmsi": None}
    fixes, (static,), tally = decode([vessel, vessel, bad])
    assert fixes == []
    assert static["t"] == at(2022, 11, 10, 10, 10, 26, 35000)
    assert (static["name"], static["imo"], static["callsign"]) == ("ARUNA", 9543756, "V7WW7")
    assert (static["length_m"], static["beam_m"]) == (193.0, 32.0)
    assert static["draught_m"] == pytest.approx(6.8)
    assert static["eta"] == "11-06T03:00"
    assert (tally.messages, tally.rejects) == (2, {"identity": 1})


@given(st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), st.integers(0, 59))
def test_arrivals_are_read_back(month: int, day: int, hour: int, minute: int) -> None:
    coded = month << 16 | day << 11 | hour << 6 | minute
    assert read_eta(coded) == f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"


def test_arrivals_that_are_not_available() -> None:
    assert [read_eta(value) for value in (0, 1596, None, "x", 15 << 16, True)] == [None] * 6


GPSD = {
    "class": "AIS",
    "device": "stdin",
    "type": 1,
    "repeat": 0,
    "mmsi": 371798000,
    "status": 0,
    "turn": -127,
    "speed": 123,
    "accuracy": True,
    "lon": -74037230,
    "lat": 29033380,
    "course": 2240,
    "heading": 215,
    "second": 33,
    "scaled": False,
}


def test_gpsdecode_scaled_or_not() -> None:
    scaled = GPSD | {
        "scaled": True,
        "speed": 12.3,
        "lon": -123.3953833,
        "lat": 48.3889667,
        "course": 224.0,
        "turn": "nan",
    }
    lines = "\n".join(map(json.dumps, (GPSD, scaled))) + "\n"
    (raw, plain), _, tally = decode(lines)
    for fix in (raw, plain):
        assert fix["t"] is None
        assert fix["lon"] == pytest.approx(-123.3953833)
        assert (fix["sog_kn"], fix["cog_deg"]) == (pytest.approx(12.3), 224.0)
        assert fix["rot_deg_min"] is None
    assert told(tally, "lines of gpsdecode carry no time")


def test_what_gpsd_says_of_itself_dates_no_ship() -> None:
    own = [
        {"class": "VERSION", "release": "3.22"},
        {"class": "TPV", "time": "2022-12-16T01:02:03Z", "lat": 1.0, "lon": 2.0},
    ]
    (fix,), _, tally = decode("\n".join(map(json.dumps, (*own, GPSD))) + "\n")
    assert (fix["object_id"], fix["t"]) == (371798000, None)
    assert tally.rejects == {"identity": 2}


def test_static_messages_of_gpsdecode_tell_of_the_ship() -> None:
    ship = {
        "class": "AIS",
        "type": 5,
        "repeat": 0,
        "mmsi": 371255000,
        "scaled": False,
        "imo": 9266633,
        "callsign": "HP6683",
        "shipname": "SEA ENTERPRISE",
        "shiptype": 90,
        "to_bow": 13,
        "to_stern": 15,
        "to_port": 1,
        "to_starboard": 6,
        "draught": 14,
        "eta": "03-29T11:00Z",
        "destination": "LEMMER",
    }
    fixes, (static,), tally = decode("\n".join(map(json.dumps, (GPSD, ship))) + "\n")
    assert (len(fixes), tally.messages) == (1, 2)
    assert (static["name"], static["imo"], static["eta"]) == (
        "SEA ENTERPRISE",
        9266633,
        "03-29T11:00",
    )
    assert (static["length_m"], static["beam_m"]) == (28.0, 7.0)
    assert static["draught_m"] == pytest.approx(1.4)
    assert static["t"] is None


def _told(rows: Rows, names: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
    """Rows by some of their values, rounded to less than a float32 keeps."""
    return Counter(
        tuple(round(row[n], 4) if isinstance(row[n], float) else row[n] for n in names)
        for row in rows
    )


def test_a_real_log_says_the_same_as_sentences_and_as_gpsd_decodes_them(shared: Path) -> None:
    log = (shared / "ais/gpsd-ais-nmea.log").read_bytes()
    lines = (shared / "ais/gpsd-ais-nmea.log.chk").read_bytes().splitlines(keepends=True)
    own, own_words, _ = decode(log)
    theirs, words, tally = decode(
        b"".join(one for one in lines if one.startswith(b'{"class":"AIS'))
    )
    names = ("object_id", "lon", "lat", "sog_kn", "cog_deg", "heading_deg", "rot_deg_min")
    assert len(theirs) == 141
    assert _told(theirs, names) == _told(own, names)
    assert tally.rejects == {"no_position": 9}  # six of them binary messages
    said = ("object_id", "name", "imo", "callsign", "ship_type", "length_m", "beam_m", "draught_m")
    rest = _told(own_words, said) - _told(words, said)
    assert len(words) == 16
    assert _told(words, said) <= _told(own_words, said)
    assert sum(rest.values()) == 5  # parts A of type 24, for which gpsd waits


def test_a_real_log_says_the_same_as_sentences_and_as_pyais_decodes_them(shared: Path) -> None:
    log = (shared / "ais/dma-stream-example.nmea").read_bytes()
    sentences = [line[line.index(b"!") :] for line in log.splitlines() if b"!" in line]
    lines = [one.decode().to_json().replace("\n", "") for one in IterMessages(sentences)]
    own, _, _ = decode(log)
    theirs, statics, _ = decode("\n".join(lines) + "\n")
    names = ("object_id", "lon", "lat", "sog_kn", "cog_deg", "heading_deg", "nav_status")
    assert len(theirs) == 3127
    assert _told(theirs, names) == _told(own, names)
    turns = [
        Counter((row["object_id"], round(row["rot_deg_min"] or 0)) for row in rows)
        for rows in (theirs, own)  # pyais rounds
    ]
    assert turns[0] == turns[1]
    assert sum(static["name"] is not None for static in statics) > 400


def test_arrivals_that_no_calendar_has_are_none() -> None:
    text = "time,mmsi,lat,lon,eta\n2022-12-16T01:02:03Z,431000001,25,126,{}\n"
    for eta in ("00-00T24:60", "2022-13-01 10:00:00", "02-30T24:00"):
        _, statics, _ = decode(text.format(eta))
        assert [static["eta"] for static in statics] == [None]
    _, (static,), _ = decode(text.format("12-31T23:59"))
    assert static["eta"] == "12-31T23:59"


def test_long_range_reports_of_gpsdecode_have_other_units() -> None:
    record = GPSD | {"type": 27, "lon": 75900, "lat": 15300, "speed": 12, "course": 90}
    (fix,), _, _ = decode([record])
    assert (fix["lon"], fix["lat"], fix["sog_kn"], fix["cog_deg"]) == (126.5, 25.5, 12.0, 90.0)
    (fix,), _, _ = decode([record | {"speed": 63, "course": 360}])
    assert (fix["sog_kn"], fix["cog_deg"]) == (None, None)


def test_pyais_lines_are_undated_but_where_a_time_was_added() -> None:
    record = {
        "msg_type": 1,
        "repeat": 0,
        "mmsi": 431000001,
        "status": 0,
        "turn": 127.0,
        "speed": 12.5,
        "lon": 126.5,
        "lat": 25.5,
        "course": 90.0,
        "heading": 511,
        "second": 3,
        "radio": 1,
    }
    (fix,), _, tally = decode([record])
    assert (fix["t"], fix["rot_deg_min"], fix["sog_kn"]) == (None, None, 12.5)
    assert told(tally, "columns (pyais)")
    (fix,), _, _ = decode([record | {"timestamp": "2022-12-16T01:02:03Z"}])
    assert fix["t"] == at(2022, 12, 16, 1, 2, 3)


REFUSED = {
    "date,cell_ll_lat,cell_ll_lon,flag,geartype,hours,fishing_hours,mmsi_present": "counts of h",
    "date,cell_ll_lat,cell_ll_lon,mmsi,hours,fishing_hours": "counts of hours in cells",
    "Lat,Lon,Time Range,mmsi,Apparent Fishing Hours": "counts of h",
    "Lat,Lon,Time Range,mmsi,Vessel Presence Hours": "counts of h",
    "encounter_id,start_time,vessel_1.mmsi,vessel_2.mmsi,lat,lon": "encounters, each",
    "mmsi,starting_latitude,starting_longitude,ending_latitude,ending_longitude": "loitering",
    "gap_id,ssvid,gap_start,gap_hours,off_lat,off_lon": "events of vessels that fell silent",
}


@pytest.mark.parametrize("head", REFUSED)
def test_what_holds_no_positions_is_refused_by_its_name(head: str) -> None:
    row = ",".join("1" for _ in head.split(","))
    with pytest.raises(SourceError, match=f"x: Global Fishing Watch: {REFUSED[head]}"):
        decode(f"{head}\n{row}\n{row}\n")


def test_each_layout_that_is_not_refused_is_tried_here() -> None:
    tried = {name.split(", ")[0] for name in CSV} | {"Naval Academy, Brest"}
    tried |= {"BarentsWatch", "Digitraffic", "AISHub", "gpsdecode", "pyais"}
    tried |= {"OpenSky state vectors"}  # in test_csv_table.py and test_parquet.py
    assert {one.name for one in ARCHIVES if not one.refusal} <= tried


def test_units_in_words() -> None:
    assert read_scale("sog_kn", "0.1 kn").factor == 0.1
    assert read_scale("sog_kn", "Knots").factor == 1.0
    assert read_scale("lat", "1/600000 deg").factor == 1 / 600_000
    assert read_scale("alt_ft", "metres").factor == pytest.approx(3.28084)
    assert read_scale("alt_ft", "FL").factor == 100.0
    assert read_scale("rot_deg_min", "ais").is_ais_rot
    for target, words in (("name", "m"), ("sog_kn", ""), ("sog_kn", "0 kn"), ("lat", "1e9 deg")):
        with pytest.raises(ConfigError):
            read_scale(target, words)


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["A", "in", "Speed in the bay", "x y"]))
def test_names_and_units_are_told_apart(target: str, name: str) -> None:
    for unit in UNITS[target]:
        assert split_unit(f"{name} in {unit}", target) == (name, unit)
    assert split_unit(name, target) == (name, "")


def test_a_name_that_ends_like_a_unit_is_the_name() -> None:
    text = "time,mmsi,lat,lon,Speed in knots\n2022-12-16T01:02:03Z,431000001,25,126,7\n"
    (fix,), _, _ = decode(text, columns={"sog_kn": "Speed in knots"})
    assert fix["sog_kn"] == 7.0


def test_degrees_in_other_units() -> None:
    text = "time,mmsi,y,x\n2022-12-16T01:02:03Z,431000001,1530,7590\n"
    (fix,), _, _ = decode(text, columns={"lat": "y in min", "lon": "x in min"})
    assert (fix["lat"], fix["lon"]) == (pytest.approx(25.5), pytest.approx(126.5))
