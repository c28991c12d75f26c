"""What the page's TypeScript reads from the stream is what the server told; run by node."""

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from streaming import live_rows, live_server, said_rows

from straitwatch.kernel.pack_positions import COLUMNS, most_bytes, pack_rows
from straitwatch.kernel.position_code import to_codes, to_values
from straitwatch.serve.hub import Hub

_WEB = Path(__file__).parents[2] / "web"
_ROLLDOWN = _WEB / "node_modules" / "rolldown" / "bin" / "cli.mjs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page's modules as JavaScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not _ROLLDOWN.is_file():
        pytest.skip("the page's packages are not installed: make page")
    folder = tmp_path_factory.mktemp("page")
    for name in ("unpack", "live"):
        line = [node, _ROLLDOWN, _WEB / "src" / "api" / f"{name}.ts", "--format", "esm"]
        subprocess.run([*line, "--file", folder / f"{name}.mjs"], check=True, capture_output=True)
    return folder


def _node(folder: Path, script: str, given: object) -> list[list[float | None]]:
    (folder / "script.mjs").write_text(script, encoding="utf-8")
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    line = ["node", folder / "script.mjs"]
    done = subprocess.run(line, cwd=folder, check=True, capture_output=True, text=True, timeout=60)
    told: list[list[float | None]] = json.loads(done.stdout)
    return told


def _ticks(n: int = 30, size: int = 400) -> Iterator[tuple[bytes, np.ndarray, np.ndarray]]:
    """Make ticks of chance: the bytes, all codes after it, when the fixes were made."""
    chance = np.random.default_rng(8)
    codes, fix_ms = np.zeros((size, COLUMNS), np.int32), np.zeros(size, np.int64)
    known, t_ms = np.zeros(size, bool), 1_790_000_000_000
    for _ in range(n):
        t_ms += 500
        slots = np.sort(chance.permutation(size)[: chance.integers(0, 200)])
        k = len(slots)
        values = [
            chance.uniform(-180, 180, k), chance.uniform(-90, 90, k), chance.uniform(0, 360, k),
            chance.uniform(0, 600, k), chance.uniform(0, 360, k), chance.uniform(-2_000, 40_000, k),
            chance.uniform(-6_000, 6_000, k), chance.integers(0, 16, k),
        ]  # fmt: skip
        new = to_codes([np.where(chance.random(k) < 0.2, np.nan, v) if c > 1 else v
                        for c, v in enumerate(values)])  # fmt: skip
        age_s = chance.integers(-5, 5_000, k)
        out = np.empty(most_bytes(k), np.uint8)
        end = pack_rows(slots, ~known[slots], codes[slots], new, age_s, 100, t_ms, out)
        codes[slots], known[slots], fix_ms[slots] = new, True, t_ms - 1_000 * age_s
        yield out[:end].tobytes(), codes.copy(), fix_ms.copy()


_UNPACK = """
import { readFileSync } from 'node:fs';
import { LiveObjects, fromBase64, unpack } from './unpack.mjs';
const objects = new LiveObjects();
const told = [];
for (const text of JSON.parse(readFileSync('given.json'))) {
  unpack(fromBase64(text), objects);
  told.push([...objects.there.keys()].filter((slot) => objects.there[slot]).map((slot) => [
    slot, objects.t[slot], objects.lon(slot), objects.lat(slot), objects.cog(slot),
    objects.sog(slot), objects.heading(slot), objects.alt(slot), objects.vrate(slot),
    objects.nav(slot)]));
}
console.log(JSON.stringify(told));
"""


def test_the_page_unpacks_what_was_packed(built: Path) -> None:
    ticks = list(_ticks())
    texts = [base64.b64encode(data).decode() for data, _, _ in ticks]
    for rows, (_, codes, fix_ms) in zip(_node(built, _UNPACK, texts), ticks, strict=True):
        table = np.array(rows, dtype=np.float64).reshape(-1, 2 + COLUMNS)
        slots = table[:, 0].astype(int)
        assert np.all(np.abs(table[:, 1] - fix_ms[slots]) <= 1_000)
        values = np.column_stack(to_values(codes[slots]))
        np.testing.assert_allclose(table[:, 2:], values, atol=1e-9)


_GARBAGE = """
import { readFileSync } from 'node:fs';
import { LiveObjects, fromBase64, unpack } from './unpack.mjs';
const told = { range: 0, fine: 0 };
for (const text of JSON.parse(readFileSync('given.json'))) {
  try {
    unpack(fromBase64(text), new LiveObjects());
    told.fine += 1;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    told.range += 1;
  }
}
console.log(JSON.stringify([[told.range, told.fine]]));
"""


def test_bytes_that_are_none_of_ours_are_refused(built: Path) -> None:
    chance = np.random.default_rng(3)
    whole = [data for data, _, _ in _ticks(10)]
    cut = [data[: len(data) // 2] for data in whole if len(data) > 12]
    noise = [b"\x01" + chance.bytes(int(chance.integers(1, 400))) for _ in range(200)]
    other = [b"\x02" + data[1:] for data in whole]
    longer = [data + b"\0" for data in whole]
    wrong = [base64.b64encode(one).decode() for one in (*cut, *other, *longer)]
    assert _node(built, _GARBAGE, wrong) == [[len(wrong), 0]]
    refused, fine = _node(built, _GARBAGE, [base64.b64encode(one).decode() for one in noise])[0]
    assert refused is not None
    assert fine is not None
    assert refused + fine == len(noise)


_BOXES = """
import { Messages, around, serves } from './live.mjs';
const text = 'event: a\\nid: 1\\ndata: {"x":1}\\n\\n: \\n\\nevent: b\\ndata: 2\\n\\n';
const ways = [];
for (let cut = 1; cut < text.length; cut += 1) {
  const messages = new Messages();
  const all = [...messages.take(text.slice(0, cut)), ...messages.take(text.slice(cut))];
  ways.push(JSON.stringify(all));
}
console.log(JSON.stringify([[
  new Set(ways).size, JSON.parse(ways[0]).length,
  ...around([100, 20, 120, 30]), around([-170, -80, 170, 80]) === null ? 1 : 0,
  ...around([170, 0, 190, 10]),
  serves([90, 15, 130, 35], [101, 21, 121, 31]) ? 1 : 0,
  serves([90, 15, 130, 35], [111, 21, 131, 31]) ? 1 : 0,
  serves([90, 15, 130, 35], [101, 21, 102, 22]) ? 1 : 0,
  serves([160, -5, -160, 15], [171, 1, 191, 11]) ? 1 : 0,
  serves(null, [101, 21, 121, 31]) ? 1 : 0,
]]));
"""


def test_messages_are_cut_and_boxes_are_asked_for(built: Path) -> None:
    told = _node(built, _BOXES, [])[0]
    assert told[:2] == [1, 2]
    assert told[2:7] == [90, 15, 130, 35, 1]
    assert told[7:11] == [160, -5, -160, 15]
    assert told[11:] == [1, 0, 0, 1, 0]


_FOLLOW = """
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LiveStream } from './live.mjs';
const { port } = JSON.parse(readFileSync('given.json'));
const say = (word, more) => console.log(JSON.stringify([word, more]));
const there = () => [...live.objects.there.keys()].filter((slot) => live.objects.there[slot])
  .map((slot) => [live.who[slot]?.id, live.who[slot]?.name, live.objects.lon(slot),
    live.objects.lat(slot), live.objects.sog(slot)]);
globalThis.document = Object.assign(new EventTarget(), { hidden: false });
const live = new LiveStream({
  snapshot: () => say('snapshot', there()),
  positions: () => say('positions', there()),
  gone: (slots) => say('gone', slots.map((slot) => live.who[slot]?.id)),
  said: () => say('said', there()),
  state: (state) => say('state', state),
}, `http://127.0.0.1:${port}/api/live`, 20);
live.open([124, 24, 126, 26]);
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, view] = JSON.parse(line);
  if (word === 'look') live.look(view);
  else if (word === 'hidden') {
    document.hidden = view;
    document.dispatchEvent(new Event('visibilitychange'));
  }
  else { live.close(); process.exit(0); }
});
"""


def test_the_page_follows_the_server(built: Path) -> None:
    hub = Hub()
    hub.positions(live_rows([1, 2], [125.0, 10.0], [25.0, 50.0]))
    hub.said(said_rows([1, 2], name=["ONE", "TWO"]))
    (built / "follow.mjs").write_text(_FOLLOW, encoding="utf-8")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with ExitStack() as server:
        port = server.enter_context(live_server(hub))
        (built / "given.json").write_text(json.dumps({"port": port}), encoding="utf-8")
        line = ["node", built / "follow.mjs"]
        with subprocess.Popen(line, cwd=built, text=True, **pipes) as page:  # type: ignore[call-overload]
            patience = threading.Timer(30.0, page.kill)
            server.callback(patience.cancel)
            patience.start()

            def until(word: str, more: object) -> None:
                for text in page.stdout:
                    told = json.loads(text)
                    if told == [word, more]:
                        return
                raise AssertionError((word, more))

            def send(*words: object) -> None:
                page.stdin.write(json.dumps(words) + "\n")
                page.stdin.flush()

            until("said", [["mmsi:000000001", "ONE", 125.0, 25.0, None]])
            hub.positions(live_rows([1], [125.00012], [25.5], sog_kn=[7.26], t_us=2))
            until("positions", [["mmsi:000000001", "ONE", 125.00012, 25.5, 7.3]])
            hub.positions(live_rows([1], [20.0], [25.0], t_us=3))
            until("gone", ["mmsi:000000001"])
            send("look", [9, 49, 11, 51])
            until("said", [["mmsi:000000002", "TWO", 10.0, 50.0, None]])
            send("hidden", True)
            until("state", "waiting")
            send("hidden", False)
            until("said", [["mmsi:000000002", "TWO", 10.0, 50.0, None]])
            server.close()
            until("state", "waiting")
            server.enter_context(live_server(hub, port=port))
            until("said", [["mmsi:000000002", "TWO", 10.0, 50.0, None]])
            send("close")
            assert page.wait(20) == 0
