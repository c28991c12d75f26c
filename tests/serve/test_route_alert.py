"""Alerts over HTTP: for those who may see all, and actions for those who may act."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from serving import serving

from straitwatch.event.table import events_table
from straitwatch.flow.alert.book import AlertBook
from straitwatch.flow.alert.message import Scribe
from straitwatch.flow.alert.rule import read_rules
from straitwatch.flow.alert.work import Alerts
from straitwatch.flow.config import Settings
from straitwatch.flow.keys import KeyBook
from straitwatch.flow.live_settings import RuleSettings
from straitwatch.flow.open_access import open_access
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.serve.desk import Desk
from straitwatch.serve.refuse import catch_errors
from straitwatch.serve.route_alert import alert_router
from straitwatch.serve.window import Limits
from straitwatch.store.store import Store, open_store

NOW = datetime.now(UTC)
ALL = frozenset({"read", "export", "operate"})


def transit(**more: object) -> dict[str, object]:
    row: dict[str, object] = {
        "event_id": "e1", "kind": "transit", "object_id": "mmsi:431000001", "t_start": NOW,
        "t_end": None, "lon": 125.0, "lat": 25.0, "certainty": "observed", "status": "open",
        "rule": "transit/1", "source": "feed",
    }  # fmt: skip
    return row | more


class Site:
    """A store, its alerts, and a server that tells of them."""

    def __init__(self, folder: Path, store: Store) -> None:
        file = ServerFile(server_file(folder))
        # port 9 (discard) of this machine refuses: nothing is delivered
        rule = RuleSettings(name="all", to=("json://user:s3cret@127.0.0.1:9/hook",))
        settings = Settings(rule=(rule,))
        self.store, self.keys, self.now = store, KeyBook(file), NOW
        self.alerts = Alerts(
            store, AlertBook(file), read_rules(settings), Scribe(), now=lambda: self.now
        )
        self.alerts.begin()
        access = open_access(folder, settings, host="127.0.0.1", public=False)
        self.app = FastAPI()
        catch_errors(self.app)
        self.app.state.desk = Desk(None, None, access, Limits())  # type: ignore[arg-type]
        self.app.include_router(alert_router(self.alerts))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_store(tmp_path / "store", create=True) as store:
        yield Site(tmp_path / "store", store)


def test_alerts_of_a_store_are_listed_and_tried_again(site: Site) -> None:
    site.store.put_events(events_table([transit()]), complete=False)
    site.alerts.step()
    site.store.put_events(events_table([transit(t_end=NOW, status="closed")]), complete=False)
    site.alerts.step()
    key = site.keys.new("officer", scopes=ALL, now=NOW)
    with serving(site.app) as address, httpx.Client(base_url=address) as client:
        told = client.get("/api/alerts").json()
        assert (told["n"], told["n_found"], told["next"]) == (1, 1, None)
        [row] = told["alerts"]
        assert (row["event_id"], row["part"], row["state"]) == ("e1", "alert", "waiting")
        assert (row["tries"], row["to"]) == (1, "json://127.0.0.1:9")
        assert row["reason"]
        assert "s3cret" not in client.get("/api/alerts").text
        assert client.get("/api/alerts?state=sent").json()["n"] == 0
        assert client.get("/api/alerts?state=odd").status_code == 400
        path, sign = f"/api/alerts/{row['id']}/retry", {"Authorization": f"Bearer {key}"}
        assert client.post(path).status_code == 403
        assert client.post(path, headers=sign).json() == {"id": row["id"], "retried": 1}
        assert client.post("/api/alerts/999/retry", headers=sign).status_code == 404
    assert site.alerts.step() == 1


def test_a_partner_sees_no_alerts(site: Site) -> None:
    key = site.keys.new("partner", scopes=ALL, release="partner", now=NOW)
    sign = {"Authorization": f"Bearer {key}"}
    with serving(site.app) as address, httpx.Client(base_url=address, headers=sign) as client:
        assert client.get("/api/alerts").status_code == 403
        assert client.post("/api/alerts/1/retry").status_code == 403


def test_what_stands_in_a_store_at_the_first_start_is_old(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        store.put_events(
            events_table([transit(event_id=f"old{k}") for k in range(3)]), complete=False
        )
        site = Site(tmp_path / "store", store)
        site.alerts.step()
        assert site.alerts.list_alerts()[1] == 0
        store.put_events(events_table([transit()]), complete=False)
        site.alerts.step()
        assert [row["event_id"] for row in site.alerts.list_alerts()[0]] == ["e1"]
