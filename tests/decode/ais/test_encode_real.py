"""What was heard on the air comes back whole: decoded, written as sentences, decoded again."""

from pathlib import Path

import pyarrow as pa
import pytest

from straitwatch.decode.ais.encode import encode_messages
from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.record import Tally

LOGS = (
    "gpsd-ais-nmea.log",
    "gpsd-sample.aivdm",
    "dma-stream-example.nmea",
    "libais-typeexamples.nmea",
    "libais-tagblock.nmea",
)
ASIDE = ["flags", "source", "line"]


def decode(data: bytes) -> tuple[dict[str, pa.Table], Tally]:
    tally = Tally("log")
    found: dict[str, list[pa.Table]] = {}
    for chunk in decode_aivdm([data], "log", tally, kinds=("all",)):
        for kind, table in chunk.messages.items():
            found.setdefault(kind, []).append(table)
    return {kind: pa.concat_tables(tables) for kind, tables in found.items()}, tally


@pytest.mark.parametrize("name", LOGS)
def test_a_log_comes_back(shared: Path, name: str) -> None:
    tables, _ = decode((shared / "ais" / name).read_bytes())
    assert tables
    for kind, table in tables.items():
        lines = encode_messages(kind, table, tags=True)
        again, tally = decode(b"\r\n".join(lines))
        assert tally.is_balanced()
        assert list(again) == [kind]
        got, want = again[kind].drop_columns(ASIDE), table.drop_columns(ASIDE)
        for column in want.column_names:
            assert got[column].to_pylist() == want[column].to_pylist(), (kind, column)


def test_area_notice_of_libais(shared: Path) -> None:
    """The circle that libais expects of its own example: 9260 m about 42.08295 N 69.86498 W."""
    tables, _ = decode((shared / "ais" / "libais-typeexamples.nmea").read_bytes())
    notices = [row for row in tables["binary_broadcast"]["area_notice"].to_pylist() if row]
    circles = [area["circle"] for row in notices for area in row["areas"] if area["circle"]]
    assert [(one["radius_m"], round(one["lat"], 5), round(one["lon"], 5)) for one in circles] == [
        (9260, 42.08295, -69.86498)
    ]
    assert notices[-1]["linkage_id"] == 10
    assert notices[-1]["notice"] == 0


def test_inland_ships_of_gpsd(shared: Path) -> None:
    """Ships of the inland application in gpsd's log, as its own decode says."""
    tables, _ = decode((shared / "ais" / "gpsd-ais-nmea.log").read_bytes())
    ships = [row for row in tables["binary_broadcast"]["inland_ship"].to_pylist() if row]
    told = [(one["eni"], one["length_m"], one["beam_m"], one["ship_type"]) for one in ships]
    assert ("02337557", 110.0, 11.5, 8020) in told
    assert ("04809190", 135.0, 11.4, 8440) in told
    assert ships[1]["draught_m"] == pytest.approx(1.65)
    assert ships[0]["draught_m"] is None
    assert ships[0]["loaded"] == 1


def test_weather_of_shore_stations(shared: Path) -> None:
    """Old and new form: off Oulu, in Dublin Bay, in the Gulf of Gdansk.

    The gauge at Gdansk counts from about 5 m under the mean, so 5.38 m is a usual level.
    """
    tables, _ = decode((shared / "ais" / "gpsd-sample.aivdm").read_bytes())
    table = tables["binary_broadcast"]
    old = [row for row in table["weather_236"].to_pylist() if row]
    (oulu,) = [row for row in old if row["lat"] == 64.65]
    told = (oulu["air_c"], oulu["pressure_hpa"], oulu["wind_kn"], oulu["gust_kn"], oulu["water_c"])
    assert told == (-12.7, 1032, 11, 12, None)
    dublin = next(row for row in old if row["air_c"] == 14.2)
    assert (dublin["water_c"], dublin["pressure_hpa"], dublin["humidity_percent"]) == (
        12.3,
        1024,
        50,
    )
    new = [row for row in table["weather"].to_pylist() if row]
    (gdansk,) = [row for row in new if row["wind_kn"] == 17]
    told = (gdansk["air_c"], gdansk["pressure_hpa"], gdansk["water_level_m"], gdansk["water_c"])
    assert told == (1.4, 1013, 5.38, -0.1)
