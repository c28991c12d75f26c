"""Real samples in every packing: the same rows; archives by the command, units by hand."""

import bz2
import gzip
import io
import json
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import zstandard

from straitwatch.flow.config import read_settings, with_input
from straitwatch.flow.convert import decode
from straitwatch.model.error import ConfigError

Command = Callable[..., subprocess.CompletedProcess[str]]

SAMPLES = {
    "noaa": "ais/noaa-marinecadastre-2023-01.csv",
    "solent": "ais/solent-2016-01-12.csv",
    "digitraffic": "ais/digitraffic-latest-20251211.json.gz",
}


def _zip(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr(name, data)
    return held.getvalue()


def _tar(data: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        info = tarfile.TarInfo("in/day")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def _parquet(data: bytes) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.csv.read_csv(io.BytesIO(data)), held, row_group_size=5000)
    return held.getvalue()


PACKS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zip": lambda data: _zip("day", data),
    "zip of zstd": lambda data: _zip("day.zst", zstandard.compress(data)),
    "zip of zip": lambda data: _zip("month.zip", _zip("day", data)),
    "tar.gz": _tar,
    "parquet": _parquet,
    "zip of parquet": lambda data: _zip("day.parquet", _parquet(data)),
    "parquet in gzip": lambda data: gzip.compress(_parquet(data), 1),
}


CASES = [
    (sample, pack)
    for sample in SAMPLES
    for pack in PACKS
    if not ("parquet" in pack and sample == "digitraffic")  # dated as a whole, not by a column
]


def _rows(found: dict[str, pa.Table], name: str) -> pa.Table:
    table = found[name]
    return table.drop_columns(["source", "line", *(["receiver"] if name == "fixes" else [])])


@pytest.fixture(scope="module")
def plain(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, dict]]:  # type: ignore[type-arg]
    """Each sample unpacked, and what it decodes to."""
    made = {}
    for name, where in SAMPLES.items():
        data = (shared / where).read_bytes()
        data = gzip.decompress(data) if where.endswith(".gz") else data
        path = tmp_path_factory.mktemp("plain") / "sample"
        path.write_bytes(data)
        made[name] = data, decode(str(path))
    return made


@pytest.mark.parametrize(("sample", "pack"), CASES)
def test_a_sample_gives_the_same_rows_in_each_packing(
    plain: dict[str, tuple[bytes, dict]],  # type: ignore[type-arg]
    tmp_path: Path,
    sample: str,
    pack: str,
) -> None:
    data, wanted = plain[sample]
    (tmp_path / "sample").write_bytes(PACKS[pack](data))
    found = decode(str(tmp_path / "sample"))
    for name in ("fixes", "statics"):
        assert _rows(found, name).equals(_rows(wanted, name)), name
    (tally,) = found["tallies"]
    assert tally.is_balanced()
    assert tally.fixes == wanted["tallies"][0].fixes
    if "zip" in pack.split():
        assert "passed over in the archive: readme.txt" in tally.notes


def test_a_month_of_days_in_one_archive_and_a_bad_one(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    data = (shared / SAMPLES["noaa"]).read_bytes()
    path = tmp_path / "2023-01.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("01.csv", data)
        archive.writestr("02.csv", b"a,b\n1,2\n")
        archive.writestr("03.csv", data)
    done = command("decode", path, "-o", tmp_path / "out.parquet")
    assert done.returncode == 1
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 2000
    assert f"{path}/01.csv: csv, 1,001 lines" in done.stderr
    assert f"straitwatch: {path}/02.csv: a table without dated positions" in done.stderr
    assert f"{path}/03.csv: csv, 1,001 lines" in done.stderr


def test_an_archive_on_standard_input(command: Command, shared: Path, tmp_path: Path) -> None:
    data = (shared / SAMPLES["noaa"]).read_bytes()
    for packed in (_zip("day.csv", data), _parquet(data)):
        path = tmp_path / "in"
        path.write_bytes(packed)
        with path.open("rb") as stdin:
            done = command("decode", "-", "-o", tmp_path / "out.csv", stdin=stdin)
        assert done.returncode == 0, done.stderr
        assert len((tmp_path / "out.csv").read_text().splitlines()) == 1001


def test_units_and_layouts_by_hand(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "seen,ship,north,east,v\n2022-12-16T01:02:03Z,431000001,15300000,75900000,125\n"
    )
    columns = {
        "t": "seen",
        "mmsi": "ship",
        "lat": "north in 1/600000 deg",
        "lon": "east in 1/600000 deg",
        "sog_kn": "v in 0.1 kn",
    }
    words = [word for ours, theirs in columns.items() for word in ("--column", f"{ours}={theirs}")]
    done = command("decode", path, *words)
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert (row["lat"], row["lon"], row["sog_kn"]) == (25.5, 126.5, 12.5)
    assert "lat from 'north' in 1/600000 deg" in done.stderr


def test_settings_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(
        '[input]\nformat = "generic"\n[input.columns]\nt = "seen"\n'
        'sog_kn = { column = "v", unit = "0.1 kn" }\n'
    )
    found = read_settings(path).input
    assert found.format == "generic"
    assert found.columns == {"t": "seen", "sog_kn": "v in 0.1 kn"}
    more = with_input(read_settings(path), "csv", ["lat=y", "t = when"]).input
    assert more.format == "csv"
    assert more.columns == {"t": "when", "sog_kn": "v in 0.1 kn", "lat": "y"}


@pytest.mark.parametrize(
    "line", ['sog_kn = { column = "v" }', "sog_kn = 3", 'sog_kn = { column = "v", unit = 1 }']
)
def test_settings_of_columns_that_are_none(tmp_path: Path, line: str) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(f"[input.columns]\n{line}\n")
    with pytest.raises(ConfigError, match=r"a table of names, or of \{ column ="):
        read_settings(path)


@pytest.mark.parametrize("words", ["sog_kn", "=v", "sog_kn="])
def test_columns_of_the_command_line_need_both_sides(words: str) -> None:
    with pytest.raises(ConfigError, match="write OURS=NAME"):
        with_input(read_settings(None), None, [words])
