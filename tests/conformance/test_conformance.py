"""Each message of all logs, field by field, with what four other decoders say of it."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from compare import Agreement, Odd, compare
from expected import EXPECTED, Expected
from judges import JUDGES, Row, gpsd_says, has_gpsdecode, libais_says
from made import made_applications, made_lines
from ours import we_say

LOGS = (
    "dma-stream-example.nmea",
    "gpsd-ais-nmea.log",
    "gpsd-sample.aivdm",
    "libais-typeexamples.nmea",
    "libais-tagblock.nmea",
)
# messages that both decode: fewer would mean that a judge was not asked
LEAST = {"pyais": 5200, "aiscat": 5150, "gpsdecode": 5150, "gpsd": 160, "libais": 20}


def _sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in LOGS:
        yield name, (folder / name).read_bytes()
    yield "chance", b"\n".join(made_lines(1, 24) + made_applications(3, 6))


@cache
def ours(folder: Path) -> dict[str, dict[int, Row]]:
    return {name: we_say(data) for name, data in _sources(folder)}


@cache
def agreements(folder: Path, judge: str) -> dict[str, Agreement]:
    """Ask a judge for its answers; gpsd's and libais's stand in files, of one log each."""
    found = {}
    for name, data in _sources(folder):
        if judge in JUDGES:
            theirs = JUDGES[judge](data)
        elif judge == "gpsd" and name == "gpsd-ais-nmea.log":
            theirs = gpsd_says(data, (folder / f"{name}.chk").read_bytes())
        elif judge == "libais" and name == "libais-typeexamples.nmea":
            theirs = libais_says(data, (folder / "libais-typeexamples.json").read_bytes())
        else:
            continue
        found[name] = compare(judge, data, ours(folder)[name], theirs)
    return found


def reason(odd: Odd, mine: Row) -> Expected | None:
    return next((one for one in EXPECTED if one.explains(odd, mine)), None)


@pytest.fixture(params=LEAST)
def judge(request: pytest.FixtureRequest) -> str:
    if request.param == "gpsdecode" and not has_gpsdecode():
        pytest.skip("gpsdecode is not here: Debian has it in gpsd-clients")
    return str(request.param)


def test_whatever_differs_is_declared(shared: Path, judge: str) -> None:
    folder = shared / "ais"
    for name, found in agreements(folder, judge).items():
        odd = [odd for odd in found.odd if not reason(odd, ours(folder)[name].get(odd.line, {}))]
        assert odd == [], name


def test_whatever_is_declared_occurs(shared: Path, judge: str) -> None:
    folder = shared / "ais"
    seen = {
        id(reason(odd, ours(folder)[name].get(odd.line, {})))
        for name, found in agreements(folder, judge).items()
        for odd in found.odd
    }
    own = [one for one in EXPECTED if judge in one.judges]
    if judge not in JUDGES:  # of a log each: what only it says
        own = [one for one in own if one.judges == (judge,)]
    assert [one.what for one in own if id(one) not in seen] == []


def test_judges_were_asked(shared: Path, judge: str) -> None:
    seen: Counter[int] = Counter()
    values: Counter[int] = Counter()
    for found in agreements(shared / "ais", judge).values():
        seen += found.messages
        values += found.values
    assert sum(seen.values()) >= LEAST[judge]
    assert sum(values.values()) > 8 * sum(seen.values())
    if judge in {"pyais", "gpsdecode"}:
        assert set(seen) == set(range(1, 28))


def test_a_wrong_value_is_seen(shared: Path) -> None:
    """The harness finds what is changed on purpose, in any field that a judge tells."""
    folder, name = shared / "ais", "gpsd-sample.aivdm"
    data, mine = (folder / name).read_bytes(), ours(folder)[name]
    for field in ("lon", "sog_kn", "radio", "name", "imo", "dest_mmsi", "data", "text", "offset1"):
        line = next(line for line, row in mine.items() if row.get(field))
        value = mine[line][field]
        wrong = value[:-1] + value[:1] if isinstance(value, str | bytes) else value * 2 + 3
        changed = {**mine, line: mine[line] | {field: wrong}}
        found = compare("pyais", data, changed, JUDGES["pyais"](data))
        assert [odd.name for odd in found.odd if not reason(odd, changed[odd.line])] == [field]
