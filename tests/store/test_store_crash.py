import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from store_rows import decoded, event, events, fix, put

from straitwatch.model.error import OutputError, StoreError
from straitwatch.model.record import Decoded
from straitwatch.model.schema import FIX, REJECT, STATIC, conform
from straitwatch.store.store import open_store

_HERE = str(Path(__file__).parent)

_WRITE = f"""
import sys
sys.path.insert(0, {_HERE!r})
from pathlib import Path
from store_rows import decoded, event, events, fix, put
from straitwatch.store.store import open_store
n, label = 4000, 0
chunk = [fix(o, h / 10, line=o) for h in range(40) for o in range(100)]
with open_store(Path(sys.argv[1]), create=True) as store:
    first = len(store.sources())
    print("ready", flush=True)
    for label in range(first, first + 1000):
        source = f"s{{label}}"
        put(store, source, decoded([row | {{"source": source}} for row in chunk]))
        print("source", label, flush=True)
        store.put_events(events(*[event(f"{{label}}-{{i}}") for i in range(500)]), complete=False)
        print("events", label, flush=True)
"""


def _kill_once(folder: Path, wait_s: float) -> tuple[set[int], set[int]]:
    """Let a writer run, kill it, and give what it had acknowledged: sources, batches of events."""
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITE, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child.stdout as said:
        assert said.readline() == "ready\n"
        time.sleep(wait_s)
        child.kill()
        words = [line.split() for line in said if line.endswith("\n")]
    child.wait()
    return tuple({int(n) for what, n in words if what == w} for w in ("source", "events"))  # type: ignore[return-value]


def _ask_whole(folder: Path, sources: set[int], batches: set[int]) -> None:
    with open_store(folder) as store:
        counts = store.query("SELECT source, count(*) AS n FROM fixes GROUP BY source").to_pylist()
        found = {int(row["source"][1:]): row["n"] for row in counts}
        assert set(found.values()) <= {4000}
        assert sources <= found.keys()
        assert {int(tally.source[1:]) for tally in store.sources()} == found.keys()
        numbers = [i.split("-")[0] for i in store.events()["event_id"].to_pylist()]
        held = {int(n): numbers.count(n) for n in set(numbers)}
        assert set(held.values()) <= {500}
        assert batches <= held.keys()
        store.check()


def _kill_and_ask(folder: Path, times: int) -> None:
    chance = random.Random(times)
    sources: set[int] = set()
    batches: set[int] = set()
    for _ in range(times):
        more, told = _kill_once(folder, chance.uniform(0.05, 0.9))
        sources |= more
        batches |= told
        _ask_whole(folder, sources, batches)
    with open_store(folder, create=True) as store:
        files = {p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")}
        assert files == {part.path for part in store.state.parts("fixes")}
        assert list((folder / "tmp").iterdir()) == []


def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    _kill_and_ask(tmp_path / "store", 2)


@pytest.mark.slow
def test_a_writer_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    _kill_and_ask(tmp_path / "store", 12)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 6 MB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip("no file system may be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _noise(n: int) -> Decoded:
    """Fixes that do not compress."""
    chance = np.random.default_rng(1)
    whole = {name: np.zeros(n) for name in FIX.names}
    whole["object_id"] = chance.integers(1, 1 << 40, n)
    whole["line"] = chance.permutation(n)
    whole["lon"], whole["lat"] = chance.uniform(-180, 180, n), chance.uniform(-90, 90, n)
    words = {name: pa.nulls(n, pa.string()) for name in ("source", "receiver")}
    moments = pa.array(np.full(n, 1_671_148_800_000_000)).cast(FIX.field("t").type)
    fixes = conform(pa.table(whole | words | {"t": moments}), FIX)
    return Decoded(fixes, STATIC.empty_table(), REJECT.empty_table())


def test_a_full_disk_is_told_and_the_store_stays_whole(small_disk: Path) -> None:
    chunk, ballast = _noise(20_000), small_disk / "ballast"
    many = events(*[event(f"x{n}", detail=f"{n * 7919}" * 30) for n in range(2000)])
    held, refused = 1, []
    with open_store(small_disk / "store", create=True) as store:
        put(store, "a.nmea", decoded([fix(line=-7)]))
        store.put_events(events(event()), complete=True)
        free = os.statvfs(small_disk).f_bavail * 4096
        for left in (0, 40_000, 200_000, 420_000, 600_000, 800_000, 1_600_000):
            ballast.write_bytes(bytes(free - left))
            try:
                put(store, "b.nmea", chunk)
                held = 20_001
            except OutputError as error:
                refused.append(("part", str(error)))
            try:
                store.put_events(many, complete=False)
            except OutputError as error:
                refused.append(("events", str(error)))
            ballast.unlink()
            assert store.extent().n_fixes == held
            assert store.events().num_rows in (1, 2001)
    with open_store(small_disk / "store", create=True) as store:
        store.check()
        assert (store.extent().n_fixes, store.events().num_rows) == (20_001, 2001)
    told = f"no space left on the disk of {small_disk / 'store'}: make room"
    assert {what for what, _ in refused} == {"part", "events"}
    assert all(words.startswith(told) for _, words in refused)


def test_a_store_on_a_disk_that_cannot_be_written_can_be_read(small_disk: Path) -> None:
    with open_store(small_disk / "store", create=True) as store:
        put(store, "a.nmea", decoded([fix()]))
        store.put_events(events(event()), complete=True)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with open_store(small_disk / "store") as store:
        assert store.positions().num_rows == store.events().num_rows == 1
        assert sum(part.num_rows for part in store.slices()) == 1
        with pytest.raises(OutputError, match="cannot be written"):
            store.put_events(events(), complete=True)


_LIMITED = f"""
import resource, sys
sys.path.insert(0, {_HERE!r})
from pathlib import Path
from store_rows import decoded, event, events, fix, put
from straitwatch.model.error import OutputError
from straitwatch.store.store import open_store
with open_store(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    rows = [fix(n, n * 0.00001, lon=n % 9973 / 99, line=n) for n in range(60_000)]
    many = events(*[event(f"x{{n}}", detail=str(n) * 99) for n in range(3000)])
    for act in (
        lambda: put(store, "a.nmea", decoded(rows)),
        lambda: store.put_events(many, complete=True),
    ):
        try:
            act()
            print("done")
        except OutputError as error:
            print("OutputError", error)
    print(store.positions().num_rows, store.events().num_rows)
"""


def test_a_limit_on_files_is_told_as_a_full_disk(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix()]))
        store.put_events(events(event()), complete=True)
    command = [sys.executable, "-c", _LIMITED, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split()[0] for line in said] == ["OutputError", "OutputError", "1"]
    assert said[2] == "1 1"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.parquet"))


@pytest.mark.parametrize("damage", ["gone", "cut", "garbage"])
def test_a_damaged_part_is_named_with_its_source_and_the_mend(tmp_path: Path, damage: str) -> None:
    chunk = decoded(
        [fix()], [{"object_id": 1}], [{"source": "a.nmea", "line": 1, "fault": "empty"}]
    )
    with open_store(tmp_path, create=True) as store:
        for path in range(3):
            put(store, "a.nmea", chunk)
            part = _parts(tmp_path)[path]
            whole = part.read_bytes()
            if damage == "gone":
                part.unlink()
            else:
                part.write_bytes(whole[:-9] if damage == "cut" else os.urandom(len(whole)))
            kind = part.relative_to(tmp_path).parts[0]
            readers = {
                "fixes": [store.positions, store.extent, lambda: list(store.slices())],
                "statics": [store.statics],
                "rejects": [store.rejects, store.reject_counts],
            }
            for read in [*readers[kind], store.check]:
                with pytest.raises(StoreError, match=rf"{part.name} is missing.*'a.nmea' again"):
                    read()
        put(store, "a.nmea", chunk)  # the mend
        store.check()
        assert store.positions().num_rows == 1


@pytest.mark.parametrize("chance", [5, 60, 500, -5])
def test_a_flipped_bit_is_found_by_the_check(tmp_path: Path, chance: int) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(n, n, line=n * 977) for n in range(1, 20)]))
        store.check()
        (part, *_) = _parts(tmp_path)
        content = bytearray(part.read_bytes())
        content[chance] ^= 1
        part.write_bytes(content)
        with pytest.raises(StoreError, match="missing or damaged"):
            store.check()
