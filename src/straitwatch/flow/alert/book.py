"""What is to be told, to whom, and how that went: kept in the server's own file.

A delivery is `waiting`, `sending`, then `sent`; or `failed` once it was tried long enough; or
`dropped` where its event was withdrawn before anything went out; or `unsure` where the server died
twice while it was being sent.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from straitwatch.flow.alert.rule import Rule
from straitwatch.flow.server_file import ServerFile
from straitwatch.model.schema import EVENT
from straitwatch.model.unit import iso, moment, to_us

__all__ = ["AlertBook", "Delivery"]

_Row = dict[str, Any]
_KEPT = [name for name in EVENT.names if name != "evidence"]
_MOST_DEATHS = 2
_FINAL = "('sent', 'failed', 'dropped', 'unsure')"
_COLUMNS = """d.id, a.id, a.rule, a.event_id, a.part, a.event, d.address, d.shown, d.state, d.due,
    d.since, d.tries, d.reason, d.sent, a.planned"""
_FROM = "FROM deliveries d JOIN alerts a ON a.id = d.alert_id"


@dataclass(frozen=True)
class Delivery:
    """A message on its way to one address.

    Attributes:
        delivery_id: number of it.
        alert_id: number of the alert: the same for all addresses.
        rule: name of the rule.
        part: `alert`, `closed` or `retracted`.
        event: row of EVENT, times as ISO 8601, without evidence.
        address: key of the address.
        since: from when it has been tried.
        tries: how often.
    """

    delivery_id: int
    alert_id: int
    rule: str
    part: str
    event: _Row
    address: str
    since: datetime
    tries: int


class AlertBook:
    """Alerts of a server's file.

    Args:
        file: of the server.
    """

    def __init__(self, file: ServerFile) -> None:
        self._file = file

    def seq(self) -> int | None:
        """Give the number of the last change of events that was looked at; None: none ever."""
        found = self._file.rows("SELECT value FROM alert_state WHERE name = 'seq'")
        return int(found[0][0]) if found else None

    def start_at(self, seq: int) -> None:
        """Look only at later changes."""
        with self._file.writing() as db:
            _set_seq(db, seq)

    def plan(self, changes: Sequence[_Row], rules: Sequence[Rule], seq: int, now: datetime) -> int:
        """Turn changes of events into what is to be told, and note how far they were looked at.

        Args:
            changes: rows of EVENT as they stand.
            rules: in force.
            seq: number of the last of the changes.
            now: aware.

        Returns:
            how many alerts are new.

        Notes:
            One transaction: after a crash the same changes are looked at again, and find what is
            planned already.
        """
        with self._file.writing() as db:
            made = sum(_plan_one(db, event, rule, now) for event in changes for rule in rules)
            _set_seq(db, seq)
        return made

    def recover(self) -> int:
        """Take up what a dead server left in the middle; returns how many.

        It may have been sent: it is sent once more, and not again if that dies too.
        """
        with self._file.writing() as db:
            found = db.execute(
                "UPDATE deliveries SET deaths = deaths + 1, state = CASE WHEN deaths + 1 >= ? "
                "THEN 'unsure' ELSE 'waiting' END, "
                "reason = 'the server stopped while it was being sent' "
                "WHERE state = 'sending'",
                (_MOST_DEATHS,),
            )
            return found.rowcount

    def due(self, now: datetime, most: int = 100) -> list[Delivery]:
        """List what may be sent now, the oldest first; an update waits for its alert."""
        rows = self._file.rows(
            f"SELECT {_COLUMNS} {_FROM} WHERE d.state = 'waiting' AND d.due <= ? AND NOT EXISTS ("  # noqa: S608 - own words only
            "SELECT 1 FROM deliveries e JOIN alerts b ON b.id = e.alert_id WHERE b.rule = a.rule "
            "AND b.event_id = a.event_id AND b.id < a.id AND e.address = d.address "
            f"AND e.state NOT IN {_FINAL}) ORDER BY d.due, d.id LIMIT ?",
            (to_us(now), most),
        )
        return [
            Delivery(
                row[0], row[1], row[2], row[4], json.loads(row[5]), row[6], moment(row[10]), row[11]
            )
            for row in rows
        ]

    def begin(self, delivery_id: int) -> None:
        """Note that it is being sent, before it is."""
        self._set(delivery_id, "state = 'sending', tries = tries + 1", ())

    def note_sent(self, delivery_id: int, now: datetime) -> None:
        """Note that it was sent."""
        self._set(delivery_id, "state = 'sent', reason = NULL, sent = ?", (to_us(now),))

    def note_failed(self, delivery_id: int, reason: str, again: datetime | None) -> None:
        """Note that it was not, and when it is tried again; None: it is not."""
        if again is None:
            self._set(delivery_id, "state = 'failed', reason = ?", (reason,))
        else:
            self._set(delivery_id, "state = 'waiting', reason = ?, due = ?", (reason, to_us(again)))

    def put_off(self, delivery_id: int, until: datetime, *, afresh: bool = False) -> None:
        """Let it wait without counting a try; afresh: it has not been tried as yet."""
        more = ", since = ?" if afresh else ""
        self._set(delivery_id, f"due = ?{more}", (to_us(until),) * (1 + afresh))

    def _set(self, delivery_id: int, what: str, values: tuple[Any, ...]) -> None:
        with self._file.writing() as db:
            db.execute(f"UPDATE deliveries SET {what} WHERE id = ?", (*values, delivery_id))  # noqa: S608 - own words only

    def retry(self, alert_id: int, now: datetime) -> int:
        """Try again what was not delivered of an alert; returns to how many addresses."""
        with self._file.writing() as db:
            found = db.execute(
                "UPDATE deliveries SET state = 'waiting', due = ?1, since = ?1, tries = 0, "
                "deaths = 0 WHERE alert_id = ?2 AND state IN ('failed', 'unsure', 'waiting')",
                (to_us(now), alert_id),
            )
            return found.rowcount

    def listing(
        self, *, state: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[list[_Row], int]:
        """List deliveries, the newest first, and count them; nothing in it is secret."""
        where, values = ("WHERE d.state = ?", (state,)) if state else ("", ())
        found = self._file.rows(f"SELECT count(*) {_FROM} {where}", values)
        rows = self._file.rows(
            f"SELECT {_COLUMNS} {_FROM} {where} ORDER BY d.id DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [_record(row) for row in rows], found[0][0] if found else 0


def _record(row: tuple[Any, ...]) -> _Row:
    event = json.loads(row[5])
    told = {
        name: event[name] for name in ("kind", "object_id", "object_name", "where", "certainty")
    }
    tried = {"tries": row[11], "reason": row[12]}
    return {
        "id": row[1], "rule": row[2], "event_id": row[3], "part": row[4], **told, "to": row[7],
        "state": row[8], **tried, "due": iso(moment(row[9])) if row[8] == "waiting" else None,
        "sent": None if row[13] is None else iso(moment(row[13])), "planned": iso(moment(row[14])),
    }  # fmt: skip


def _set_seq(db: sqlite3.Connection, seq: int) -> None:
    db.execute("INSERT OR REPLACE INTO alert_state VALUES ('seq', ?)", (seq,))


def _plan_one(db: sqlite3.Connection, event: _Row, rule: Rule, now: datetime) -> int:
    """Plan what one rule tells of one event; returns 1 for a new alert or update."""
    key = rule.name, event["event_id"]
    parts = dict(
        db.execute("SELECT part, id FROM alerts WHERE rule = ? AND event_id = ?", key).fetchall()
    )
    if not parts:
        if event["status"] == "retracted" or not rule.asks_for(event):
            return 0
        return _add(db, event, rule, "alert", now)
    news = _news_of(db, event, parts)
    return _add(db, event, rule, news, now) if news else 0


def _news_of(db: sqlite3.Connection, event: _Row, parts: Mapping[str, int]) -> str | None:
    """Tell what is new of an event that was told of; brings up to date what has not gone out."""
    alert, status = parts["alert"], event["status"]
    (out, told) = db.execute(
        "SELECT (SELECT count(*) FROM deliveries WHERE alert_id = ?1 "
        "AND state IN ('sent', 'sending', 'unsure')), status FROM alerts WHERE id = ?1",
        (alert,),
    ).fetchone()
    if not out:
        _bring_up_to_date(db, event, alert)
        return None
    if status == "retracted":
        return None if "retracted" in parts else "retracted"
    return "closed" if status == "closed" and told == "open" and "closed" not in parts else None


def _bring_up_to_date(db: sqlite3.Connection, event: _Row, alert: int) -> None:
    """Let an alert that nobody got as yet tell of the event as it stands."""
    db.execute(
        "UPDATE alerts SET event = ?, status = ? WHERE id = ?",
        (_kept(event), event["status"], alert),
    )
    if event["status"] == "retracted":
        db.execute(
            "UPDATE deliveries SET state = 'dropped', reason = 'withdrawn before it was sent' "
            "WHERE alert_id = ? AND state IN ('waiting', 'failed')",
            (alert,),
        )


def _add(db: sqlite3.Connection, event: _Row, rule: Rule, part: str, now: datetime) -> int:
    t = to_us(now)
    added = db.execute(
        "INSERT OR IGNORE INTO alerts (rule, event_id, part, status, event, planned) "
        "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (rule.name, event["event_id"], part, event["status"], _kept(event), t),
    ).fetchall()
    for (alert,) in added:
        db.executemany(
            "INSERT OR IGNORE INTO deliveries (alert_id, address, shown, state, due, since) "
            "VALUES (?, ?, ?, 'waiting', ?, ?)",
            [(alert, address.key, address.shown, t, t) for address in rule.to],
        )
    return len(added)


def _kept(event: _Row) -> str:
    plain = {name: event[name] for name in _KEPT}
    return json.dumps(plain, ensure_ascii=False, default=iso)
