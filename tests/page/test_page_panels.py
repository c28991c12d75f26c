"""Lists, pages, charts and sheets used as people do: what stands on screen and in the address."""

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from opened import Opened, OpenPage

pytestmark = pytest.mark.page

TRANSIT = "a5c3db596ad68ff2"
ENTRY = "b5c4a1689517f6ab"
_AXE = Path(__file__).parent.parent.parent / "web/node_modules/axe-core/axe.min.js"
_RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"


def ask(base: str, path: str) -> dict[str, Any]:
    return dict(httpx.get(base + path, timeout=60).raise_for_status().json())


def shown(one: Opened, what: str) -> int:
    """The number that stands above a list, once its answer is there."""
    head = f"document.querySelector('[data-count={what}][data-waits=\"0\"]')"
    text = str(one.until(f"{head} && {head}.textContent"))
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found.group().replace(",", ""))


def rows(one: Opened) -> list[str]:
    return one.page.locator(".rows .row").all_inner_texts()


def test_a_hull_is_found_by_its_number_and_its_page_tells_who_it_is(open_page: OpenPage) -> None:
    one = open_page("/?tab=objects&lang=en", settle=False)
    whole = shown(one, "objects")
    one.page.locator("#search").fill("hull:CN/16")
    one.page.get_by_role("link", name=re.compile("Liaoning")).first.click()
    page = one.page.locator("[data-object='hull:CN/16']")
    page.wait_for()
    assert whole > shown(one, "objects") == 1
    assert page.get_by_role("heading", name="Liaoning").is_visible()
    assert "China" in page.inner_text()
    told = ask(one.base, "/api/sightings?object=hull:CN/16")["sightings"]
    page.get_by_text(told[0]["text"]).first.wait_for()
    assert urlsplit(one.page.url).path == "/object/hull:CN/16"
    assert one.query["q"] == "hull:CN/16"


def test_the_events_of_an_object_can_be_told_by_kind(open_page: OpenPage) -> None:
    one = open_page("/object/hull:CN/16?tab=&lang=en", settle=False)
    page = one.page.locator("[data-object='hull:CN/16']")
    page.locator(".event-list .row").first.wait_for()
    kinds = ask(one.base, "/api/objects/hull:CN/16")["kinds"]
    page.get_by_role("button", name=f"Transit {kinds['transit']}").click()
    script = "[...document.querySelectorAll('.event-list .row')].map(row => row.dataset.kind)"
    one.until(f"{script}.every(kind => kind === 'transit')")
    assert len(list(one.page.evaluate(script))) == kinds["transit"]


def test_a_filter_of_events_stands_in_the_address_and_can_be_taken_off(open_page: OpenPage) -> None:
    one = open_page("/?tab=events&lang=en", settle=False)
    whole = shown(one, "events")
    one.page.get_by_role("button", name="Filters").click()
    one.page.get_by_role("group", name="Filters").get_by_role("button", name="Transit").click()
    one.until(f"document.querySelector('[data-count=events]').textContent !== '{whole:,} events'")
    told = ask(one.base, "/api/events?kind=transit&limit=1")["n_found"]
    assert shown(one, "events") == told < whole
    assert one.query["kind"] == "transit"
    kinds = one.page.locator(".rows .event-row").evaluate_all("all => all.map(a => a.dataset.kind)")
    assert kinds
    assert set(kinds) == {"transit"}
    one.page.get_by_role("button", name="Remove the filter Transit").click()
    one.until(f"document.querySelector('[data-count=events]').textContent === '{whole:,} events'")
    assert "kind" not in one.query


def test_an_event_tells_its_law_and_evidence_with_addresses(open_page: OpenPage) -> None:
    one = open_page(f"/event/{TRANSIT}?lang=en&tab=", settle=False)
    page = one.page.locator(f"[data-event='{TRANSIT}']")
    page.wait_for()
    event = ask(one.base, f"/api/events/{TRANSIT}?lang=en")["event"]
    assert page.get_by_role("heading", name=event["words"]).is_visible()
    assert page.locator(".articles").all_inner_texts() == ["UNCLOS 36, 58, 87"]
    assert "navigation there is free" in page.locator(".law").inner_text()
    for piece in event["evidence"]:
        assert page.get_by_text(piece["text"]).first.is_visible()
        link = page.locator(f".reports a[href='{piece['source']}']").first
        assert "noopener" in str(link.get_attribute("rel"))
    address = page.get_by_label("Permanent address").input_value()
    assert address.startswith(f"{one.base}/event/{TRANSIT}")
    assert page.locator(".certainty").first.inner_text() == "Reported"
    assert not page.get_by_text("made up by a program").count()


def test_fixes_of_an_event_stand_with_source_and_line(open_page: OpenPage) -> None:
    one = open_page(f"/event/{ENTRY}?lang=en&tab=", settle=False)
    page = one.page.locator(f"[data-event='{ENTRY}']")
    page.wait_for()
    told = ask(one.base, f"/api/events/{ENTRY}?lang=en")["event"]["evidence"]
    lines = {f"{fix['line']:,}" for fix in told}
    fixes = page.locator(".fixes tbody tr").all_inner_texts()
    assert len(fixes) == len(lines)
    assert all(any(f"line {line}" in fix.lower() for fix in fixes) for line in lines)
    assert "before" in fixes[0]
    assert "after" in fixes[-1]
    assert page.get_by_role("note").first.inner_text().startswith("Simulated")


def test_language_changes_all_words_and_stays_in_the_address(open_page: OpenPage) -> None:
    one = open_page(f"/event/{ENTRY}?lang=en&tab=events", settle=False)
    one.page.locator(f"[data-event='{ENTRY}']").wait_for()
    one.page.get_by_role("button", name="日本語").click()
    words = ask(one.base, f"/api/events/{ENTRY}?lang=ja")["event"]
    one.page.get_by_role("heading", name=words["words"]).wait_for()
    assert one.query["lang"] == "ja"
    assert one.page.locator("html").get_attribute("lang") == "ja"
    law = one.page.locator(".law").inner_text()
    assert "国連海洋法条約" in law
    assert "無害通航権" in law
    related = one.page.locator("#drawer .event-list .row-words")
    related.first.wait_for()
    assert all("領海" in words for words in related.all_inner_texts())
    labels = one.page.locator(".facts dt, .section h3, .rail-tab").all_inner_texts()
    assert labels
    assert not [label for label in labels if re.fullmatch(r"[ -~]+", label)]


def test_an_empty_answer_tells_what_was_covered(open_page: OpenPage) -> None:
    span = "from=2022-12-16T00:00:00Z&to=2022-12-17T00:00:00Z"
    one = open_page(f"/?tab=events&lang=en&kind=live_firing&{span}", settle=False)
    one.page.get_by_text("No event in this span").wait_for()
    note = one.page.locator(".covered")
    note.wait_for()
    text = note.inner_text()
    assert "nobody, as far as this store knows, was looking" in text
    assert "Simulated traffic was heard by nobody" in text
    assert note.get_attribute("data-covered") == "0"


def test_a_long_list_holds_few_rows_and_scrolls_to_its_end(open_page: OpenPage) -> None:
    one = open_page("/?tab=events&lang=en", settle=False)
    n = shown(one, "events")
    assert n > 1000
    assert len(rows(one)) < 60
    one.page.locator(".rows").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    oldest = ask(one.base, "/api/events?limit=1&order=asc&lang=en")["events"][0]
    row = one.page.locator(f".rows a[href='/event/{oldest['event_id']}']")
    row.wait_for()
    assert oldest["words"] in row.inner_text()
    assert len(rows(one)) < 60


def test_arrow_keys_walk_through_a_list(open_page: OpenPage) -> None:
    one = open_page("/?tab=objects&lang=en", settle=False)
    shown(one, "objects")
    first = one.page.locator(".rows .row").first
    first.focus()
    start = first.get_attribute("href")
    for _ in range(3):
        one.page.keyboard.press("ArrowDown")
        one.page.wait_for_timeout(150)
    at = one.page.evaluate("document.activeElement.closest('[data-row]').dataset.row")
    assert at == "3"
    assert one.page.evaluate("document.activeElement.getAttribute('href')") != start
    one.page.keyboard.press("Enter")
    one.until("location.pathname.startsWith('/object/')")


def csv_of(one: Opened, chart: str) -> list[list[str]]:
    with one.page.expect_download() as saved:
        one.page.locator(f"[data-chart={chart}]").get_by_role("button", name="CSV").click()
    return list(csv.reader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))


def test_charts_count_as_the_server_does_and_keep_simulated_apart(open_page: OpenPage) -> None:
    one = open_page("/charts?lang=en", settle=False)
    chart = one.page.locator("[data-chart=transits]")
    chart.locator("canvas").wait_for()
    told = ask(one.base, "/api/charts/transits?tz=%2B09:00")["rows"]
    assert int(str(chart.get_attribute("data-total"))) == sum(row["n"] or 0 for row in told)
    simulated = sum(row["simulated"] or 0 for row in told)
    assert int(str(chart.get_attribute("data-simulated"))) == simulated
    head, *body = csv_of(one, "transits")
    assert head[-1] == "Simulated"
    assert sum(float(row[-1]) for row in body) == simulated
    chart.get_by_text("Table").click()
    cells = chart.locator("tbody tr").all_inner_texts()
    assert len(cells) == len({row["day"] for row in told})
    one.page.get_by_label("With simulated traffic").uncheck()
    one.until("!document.querySelector('[data-chart=transits] .swatch-simulated')")


def test_a_chart_is_saved_as_a_picture(open_page: OpenPage) -> None:
    one = open_page("/charts?lang=ja&theme=light", settle=False)
    chart = one.page.locator("[data-chart=entries]")
    chart.locator("canvas").wait_for()
    with one.page.expect_download() as saved:
        chart.get_by_role("button", name="PNG").click()
    picture = Path(saved.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5_000


def test_reported_flights_are_told_as_they_were_and_parts_are_not_added(
    open_page: OpenPage,
) -> None:
    one = open_page("/charts?lang=en", settle=False)
    chart = one.page.locator("[data-chart=flights]")
    chart.locator(".told").wait_for()
    assert chart.get_attribute("data-total") == "320"
    told = chart.locator(".told li").all_inner_texts()
    assert any("about 320" in line for line in told)
    assert any(line.startswith("Of which") and "about 60" in line for line in told)
    assert any("not given" in line for line in told)
    _, *body = csv_of(one, "flights")
    assert sum(float(cell) for row in body for cell in row[1:]) == pytest.approx(320)


def test_exports_carry_the_filters_that_are_on(open_page: OpenPage) -> None:
    one = open_page("/?tab=events&lang=en&kind=transit&from=2022-12-16T00:00:00Z", settle=False)
    one.page.get_by_role("button", name="Export").click()
    link = one.page.get_by_role("link", name="Events as filtered as CSV")
    link.wait_for()
    where = urlsplit(str(link.get_attribute("href")))
    assert where.path == "/api/export/events.csv"
    assert parse_qs(where.query)["kind"] == ["transit"]
    assert parse_qs(where.query)["from"] == ["2022-12-16T00:00:00Z"]
    text = httpx.get(f"{one.base}{where.path}?{where.query}", timeout=60).text
    kinds = {row["kind"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}
    assert kinds == {"transit"}
    atom = one.page.locator(".exports a[href^='/feeds/events.atom']")
    assert "kind=transit" in str(atom.get_attribute("href"))


def test_all_filters_at_once_are_words_that_the_server_knows(open_page: OpenPage) -> None:
    words = "kind=transit&certainty=reported&flag=CN&craft=reported&gate=miyako&q=Liaoning"
    one = open_page(f"/?tab=events&lang=en&{words}&zone=&type=", settle=False)
    assert shown(one, "events") > 0
    one.page.get_by_role("button", name="Objects").click()
    assert shown(one, "objects") == 1
    one.page.get_by_role("button", name="Export").click()
    one.page.locator(".exports a").first.wait_for()
    script = "[...document.querySelectorAll('.exports a')].map(a => a.getAttribute('href'))"
    links = one.page.evaluate(script)
    assert len(links) == 4 * 5 + 3
    for link in links:
        # all fixes of the store are no matter of a quick test
        more = "&object=hull:CN/16" if "tracks" in link else ""
        answer = httpx.get(one.base + link + more, timeout=60)
        assert answer.status_code == 200, (link, answer.text[:200])


def test_help_lists_the_keys_and_escape_closes_it(open_page: OpenPage) -> None:
    one = open_page("/?tab=objects&lang=en")
    one.page.keyboard.press("?")
    sheet = one.page.get_by_role("dialog")
    sheet.wait_for()
    text = sheet.inner_text()
    assert "Absence is a claim" in text
    assert "Not for navigation" in text
    assert sheet.locator("kbd").count() >= 10
    one.page.keyboard.press("Escape")
    sheet.wait_for(state="detached")


def test_a_key_that_nobody_gave_out_is_refused_in_words(open_page: OpenPage) -> None:
    one = open_page("/feeds?lang=en", settle=False)
    one.page.get_by_text("No feed is connected").wait_for()
    one.page.get_by_role("button", name="Enter a key").click()
    one.page.get_by_label("Access key").fill("sw_wrong")
    one.page.get_by_role("button", name="Enter", exact=True).click()
    alert = one.page.get_by_role("dialog").get_by_role("alert")
    one.until("document.querySelector('dialog [role=alert]').textContent")
    assert alert.inner_text()
    # the browser itself writes of an answer of 401 on its console
    one.faults[:] = [fault for fault in one.faults if "status of 4" not in fault]


def test_on_a_phone_an_event_is_a_sheet_over_the_map(open_page: OpenPage) -> None:
    one = open_page(f"/event/{TRANSIT}?lang=ja&tab=", width=390, height=844, settle=False)
    one.page.locator(f"[data-event='{TRANSIT}']").wait_for()
    box = one.page.locator("#drawer").bounding_box()
    assert box is not None
    assert box["x"] == 0
    assert box["width"] == 390
    assert box["y"] > 150
    wide = one.page.evaluate("document.querySelector('.drawer-body').scrollWidth")
    assert wide <= 390
    one.page.locator("#drawer .drawer-close").click()
    one.page.locator("#drawer").wait_for(state="detached")


def test_the_hint_comes_once(open_page: OpenPage) -> None:
    one = open_page("/?tab=objects&lang=en")
    hint = one.page.get_by_role("complementary", name="What you see")
    hint.wait_for()
    assert "simulated traffic" in hint.inner_text()
    hint.get_by_role("button", name="Understood").click()
    hint.wait_for(state="detached")
    one.page.reload()
    one.settle()
    assert hint.count() == 0


@pytest.mark.parametrize(("theme", "lang"), [("dark", "en"), ("light", "ja")])
@pytest.mark.parametrize(
    "path",
    [
        "/?tab=objects",
        "/?tab=events&kind=transit",
        f"/event/{TRANSIT}?tab=",
        f"/event/{ENTRY}?tab=",
        "/object/mmsi:499000016?tab=",
        "/object/hull:CN/16?tab=",
        "/charts?tab=",
        "/feeds?tab=",
        "/help?tab=",
    ],
)
def test_nothing_bars_people_who_see_hear_or_move_otherwise(
    open_page: OpenPage, path: str, theme: str, lang: str
) -> None:
    if not _AXE.is_file():
        pytest.skip("axe-core is missing: npm ci in web/")
    one = open_page(f"{path}&theme={theme}&lang={lang}", settle=False)
    one.until("!document.querySelector('.waits') && document.querySelector('.rail-tab')")
    one.page.wait_for_timeout(400)
    if "tab=events" in path:
        one.page.locator(".filters-open").click()
    one.page.evaluate(_AXE.read_text("utf-8") + ";0")
    found = one.page.evaluate(f"axe.run(document, {_RULES})")
    told = [(bad["id"], bad["nodes"][0]["html"][:200]) for bad in found["violations"]]
    assert not told
    assert len(found["passes"]) > 15
