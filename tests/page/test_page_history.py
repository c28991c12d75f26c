"""An event that a later run told otherwise, and one that none tells any more: both stay told."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyarrow as pa
import pytest
from opened import OpenPage, start_server, stop_server

from straitwatch.store.store import open_store

pytestmark = pytest.mark.page

TRANSIT = "a5c3db596ad68ff2"
ENTRY = "b5c4a1689517f6ab"


def _with(row: pa.Table, **values: object) -> pa.Table:
    for name, value in values.items():
        at = row.schema.get_field_index(name)
        row = row.set_column(at, row.schema.field(at), pa.array([value], row.schema.field(at).type))
    return row


@pytest.fixture(scope="module")
def changed(
    built_page: Path, demo_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server over a store in which one event was corrected and another one retracted."""
    assert built_page.is_file()
    store = tmp_path_factory.mktemp("changed") / "store"
    shutil.copytree(demo_out / "store", store)
    held = open_store(store)
    events = held.events()
    ids = events["event_id"].to_pylist()
    transit, entry = (events.slice(ids.index(one), 1) for one in (TRANSIT, ENTRY))
    told = pa.concat_tables([_with(transit, n=5), _with(entry, status="retracted")])
    held.put_events(told, complete=False)
    held.close()
    process, address = start_server(store)
    yield address
    stop_server(process)


def test_how_an_event_stood_before_is_told(open_page: OpenPage, changed: str) -> None:
    one = open_page(f"/event/{TRANSIT}?lang=en&tab=", base=changed, settle=False)
    past = one.page.locator(".history li")
    past.first.wait_for()
    assert past.count() == 1
    assert "Until " in past.inner_text()
    assert "Count 6" in past.inner_text()
    count = one.page.locator(".fact", has=one.page.get_by_text("Count", exact=True))
    assert count.locator("dd").inner_text() == "5"


def test_a_retracted_event_says_so_and_leaves_the_list(open_page: OpenPage, changed: str) -> None:
    one = open_page(f"/event/{ENTRY}?lang=en&tab=events", base=changed, settle=False)
    note = one.page.locator("#drawer").get_by_text("a later run no longer derives")
    note.first.wait_for()
    assert one.page.locator("#drawer .status[data-status=retracted]").first.is_visible()
    one.until("document.querySelectorAll('.rows .event-row').length > 0")
    head = str(one.until("document.querySelector('[data-count=events]').textContent"))
    n_found = httpx.get(f"{changed}/api/events?limit=1").json()["n_found"]
    assert head.startswith(f"{n_found:,} ")
