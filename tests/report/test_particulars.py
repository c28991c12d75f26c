"""Events from fixes in words: beside each, in the headline; and how long lists are cut."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from report_stories import event, story

from straitwatch.model.schema import EVENT
from straitwatch.report.document import Evidence, Table
from straitwatch.report.listing import count_line, fair_share
from straitwatch.report.notable import find_notable, tell_wrong, wrong_positions
from straitwatch.report.page import tell
from straitwatch.report.particulars import particulars
from straitwatch.report.rows import Row, Told
from straitwatch.report.tables import other_section, ship_section

T = datetime(2022, 12, 16, tzinfo=UTC)
FIXES = [{"source": "a.nmea", "line": 3, "t": "2022-12-16T00:00:00Z", "lon": 126.0, "lat": 25.0}]


def _told(*rows: dict[str, Any]) -> Told:
    return tell(story(rows=list(rows)))


def _event(kind: str, number: int = 0, **more: object) -> dict[str, Any]:
    given = {"certainty": "observed", "object_id": "mmsi:431000001", "t_start": T,
             "t_end": T + timedelta(hours=3), "lon": 126.0, "lat": 25.0,
             "evidence": FIXES}  # fmt: skip
    return event(f"{kind}{number:08d}", kind, **(given | more))


def _row(kind: str, **more: object) -> Row:
    return _told(_event(kind, **more)).rows[0]


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("encounter",
         {"others": ["mmsi:431000002"], "detail": {"hours": 3.0, "closest_m": 40.2, "mean_m": 120.0,
          "speed_kn": 0.44}},
         ("with MMSI 431000002, 3 h near each other, 40 m at the closest, 120 m in the mean, "
         "0.4 kn in the mean")),
        ("group", {"n": 3, "others": ["mmsi:431000002", "mmsi:431000003"],
                   "detail": {"hours": 2.5, "speed_kn": 12.2}},
         "3 ships, with MMSI 431000002 and MMSI 431000003, 2 h 30 min together, 12 kn"),
        ("impossible_position",
         {"n": 740, "detail": {"pattern": ["away and back"], "speed_kn": 2350.4}},
         "away and back, 740 positions, would need 2,350 kn"),
        ("impossible_position",
         {"others": ["mmsi:1", "mmsi:2"], "detail": {"pattern": ["several at one place"]}},
         "put to one place with 2 others"),
        ("identity_shared", {"detail": {"turns": 12, "apart_nm": 230.4}},
         "12 turns from one place to the other, 230 nm apart"),
        ("proximity", {"detail": {"nearest_nm": 13.22, "margin_nm": 1.22}, "uncertainty_m": 510.0},
         "nearest 13.2 nm from the baseline, 1.2 nm off the limit, ±510 m"),
        ("passage", {"n": 1, "detail": {"text": "signs, no verdict: slow", "unexcused": 1}},
         "signs, no verdict: slow, for 1 of them the fixes offer no excuse"),
        ("port_visit", {"detail": {"began_before": True, "confidence": 2, "stops": 1,
                                   "exit_seen": False}},
         "there when the data begin, not seen to leave, confidence 2 of 4"),
        ("anchoring", {"detail": {"hours": 1.4, "radius_m": 115, "nav_status": 1,
                                  "port_nearby": "Ryde Port"}},
         "84 min, within 115 m of one place, says that it is at anchor, off Ryde Port"),
        ("loitering",
         {"object_id": "icao24:407918", "detail": {"of": "aircraft", "hours": 4.0, "ratio": 5.6,
          "over": [{"zone": "territorial_sea", "state": "GB", "hours": 3.5},
                   {"zone": "high_seas", "state": None, "hours": 0.5}]}},
         ("4 h, its path 5.6 times as long as the area is wide, above territorial sea of GB "
         "(3 h 30 min) and high seas (30 min)")),
        ("deck_landing", {"object_id": "icao24:ae0455", "detail": {"deck": "moving", "alt_ft": 50.0,
                          "deck_speed_kn": 18.2}},
         "a silent ship under way at 18 kn, last seen at 50 ft"),
        ("deck_takeoff", {"object_id": "icao24:ae0455", "others": ["mmsi:431000002"],
                          "detail": {"deck": "ship", "alt_ft": 200.0}},
         "ship MMSI 431000002, first seen at 200 ft"),
        ("entry", {"detail": {"nearest_nm": 3.21, "unknown": True}},
         "nearest 3.2 nm from the baseline, when it came in is not known"),
        ("exit", {"object_id": "icao24:ae0455", "detail": {"nearest_nm": 3.2, "unknown": True}},
         "territorial airspace, when it left is not known"),
        ("gap", {"status": "open", "detail": {"reception": "good", "speed_kn": 5.0}},
         "still open, good reception there"),
        ("crossing", {"from_sea": "A", "to_sea": "B", "detail": {"leg_s": 10.0}}, "A → B"),
        ("takeoff", {"detail": {}}, "–"),
    ],
)  # fmt: skip
def test_each_kind_says_what_a_reader_wants(kind: str, more: dict[str, Any], said: str) -> None:
    assert particulars(_row(kind, **more)) == said


def test_the_headline_tells_who_met_who_sailed_together_and_who_stayed() -> None:
    told = _told(
        _event("encounter", others=["mmsi:431000002"], detail={"hours": 3.0, "closest_m": 40.0}),
        _event("group", n=3, certainty="inferred", others=["mmsi:2", "mmsi:3"],
               detail={"hours": 2.0}),
        _event("loitering", detail={"of": "ship", "hours": 9.0}),
        _event("loitering", 1, object_id="icao24:407918", where="Dover Strait", status="open",
               t_end=None, detail={"of": "aircraft", "hours": 4.0, "gate_id": "dover"}),
        _event("identity_shared", certainty="inferred", detail={"apart_nm": 230.0}),
    )  # fmt: skip
    assert [one.words for one in find_notable(told, Evidence())] == [
        (
            "MMSI 431000001 and MMSI 431000002 were within 40 m of each other, slow, for 3 h "
            "at 25.00° N, 126.00° E."
        ),
        "Three ships kept their distances for 2 h under way: MMSI 431000001, MMSI 2 and MMSI 3.",
        "Aircraft 407918 stayed over one area near the Dover Strait, for 4 h so far.",
        "Positions under MMSI 431000001 go on from two places in turn, 230 nm apart.",
    ]


def test_an_episode_counts_its_positions() -> None:
    one = _event("impossible_position", n=740, t_end=T + timedelta(minutes=23), detail={})
    told = _told(one)
    assert wrong_positions(told) == 740
    (said,) = tell_wrong(told, Evidence())
    assert said.words == (
        "740 positions in 23 min cannot be true: MMSI 431000001 at 25.00° N, 126.00° E."
    )
    both = _told(one, _event("impossible_position", 1, t_end=T))
    assert tell_wrong(both, Evidence())[0].words.startswith("741 positions cannot be true, among")


def test_daily_kinds_are_cut_and_counts_come_first() -> None:
    rows = [_event("port_visit", k) for k in range(60)]
    rows += [_event("encounter"), _event("gap"), _event("anchoring")]
    section = other_section(_told(*rows), Evidence())
    assert section is not None
    first, *rest = [block for block in section.blocks if isinstance(block, Table)]
    counts = [(row[0].words, row[1].words) for row in first.rows]
    assert counts == [("Encounters", "1"), ("Gaps", "1"), ("Anchorings", "1"),
                      ("Port visits", "60")]  # fmt: skip
    assert [table.caption for table in rest][-1] == "Port visit: 60"
    assert len(rest[-1].rows) == 10
    assert rest[-1].more.startswith("50 more events not shown here")
    assert "--kind port_visit" in rest[-1].more


def test_an_aircraft_that_says_who_it_is_stands_by_its_address(
    make_story: Callable[..., Any],
) -> None:
    whole = make_story()
    statics = whole.statics.schema.empty_table()
    row = dict.fromkeys(statics.schema.names)
    row |= {"object_id": (1 << 56) | 0xAE0455, "callsign": "PSWRD35", "source": "a.json"}
    told = make_story(statics=pa.Table.from_pylist([row], schema=statics.schema))
    section = ship_section(told, tell(told), Evidence())
    assert section is not None
    senders = section.blocks[-1]
    assert isinstance(senders, Table)
    assert senders.rows[0][0].words == "ae0455"


def _kinds(*pairs: tuple[str, int]) -> pa.Table:
    rows = [{"event_id": f"{kind}{k}", "kind": kind} for kind, n in pairs for k in range(n)]
    return pa.Table.from_pylist(rows, schema=EVENT)


def test_a_short_list_holds_all_of_what_is_rare() -> None:
    events = _kinds(("port_visit", 70), ("gap", 3), ("anchoring", 9), ("impossible_position", 1))
    shown = fair_share(events, 40)
    assert count_line(shown) == (
        "40 events: 1 impossible_position, 3 gap, 9 anchoring, 27 port_visit"
    )
    ids = events["event_id"].to_pylist()
    places = [ids.index(one) for one in shown["event_id"].to_pylist()]
    assert places == sorted(places)
    assert fair_share(events, 100).equals(events)
    assert count_line(EVENT.empty_table()) == "0 events"
