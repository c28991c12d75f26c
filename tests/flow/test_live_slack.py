"""How long the watch waits: what feeds need, and no longer."""

import numpy as np
import pyarrow as pa

from straitwatch.flow.live.slack import Slack
from straitwatch.model.schema import FIX

NOW_US = 1_700_000_000_000_000


def fixes(*lags_s: float | None) -> pa.Table:
    t = [None if lag is None else NOW_US - round(lag * 1e6) for lag in lags_s]
    columns = {name: pa.nulls(len(t), FIX.field(name).type) for name in FIX.names}
    columns["object_id"] = pa.array(np.arange(len(t)), pa.int64())
    columns["t"] = pa.array(t, pa.int64()).cast(FIX.field("t").type)
    return pa.table(columns, schema=FIX)


def test_feeds_that_are_dated_by_receipt_are_not_waited_for() -> None:
    slack = Slack()
    for _ in range(100):
        slack.learn("mast", fixes(*[0.0] * 50), NOW_US)
    assert slack.wait_s(0.3) == 0.3


def test_a_feed_with_old_positions_is_waited_for() -> None:
    slack = Slack()
    for _ in range(50):
        slack.learn("aircraft", fixes(*np.linspace(0.0, 4.0, 60)), NOW_US)
        slack.learn("mast", fixes(0.0, 0.0), NOW_US)
    assert slack.wait_s(0.3) == 4.0
    for _ in range(200):
        slack.learn("aircraft", fixes(*[0.1] * 60), NOW_US)
    assert slack.wait_s(0.3) == 0.3


def test_one_straggler_does_not_make_all_wait() -> None:
    slack = Slack()
    for _ in range(20):
        slack.learn("mast", fixes(*[0.0] * 50), NOW_US)
    slack.learn("mast", fixes(*[0.0] * 49, 30.0), NOW_US)
    assert slack.wait_s(0.3) == 0.3


def test_records_played_again_and_clocks_that_run_ahead_are_left_out() -> None:
    slack = Slack()
    slack.learn("old", fixes(*[86_400.0] * 500), NOW_US)
    slack.learn("ahead", fixes(*[-300.0] * 500), NOW_US)
    slack.learn("undated", fixes(None, None), NOW_US)
    assert slack.wait_s(0.3) == 0.3


def test_no_event_waits_longer_than_ten_seconds() -> None:
    slack = Slack()
    slack.learn("slow", fixes(*[50.0] * 500), NOW_US)
    assert slack.wait_s(0.3) == 10.0
    assert slack.wait_s(20.0) == 20.0
