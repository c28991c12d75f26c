"""The hub: the newest state of each object, and what a reader of its ticks is left with."""

import threading
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streaming import Reader, Sees, live_rows, said_rows

from straitwatch.kernel.position_code import to_codes
from straitwatch.model.live import FeedHealth
from straitwatch.serve.channel import KEPT_TICKS, Box, Channel, snap
from straitwatch.serve.hub import Hub
from straitwatch.serve.scene import Scene


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def test_the_newest_fix_counts_and_what_is_no_place_does_not() -> None:
    hub = Hub()
    hub.positions(live_rows([7], [1.0], [2.0], t_us=50))
    hub.positions(live_rows([7], [9.0], [9.0], t_us=40))
    hub.positions(live_rows([8, 9], [181.0, None], [0.0, 0.0], t_us=60))
    tick = hub.take(0)
    assert tick.positions.object_id.tolist() == [7]
    assert tick.positions.values[0, :2].tolist() == [1.0, 2.0]
    assert (hub.counts.older, hub.counts.unplaced, hub.counts.positions) == (1, 2, 1)
    assert len(hub.take(1).positions.slots) == 0


def test_a_clock_that_ran_ahead_is_left_behind() -> None:
    hub = Hub()
    hub.positions(live_rows([7], [1.0], [2.0], t_us=9_000_000_000, received=[0]))
    hub.positions(live_rows([7], [1.5], [2.0], t_us=1_000_000))
    assert hub.take(0).positions.values[0, 0] == 1.5


def test_a_fix_without_a_time_is_dated_when_it_came() -> None:
    hub = Hub()
    hub.positions(live_rows([7], [1.0], [2.0], t=[None], received=[77]))
    assert hub.take(0).positions.t_us.tolist() == [77]


def test_the_silent_leave_and_their_slots_are_used_again_a_tick_later() -> None:
    clock = Clock()
    hub = Hub(clock=clock, silent_s=(100.0, 10.0))
    aircraft = (1 << 56) + 5
    hub.positions(live_rows([7, aircraft], [1.0, 2.0], [2.0, 2.0]))
    hub.take(0)
    clock.s = 50.0
    hub.positions(live_rows([8], [3.0], [3.0]))
    assert hub.take(1).gone.tolist() == [1]
    hub.positions(live_rows([9], [3.0], [3.0]))
    assert hub.take(2).positions.slots.tolist() == [1]
    clock.s = 120.0
    assert hub.take(3).gone.tolist() == [0]
    assert hub.counts.silent == 2


def test_a_full_hub_lets_the_longest_silent_go() -> None:
    clock = Clock()
    hub = Hub(most=2, clock=clock)
    hub.positions(live_rows([1, 2], [0.0, 0.0], [0.0, 0.0]))
    clock.s = 1.0
    hub.positions(live_rows([2, 3], [0.0, 0.0], [0.0, 0.0]))
    assert hub.counts.crowded == 1
    hub.positions(live_rows([3], [0.0], [0.0]))  # its reader does not know yet that slot 0 is free
    assert hub.counts.crowded == 2
    assert hub.take(0).gone.tolist() == [0]
    hub.positions(live_rows([3], [0.0], [0.0]))
    hub.take(1)
    assert sorted(hub.all_positions().object_id.tolist()) == [2, 3]


def test_words_are_merged_and_told_once() -> None:
    hub = Hub(lambda ids: [("JP", "ship", None) for _ in ids])
    hub.said(said_rows([7], name=["TOKYO MARU"], ship_type=[70]))
    assert len(hub.take(0).said) == 0  # nobody knows where it is
    hub.positions(live_rows([7], [1.0], [2.0]))
    hub.said(said_rows([7], callsign=["JABC"]))
    tick = hub.take(1)
    assert tick.said.tolist() == [0]
    told = hub.who(tick.said)[0]
    assert told[:7] == [0, "mmsi:000000007", "TOKYO MARU", "JABC", "JP", "ship", "cargo"]
    hub.said(said_rows([7], callsign=["JABC"]))
    assert len(hub.take(2).said) == 0


def test_what_a_simulated_feed_tells_is_marked() -> None:
    hub = Hub()
    hub.positions(live_rows([7], [1.0], [2.0]))
    hub.take(0)
    hub.feeds([FeedHealth("a", simulated=True)])
    tick = hub.take(1)
    assert tick.said.tolist() == [0]
    assert hub.who(tick.said)[0][-2:] == ["a", True]
    assert tick.feeds is not None
    assert hub.take(2).feeds is None


def test_many_threads_lose_nothing() -> None:
    hub = Hub()

    def write(first: int) -> None:
        for turn in range(50):
            ids = list(range(first, first + 40))
            hub.positions(live_rows(ids, [turn / 10.0] * 40, [1.0] * 40, t_us=turn))

    threads = [threading.Thread(target=write, args=(100 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    seen: dict[int, float] = {}
    while any(thread.is_alive() for thread in threads) or len(seen) < 160:
        rows = hub.take(0).positions
        seen |= dict(zip(rows.object_id.tolist(), rows.values[:, 0].tolist(), strict=True))
    rows = hub.take(0).positions
    seen |= dict(zip(rows.object_id.tolist(), rows.values[:, 0].tolist(), strict=True))
    assert len(seen) == 160
    assert set(seen.values()) == {4.9}


@pytest.mark.parametrize(
    ("box", "wider"),
    [
        (None, None),
        ((124.1, 24.2, 126.3, 26.4), (124.0, 24.0, 126.5, 26.5)),
        ((179.0, 0.0, -179.0, 2.0), (179.0, 0.0, -179.0, 2.0)),
        ((-180.0, -90.0, 180.0, 90.0), None),
        ((170.0, -10.0, 169.0, 10.0), (-180.0, -64.0, 180.0, 64.0)),
    ],
)
def test_boxes_are_widened_to_a_grid(box: Box | None, wider: Box | None) -> None:
    assert snap(box) == wider


Turn = tuple[list[tuple[int, int, int, int]], float, bool]
_MOVE = st.tuples(st.integers(1, 4), st.integers(-30, 30), st.integers(-20, 20), st.integers(0, 9))
_TURN = st.tuples(st.lists(_MOVE, max_size=5), st.sampled_from([0.0, 0.0, 60.0]), st.booleans())


@settings(deadline=None)
@given(turns=st.lists(_TURN, max_size=14), joined=st.integers(0, 5), lag=st.integers(0, 11))
def test_a_reader_has_what_is_there_whenever_it_came(
    turns: list[Turn], joined: int, lag: int
) -> None:
    """However objects come, move, leave the box, fall silent; whenever somebody joins or reads."""
    clock = Clock()
    hub = Hub(clock=clock, silent_s=(100.0, 100.0))
    scene, reader, at = Scene(hub, Sees(), 0, 0), Reader(), -1  # type: ignore[arg-type]
    channel = Channel(scene, (-20.0, -15.0, 20.0, 15.0), packed=True)
    for number, (moves, passed_s, named) in enumerate(turns):
        clock.s += passed_s
        for mmsi, lon, lat, sog in moves:
            hub.positions(live_rows([mmsi], [lon], [lat], sog_kn=[sog], t_us=number))
        if named and moves:
            hub.said(said_rows([moves[0][0]], name=[f"N{number}"]))
        channel.publish(scene.apply(hub.take(number * 1_000)))
        if number >= joined and number % (lag + 1) == 0:
            at = _read(channel, reader, at)
    _read(channel, reader, at)
    rows = hub.all_positions()
    codes = to_codes(list(rows.values.T))
    inside = np.all(np.abs(codes[:, :2]) <= [2_000_000, 1_500_000], axis=1)
    assert reader.there == set(rows.slots[inside].tolist())
    np.testing.assert_array_equal(reader.codes[rows.slots[inside]], codes[inside])
    told = {slot: who["name"] for slot, who in reader.who.items()}
    assert told == {row[0]: row[2] for row in hub.who(rows.slots[inside])}


def test_ticks_are_kept_for_a_while_and_none_is_left_out() -> None:
    hub = Hub()
    scene = Scene(hub, Sees(), 0, 0)  # type: ignore[arg-type]
    channel = Channel(scene, None, packed=True)
    for number in range(1, KEPT_TICKS + 2):
        hub.positions(live_rows([number], [1.0], [2.0]))
        channel.publish(scene.apply(hub.take(number)))
    assert channel.since(0) is None
    kept = channel.since(1)
    assert kept is not None
    assert kept.count(b"event: positions") == KEPT_TICKS
    assert channel.since(KEPT_TICKS + 1) == b""


def test_five_thousand_moving_ships_take_less_than_50_kb_a_second() -> None:
    """Each reports once a second, half of them in each tick, with noise in all that it measures."""
    n, chance, hub = 5_000, np.random.default_rng(2), Hub()
    ids, at = np.arange(n) + 431_000_000, chance.uniform([120, 20], [130, 30], (n, 2))
    course, knots = chance.uniform(0, 360, n), chance.uniform(5, 25, n)

    def report(some: npt.NDArray[np.int64], t_us: int) -> None:
        k, turn = len(some), np.radians(course[some])
        at[some] += np.column_stack([np.sin(turn), np.cos(turn)]) * knots[some, None] * 5.1e-6
        hub.positions(
            live_rows(ids[some], at[some, 0], at[some, 1], t_us=t_us,
                      sog_kn=knots[some] + chance.normal(0, 0.1, k),
                      cog_deg=(course[some] + chance.normal(0, 1.5, k)) % 360,
                      heading_deg=np.rint(course[some] + chance.normal(0, 1, k)) % 360)
        )  # fmt: skip

    report(np.arange(n), 0)
    scene = Scene(hub, Sees(), 0, 0)  # type: ignore[arg-type]
    channel = Channel(scene, None, packed=True)
    scene.apply(hub.take(0))
    for tick in (1, 2):
        report(np.arange(tick - 1, n, 2), tick * 500_000)
        channel.publish(scene.apply(hub.take(tick * 500)))
    told = channel.since(0)
    assert told is not None
    assert told.count(b"event: positions") == 2
    assert 20_000 < len(told) < 50_000


class SeesOne:
    """One object is seen."""

    whole, live = False, True

    def __init__(self, object_id: int) -> None:
        self._object_id = object_id

    def fixes(self, table: pa.Table, _: datetime) -> pa.Table:
        return table.filter(pc.equal(table["object_id"], self._object_id))

    def statics(self, table: pa.Table, _: datetime, *, seen: frozenset[str]) -> pa.Table:
        assert seen
        return table


def test_what_may_not_be_seen_any_more_goes_at_the_next_tick() -> None:
    hub, reader = Hub(), Reader()
    hub.positions(live_rows([1, 2], [1.0, 2.0], [0.0, 0.0]))
    hub.take(0)
    scene = Scene(hub, SeesOne(1), 0, 0)
    channel = Channel(scene, None, packed=True)
    at = _read(channel, reader, -1)
    assert [who["id"] for who in reader.who.values()] == ["mmsi:000000001"]
    scene.change(SeesOne(2))
    channel.publish(scene.apply(hub.take(1)))
    _read(channel, reader, at)
    assert [who["id"] for who in reader.who.values()] == ["mmsi:000000002"]
    assert reader.there == {1}


def _read(channel: Channel, reader: Reader, at: int) -> int:
    data, missed = b"", channel.since(at)
    if missed is None:
        picture = channel.picture()
        data, missed = b"".join(picture), channel.since(picture.tick)
        assert missed is not None
    data += missed
    for block in data.decode().split("\n\n"):
        if block:
            event, number, text = (line.partition(": ")[2] for line in block.split("\n"))
            reader.take((event, number, text))
    return channel.scene.tick
