"""Pieces of feeds of every format, for the tests of their decoders."""

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.decode.feed import open_decoder
from straitwatch.model.record import Decoded, Tally

NOW_US = 1_671_152_523_500_000
NOW = datetime(2022, 12, 16, 1, 2, 3, 500_000, tzinfo=UTC)
NAMES = ("fixes", "statics", "rejects")


def rows_of(parts: list[Decoded]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: pa.concat_tables([getattr(part, name) for part in parts]).to_pylist()
        for name in NAMES
    }


def run(pieces: list[bytes], format_: str | None, *, pickled: bool = False) -> tuple[Any, Tally]:
    decoder = open_decoder(format_, "x", Tally("x"))
    parts = []
    for piece in pieces:
        parts.append(decoder.feed(piece, NOW_US))
        if pickled:
            decoder = pickle.loads(pickle.dumps(decoder))  # noqa: S301 - made one line above
    parts.append(decoder.close())
    return rows_of(parts), decoder.tally


def counts(tally: Tally) -> tuple[object, ...]:
    told = (tally.lines, tally.messages, tally.fixes, tally.statics, tally.parts, tally.skipped)
    return *told, tally.times, tally.n_bytes, dict(tally.rejects)


SBS = b"""\
MSG,4,5,211,AE0455,1,2022/12/16,01:02:00.000,2022/12/16,01:02:03.500,,,408.3,146.4,,,64,,,,,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:03.250,2022/12/16,01:02:03.500,,37000,,,25.5,126.5,,,0,0,0,0\r
MSG,3,5,211,AE0456,1,2022/12/16,01:02:03.250,2022/12/16,01:02:03.500,,3700,,,25.6,126.5,,,0,0,0,0\r
MSG,8,5,211,AE0455,1,2022/12/16,01:02:04.000,2022/12/16,01:02:03.500,,,,,,,,,,,,-1\r
MSG,1,5,211,AE0455,1,2022/12/16,01:02:04.000,2022/12/16,01:02:03.500,PSWRD35 ,,,,,,,,,,,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:09.000,2022/12/16,01:02:03.500,,120,,,25.6,126.6,,,0,0,0,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.7,126.6,,,0,0,0,\r
STA,,5,179,AE0455,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,RM\r
MSG,3,5,211,XYZ,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.7,126.6,,,0,0,0,\r
MSG,3,5,211,AE0455,1,2022/13/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.8,126.6,,,0,0,0,\r
\r
noise\xff\r
what is this\r
MSG,3,5\r
"""


def catcher(**values: object) -> dict[str, object]:
    head = {"class": "AIS", "device": "AIS-catcher", "rxtime": "20221216010203", "channel": "B"}
    return {**head, "mmsi": 431000001, **values}


def lines_of(*docs: object) -> bytes:
    return b"".join(json.dumps(doc).encode() + b"\n" for doc in docs)


CATCHER = lines_of(
    catcher(type=1, status=0, speed=12.5, lon=126.5, lat=25.5, course=90.1, heading=511,
            turn_unscaled=-10, accuracy=True, nmea=["!AIVDM,1,1,,B,x,0*00"]),
    catcher(type=5, shipname="ASAHI", callsign="7JAB", imo=9074729, shiptype=70, to_bow=100,
            to_stern=20, to_port=10, to_starboard=8, draught=7.5, destination="NAHA",
            eta="12-17T05:30Z"),
    catcher(type=9, lon=127.0, lat=26.0, speed=90, alt=1000),
    catcher(type=18, speed=3.0),
    catcher(type=19, shipname="KOMARU", shiptype=30),
    catcher(type=8, dac=1),
    {"class": "AIS", "rxuxtime": 1671152523.25, "mmsi": 431000001, "nmea": ["nothing"]},
    {"class": "AIS", "rxuxtime": 1671152523.25, "mmsi": 477213600,
     "nmea": ["!AIVDM,1,1,,B,3776k`5000a3SLPEKnDQQWpH0000,0*78"]},
    catcher(type=1, mmsi=431000002, rxtime="garbage", lat=25.0, lon=126.0),
    {"mmsi": 431000003, "type": 1, "lat": 24.0, "lon": 125.0},
) + b"{half\n"  # fmt: skip

STREAM_TIME = "2022-12-16 01:02:03.318353 +0000 UTC"


def stream(name: str, **values: object) -> dict[str, object]:
    meta = {"MMSI": 431000001, "ShipName": "LAST KNOWN", "time_utc": STREAM_TIME}
    body = {"UserID": 431000001, "Valid": True, **values}
    return {"MessageType": name, "MetaData": meta, "Message": {name: body}}


SIZE = {"A": 100, "B": 20, "C": 10, "D": 8}
STREAM = lines_of(
    stream("PositionReport", MessageID=3, Latitude=25.5, Longitude=126.5, Sog=12.5, Cog=90.1,
           TrueHeading=511, NavigationalStatus=15, RateOfTurn=-128, PositionAccuracy=True),
    stream("ShipStaticData", ImoNumber=9074729, Name="ASAHI@@", CallSign="7JAB", Type=70,
           Dimension=SIZE, Eta={"Month": 12, "Day": 17, "Hour": 5, "Minute": 30},
           MaximumStaticDraught=7.5, Destination="NAHA"),
    stream("StaticDataReport", PartNumber=True, ReportA={"Valid": False, "Name": "WRONG"},
           ReportB={"Valid": True, "CallSign": "JD2345", "ShipType": 37, "Dimension": SIZE}),
    stream("ExtendedClassBPositionReport", Latitude=91.0, Longitude=181.0, Name="KOMARU", Type=30),
    stream("StandardSearchAndRescueAircraftReport", Latitude=26.0, Longitude=127.0, Altitude=4095),
    stream("StandardClassBPositionReport", Latitude=91.0, Longitude=181.0),
    stream("SafetyBroadcastMessage", Text="hello"),
    {"MessageType": "SubscriptionConfirmation", "Message": {}},
    {"error": "Api Key Is Not Valid"},
    {"MessageType": "PositionReport", "Message": {}},
)  # fmt: skip

RECORDS = lines_of(
    {"mmsi": 431000001, "lat": 25.5, "lon": 126.5},
    {"mmsi": 431000001, "lat": 25.6, "lon": 126.5, "time": 1671152524, "sog": 5.5},
    [{"mmsi": 431000002, "lat": 25.6, "lon": 126.5}, {"mmsi": 1, "lat": 95.0, "lon": 126.5}],
    "text",
)

CSV = b"""\
# made for this test

time,mmsi,lat,lon,sog
2022-12-16 01:02:03,431000001,25.5,126.5,12.5
2022-12-16 01:02:04,431000001,25.6,126.5,12.5
,431000001,25.7,126.5,12.5
a,b
time,mmsi,lat,lon,sog
2022-12-16 01:02:05,431000001,25.7,126.5,12.5
"""


def samples(shared: Path) -> dict[str, bytes]:
    nmea = (shared / "ais/gpsd-ais-nmea.log").read_bytes()[:9_000]
    nmea = nmea[: nmea.rfind(b"\n") + 1]
    return {
        "nmea": nmea + (shared / "ais/libais-tagblock.nmea").read_bytes(),
        "sbs": SBS,
        "aiscatcher": CATCHER,
        "aisstream": STREAM,
        "ndjson": RECORDS,
        "csv": CSV,
    }
