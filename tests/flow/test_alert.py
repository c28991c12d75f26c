"""Alerts: one an event and rule, an update when it ends, retried, and no secret told."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from datetime import time as dtime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from straitwatch.cli import app
from straitwatch.event.table import events_table
from straitwatch.flow.alert.address import Address, read_address
from straitwatch.flow.alert.book import AlertBook
from straitwatch.flow.alert.message import Scribe
from straitwatch.flow.alert.open import open_alerts
from straitwatch.flow.alert.quiet import read_quiet
from straitwatch.flow.alert.rule import read_rules
from straitwatch.flow.alert.send import Sender
from straitwatch.flow.alert.work import Alerts, retry_after
from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import AlertSettings, RuleSettings
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.model.error import ConfigError
from straitwatch.zone.gate_file import watched_gates

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Row = dict[str, Any]


class Hook:
    """A web server that receives what apprise posts."""

    def __init__(self) -> None:
        hook = self
        self.got: list[Row] = []
        self.status, self.pause_s = 200, 0.0
        self.arrived = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.arrived.set()
                time.sleep(hook.pause_s)
                hook.got.append(json.loads(body))
                with suppress(OSError):  # who asked may be dead
                    self.send_response(hook.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://user:hunter2secret@127.0.0.1:{self.server.server_address[1]}/tok3n-path"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.got]


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Changes:
    """A log of changes in memory."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def tell(self, **more: object) -> None:
        self.rows.append(event(**more) | {"seq": len(self.rows) + 1, "change": "new"})

    def event_seq(self) -> int:
        return len(self.rows)

    def event_changes(self, after: int, *, limit: int = 1000) -> pa.Table:
        rows = self.rows[after : after + limit]
        plain = [{k: v for k, v in row.items() if k not in ("seq", "change")} for row in rows]
        table = events_table(plain)
        return table.append_column("seq", pa.array([row["seq"] for row in rows], pa.int64()))


def event(**more: object) -> Row:
    row = {
        "event_id": "e1", "kind": "transit", "object_id": "hull:CN/16", "object_name": "Liaoning",
        "t_start": NOW, "t_end": NOW, "lon": 125.5, "lat": 25.25, "where": "Miyako Strait",
        "others": ["hull:CN/104"], "status": "closed", "certainty": "observed",
        "legal_basis": "UNCLOS 36", "uncertainty_m": 500.0, "detail": {"gate_id": "miyako"},
        "evidence": [{"line": 1}], "when": None,
    }  # fmt: skip
    return row | more


class Desk:
    """Alerts over a log, with a clock that is set by hand."""

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        limit_s: float = 10.0,
        log: Changes | None = None,
        **rule: object,
    ) -> None:
        words: Row = {"name": "carrier", "to": (url,), **rule}
        self.settings = Settings(
            rule=(RuleSettings(**words),),
            alert=AlertSettings(page="https://watch.example/", timezone="Asia/Tokyo"),
        )
        self.log, self.now, self.said = log or Changes(), NOW, list[str]()
        self.folder, self.limit_s = folder, limit_s
        self.start()

    def start(self) -> None:
        self.book = AlertBook(ServerFile(self.folder / "server.sqlite"))
        self.alerts = Alerts(
            self.log, self.book, read_rules(self.settings), Scribe(), say=self.said.append,
            sender=Sender(self.limit_s), now=lambda: self.now,
        )  # fmt: skip
        self.alerts.begin()

    def states(self) -> list[tuple[str, str]]:
        return [(row["part"], row["state"]) for row in self.book.listing()[0]][::-1]

    def later(self, **span: float) -> int:
        self.now += timedelta(**span)
        return self.alerts.step()


@pytest.fixture
def desk(tmp_path: Path, hook: Hook) -> Desk:
    return Desk(tmp_path, hook.url)


def test_one_alert_an_event_and_an_update_when_it_closes(desk: Desk, hook: Hook) -> None:
    desk.log.tell(status="open", t_end=None)
    desk.alerts.step()
    desk.log.tell(status="open", t_end=None, lon=125.6)
    desk.log.tell()
    desk.log.tell(lat=26.0)
    desk.alerts.step()
    desk.start()
    desk.alerts.step()
    assert hook.titles == [
        "Transit: Liaoning, Miyako Strait",
        "Ended: Transit: Liaoning, Miyako Strait",
    ]
    assert desk.states() == [("alert", "sent"), ("closed", "sent")]


def test_an_event_that_is_withdrawn_is_told_once(desk: Desk, hook: Hook) -> None:
    desk.log.tell()
    desk.alerts.step()
    for _ in range(3):
        desk.log.tell(status="retracted")
        desk.alerts.step()
    assert hook.titles[1:] == ["Withdrawn: Transit: Liaoning, Miyako Strait"]


def test_what_was_withdrawn_before_it_was_sent_is_not_sent(tmp_path: Path, hook: Hook) -> None:
    desk = Desk(tmp_path, hook.url, quiet="20:00-22:00")  # 21:00 in Tokyo
    desk.log.tell()
    desk.alerts.step()
    desk.log.tell(status="retracted")
    desk.later(hours=2)
    assert hook.got == []
    assert desk.states() == [("alert", "dropped")]


def test_an_event_that_closed_before_it_was_told_is_told_once(tmp_path: Path, hook: Hook) -> None:
    desk = Desk(tmp_path, hook.url, quiet="20:00-22:00")
    desk.log.tell(status="open", t_end=None)
    desk.alerts.step()
    desk.log.tell()
    desk.later(minutes=59)
    assert hook.got == []
    desk.later(minutes=1)
    assert hook.titles == ["Transit: Liaoning, Miyako Strait"]
    assert "goes on" not in hook.got[0]["message"]


def test_a_first_start_tells_nothing_of_old_events(tmp_path: Path, hook: Hook) -> None:
    log = Changes()
    for k in range(5):
        log.tell(event_id=f"old{k}")
    old = Desk(tmp_path, hook.url, log=log)
    old.alerts.step()
    assert hook.got == []
    assert "begin with what happens from now on" in old.said[0]
    old.log.tell(event_id="new")
    old.alerts.step()
    assert len(hook.got) == 1


def test_what_fails_is_tried_again_later_each_time(desk: Desk, hook: Hook) -> None:
    hook.status = 503
    desk.log.tell()
    assert desk.later() == 1
    assert desk.later(seconds=59) == 0
    assert desk.later(seconds=1) == 1
    assert desk.later(seconds=119) == 0
    assert desk.later(seconds=1) == 1
    row = desk.book.listing()[0][0]
    assert (row["state"], row["tries"]) == ("waiting", 3)
    assert "503" in row["reason"]
    hook.status = 200
    assert desk.later(minutes=4) == 1
    assert desk.states() == [("alert", "sent")]
    assert len(hook.got) == 4


def test_after_three_days_it_is_given_up_shown_and_may_be_tried_by_hand(
    desk: Desk, hook: Hook
) -> None:
    hook.status = 500
    desk.log.tell()
    desk.later()
    while desk.states() == [("alert", "waiting")]:
        desk.later(hours=6)
        assert desk.now < NOW + timedelta(days=4)
    [row] = desk.book.listing()[0]
    assert row["state"] == "failed"
    assert "500" in row["reason"]
    hook.status = 200
    assert desk.alerts.retry(row["id"]) == 1
    desk.later()
    assert desk.states() == [("alert", "sent")]
    assert desk.alerts.retry(row["id"]) == 0


def test_an_update_waits_for_its_alert(tmp_path: Path, hook: Hook) -> None:
    other = Hook()
    desk = Desk(tmp_path, hook.url, to=(hook.url, other.url))
    other.status = 500
    desk.log.tell(status="open", t_end=None)
    desk.later()
    other.got.clear()
    other.status = 200
    desk.log.tell()
    desk.later()
    assert hook.titles == [
        "Transit: Liaoning, Miyako Strait",
        "Ended: Transit: Liaoning, Miyako Strait",
    ]
    assert other.got == []
    desk.later(minutes=1)
    desk.later(minutes=1)
    assert other.titles == hook.titles
    other.server.shutdown()
    other.server.server_close()


def test_a_service_that_hangs_is_left_behind(tmp_path: Path, hook: Hook) -> None:
    desk = Desk(tmp_path, hook.url, limit_s=0.3)
    hook.pause_s = 5.0
    desk.log.tell()
    desk.log.tell(event_id="e2")
    began = time.monotonic()
    desk.later()
    assert time.monotonic() - began < 4.5  # not as long as the service hangs
    first, second = desk.book.listing()[0][::-1]
    assert first["reason"] == "no answer within 0.3 s"
    assert (second["state"], second["tries"]) == ("waiting", 0)


@pytest.mark.parametrize(
    ("rule", "event", "told"),
    [
        ({}, {}, True),
        ({"kinds": ("gap",)}, {}, False),
        ({"kinds": ("gap", "transit")}, {}, True),
        ({"objects": ("hull:CN/104",)}, {}, True),
        ({"objects": ("hull:CN/10*",)}, {}, True),
        ({"objects": ("hull:CN/17",)}, {}, False),
        ({"flags": ("CN",)}, {}, True),
        ({"flags": ("JP",)}, {"object_id": "mmsi:431000001"}, True),
        ({"flags": ("JP",)}, {"object_id": None}, False),
        ({"gates": ("miyako",)}, {}, True),
        ({"gates": ("soya",)}, {}, False),
        ({"certainty": ("reported",)}, {}, False),
        ({}, {"certainty": "simulated"}, False),
        ({"certainty": ("simulated",)}, {"certainty": "simulated"}, True),
        ({"box": (120, 20, 130, 30)}, {}, True),
        ({"box": (170, 20, -170, 30)}, {}, False),
        ({"box": (120, 20, 130, 30)}, {"lon": None}, False),
        ({}, {"status": "retracted"}, False),
    ],
)
def test_what_a_rule_asks_for(
    tmp_path: Path, hook: Hook, rule: Row, event: Row, told: bool
) -> None:
    desk = Desk(tmp_path, hook.url, **rule)
    desk.log.tell(**event)
    desk.alerts.step()
    assert bool(hook.got) is told


def test_a_message_tells_what_when_where_how_sure_the_law_and_the_page() -> None:
    scribe = Scribe("en", ZoneInfo("Asia/Tokyo"), "https://watch.example/")
    message = scribe.write(event(t_end=NOW + timedelta(hours=1)), "alert")
    span = (
        "2026-06-01 21:00 JST (2026-06-01 12:00 UTC) - 2026-06-01 22:00 JST (2026-06-01 13:00 UTC)"
    )
    assert message.title == "Transit: Liaoning, Miyako Strait"
    assert message.body.splitlines() == [
        "What: Transit",
        "Who: Liaoning (hull:CN/16)",
        "With: hull:CN/104",
        f"When: {span}",
        "Where: Miyako Strait, 25.250N 125.500E, within 0.5 km",
        "Certainty: observed, from positions that were heard",
        "Law: UNCLOS 36",
        "Page: https://watch.example/event/e1",
    ]


def test_a_message_in_japanese() -> None:
    gates = {row["name"]: row for row in watched_gates().to_pylist()}
    told = event(detail='{"gate_id":"miyako"}')
    message = Scribe("ja", ZoneInfo("UTC"), "", gates).write(told, "closed")
    assert message.title.startswith("終了: 海峡通過: Liaoning, 宮古海峡")
    assert "確度: 観測" in message.body
    assert "法: " in message.body
    assert "UNCLOS 36" not in message.body
    assert "ページ" not in message.body


def test_a_simulated_event_says_so_first() -> None:
    message = Scribe().write(event(certainty="simulated"), "alert")
    assert message.title.startswith("[SIMULATED] ")
    assert message.body.startswith("SIMULATED: no such thing happened.")


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "ends"),
    [
        ("22:00-06:00", "UTC", "2026-06-01T21:59", "2026-06-01T21:59"),
        ("22:00-06:00", "UTC", "2026-06-01T22:00", "2026-06-02T06:00"),
        ("22:00-06:00", "UTC", "2026-06-02T05:59", "2026-06-02T06:00"),
        ("22:00-06:00", "UTC", "2026-06-02T06:00", "2026-06-02T06:00"),
        ("22:00-06:00", "Asia/Tokyo", "2026-06-01T13:00", "2026-06-01T21:00"),
        ("12:00-13:30", "UTC", "2026-06-01T13:00", "2026-06-01T13:30"),
        ("20:00-24:00", "UTC", "2026-06-01T23:00", "2026-06-02T00:00"),
        ("22:00-06:00", "Europe/Paris", "2026-03-28T23:00", "2026-03-29T04:00"),  # clocks change
    ],
)
def test_quiet_hours(quiet: str, zone: str, now: str, ends: str) -> None:
    found = read_quiet(quiet, ZoneInfo(zone))
    assert found is not None
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert found.ends(moment) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@settings(deadline=None)
@given(
    st.times(), st.times(), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - UTC below
    st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
)  # fmt: skip
def test_law_quiet_hours_end_within_a_day(
    start: dtime, end: dtime, at: datetime, zone: str
) -> None:
    text = f"{start:%H:%M}-{end:%H:%M}"
    if f"{start:%H:%M}" == f"{end:%H:%M}":
        with pytest.raises(ConfigError):
            read_quiet(text, ZoneInfo(zone))
        return
    quiet = read_quiet(text, ZoneInfo(zone))
    assert quiet is not None
    now = at.replace(tzinfo=UTC)
    until = quiet.ends(now)
    assert timedelta(0) <= until - now <= timedelta(hours=25)
    assert quiet.ends(until) == until


@pytest.mark.parametrize(
    "text", ["22:00", "22-6", "25:00-06:00", "night", "22:00-25:00", "06:00-06:00"]
)
def test_senseless_quiet_hours(text: str) -> None:
    with pytest.raises(ConfigError, match="quiet"):
        read_quiet(text, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("rules", "alert", "found"),
    [
        ([{"name": "a"}], {}, "tells nobody"),
        ([{"name": "", "to": ("json://h",)}], {}, "no name"),
        ([{"name": "a", "to": ("json://h",)}] * 2, {}, "two are called"),
        ([{"name": "a", "to": ("json://h",), "certainty": ("sure",)}], {}, "known are"),
        ([{"name": "a", "to": ("json://h",), "box": (1, 2, 3)}], {}, "3 numbers"),
        ([{"name": "a", "to": ("nothing",)}], {}, "no service"),
        ([{"name": "a", "to": ("env:1 2",)}], {}, "no variable"),
        ([{"name": "a", "to": ("json://h",)}], {"timezone": "Tokio"}, "Asia/Tokyo"),
    ],
)
def test_senseless_rules(rules: list[Row], alert: Row, found: str) -> None:
    made = tuple(RuleSettings(**one) for one in rules)
    with pytest.raises(ConfigError, match=found):
        read_rules(Settings(rule=made, alert=AlertSettings(**alert)))


def test_no_rule_no_alerts(tmp_path: Path) -> None:
    assert open_alerts(tmp_path / "store", Changes(), Settings()) is None
    assert not list(tmp_path.iterdir())


def test_no_secret_is_told(tmp_path: Path, hook: Hook) -> None:
    desk = Desk(tmp_path, hook.url)
    hook.status = 401
    desk.log.tell()
    desk.later()
    told = json.dumps(desk.book.listing()[0])
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in ("hunter2secret", "tok3n-path", "user:"):
        assert secret not in told
        assert secret.encode() not in kept
    assert "127.0.0.1" in told


def test_an_address_of_the_environment_is_read_when_it_is_used() -> None:
    environ = {"HOOK": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}
    address = Address("env:HOOK", environ)
    assert address.shown == "env:HOOK"
    assert address.url == environ["HOOK"]
    shown = address.scrub("POST slack://T1JJ3T3L2/A1BRTD4JD failed for TIiajkdnlazkcOXrIdevi7FQ")
    assert not {"T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ"} & set(
        shown.replace("/", " ").split()
    )
    assert Address(environ["HOOK"]).shown == "slack://..."
    assert read_address("mailto://me:word@example.org").shown == "mailto://example.org"
    missing = Sender().send(Address("env:NOT_THERE", {}), Scribe().write_test("a"))
    assert missing is not None
    assert "NOT_THERE is not set" in missing


def test_an_address_that_apprise_does_not_know_fails_and_says_so() -> None:
    why_not = Sender().send(Address("nosuch://word@h.example/secret"), Scribe().write_test("a"))
    assert why_not is not None
    assert "secret" not in why_not


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (60, 360)]
)
def test_back_off(tries: int, minutes: int) -> None:
    assert retry_after(tries, NOW, NOW) == NOW + timedelta(minutes=minutes)
    assert retry_after(tries, NOW - timedelta(days=3), NOW) is None


_CHILD = """
import sys, threading
from pathlib import Path
sys.path[:0] = {path!r}
from test_alert import Changes, NOW
from straitwatch.flow.alert.book import AlertBook
from straitwatch.flow.alert.message import Scribe
from straitwatch.flow.alert.rule import read_rules
from straitwatch.flow.alert.work import Alerts
from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import RuleSettings
from straitwatch.flow.server_file import ServerFile
log = Changes()
alerts = Alerts(log, AlertBook(ServerFile(Path({file!r}))), read_rules(Settings(
    rule=(RuleSettings(name="a", to=({url!r},)),))), Scribe())
alerts.begin()
log.tell()
alerts.step()
"""


def test_a_kill_while_sending_repeats_a_message_once_at_most(tmp_path: Path, hook: Hook) -> None:
    words = {
        "path": [str(Path(__file__).parent), *sys.path],
        "file": str(tmp_path / "server.sqlite"),
        "url": hook.url,
    }
    hook.pause_s = 1.0
    child = subprocess.Popen([sys.executable, "-c", _CHILD.format(**words)])
    assert hook.arrived.wait(60)
    child.kill()  # it was received, and the child does not know as yet
    child.wait()
    hook.pause_s = 0.0
    desk = Desk(tmp_path, hook.url, name="a")
    desk.now = datetime.now(UTC)
    assert "may have been sent" in desk.said[-1]
    desk.log.tell()
    desk.alerts.step()
    desk.start()
    desk.alerts.step()
    assert desk.states() == [("alert", "sent")]
    ends = time.monotonic() + 20
    while len(hook.got) < 2:
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert hook.titles == ["Transit: Liaoning, Miyako Strait"] * 2


def test_two_deaths_while_sending_leave_it_unsure(desk: Desk, hook: Hook) -> None:
    desk.log.tell()
    desk.alerts._look()
    [row] = desk.book.due(NOW)
    for _ in range(2):
        desk.book.begin(row.delivery_id)
        desk.start()
    assert desk.later() == 0
    assert desk.states() == [("alert", "unsure")]
    desk.alerts.retry(row.alert_id)
    desk.later()
    assert len(hook.got) == 1


def test_of_two_servers_one_delivers(tmp_path: Path, hook: Hook) -> None:
    log, said = Changes(), list[str]()
    settings = Settings(rule=(RuleSettings(name="a", to=(hook.url,)),))
    both = [open_alerts(tmp_path / "store", log, settings, say=said.append) for _ in range(2)]
    first, second = cast("list[Alerts]", both)
    lock = tmp_path / "lock"
    first.start(lock)
    ends = time.monotonic() + 20
    while first.book.seq() is None:
        assert time.monotonic() < ends
        time.sleep(0.01)
    second.start(lock)
    while not any("another server" in words for words in said):
        assert time.monotonic() < ends
        time.sleep(0.01)
    for k in range(3):
        log.tell(event_id=f"e{k}")
        first.nudge()
        second.nudge()
    while len(hook.got) < 3:
        assert time.monotonic() < ends
        time.sleep(0.01)
    first.stop()
    log.tell(event_id="after")  # the other one takes over
    while len(hook.got) < 4:
        second.nudge()
        assert time.monotonic() < ends
        time.sleep(0.01)
    second.stop()
    assert len(hook.got) == 4


def test_the_commands(tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = tmp_path / "watch.toml"
    to = '["env:HOOK", "json://127.0.0.1:9/s3cret"]'
    watch.write_text(f'[[rule]]\nname = "carrier"\nto = {to}\n', encoding="utf-8")
    monkeypatch.setenv("HOOK", hook.url)
    run = CliRunner()
    tried = run.invoke(app, ["alert", "test", "carrier", "--watch", str(watch)])
    assert tried.exit_code == 1
    assert "env:HOOK: delivered" in tried.stdout
    assert "json://127.0.0.1:9: not delivered" in tried.stdout
    assert "s3cret" not in tried.output
    assert hook.titles == ["Straitwatch: Test: carrier"]
    unknown = run.invoke(app, ["alert", "test", "nobody", "--watch", str(watch)])
    assert isinstance(unknown.exception, ConfigError)
    desk = Desk(tmp_path, hook.url)
    desk.log.tell()
    desk.later()
    assert server_file(tmp_path / "store") == tmp_path / "server.sqlite"
    (tmp_path / "store").mkdir()
    listed = run.invoke(app, ["alert", "list", "--store", str(tmp_path)])
    assert (
        "sent     carrier: alert of transit by Liaoning (e1) to json://127.0.0.1" in listed.stdout
    )
    odd = run.invoke(app, ["alert", "list", "--state", "odd", "--store", str(tmp_path)])
    assert isinstance(odd.exception, ConfigError)
