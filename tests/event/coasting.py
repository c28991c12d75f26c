"""Ships along a straight coast, by miles off it, and the laws that every detector keeps."""

from typing import Any

from hypothesis import strategies as st
from sailing import MINUTE, NM, fix

LAT = 24.8
MILE_E = 1 / 60 / 0.9078  # degrees east at 24.8 N


def off(minutes: float, nm: float, along_nm: float = 0.0, **more: object) -> dict[str, Any]:
    """A fix so many miles east of a coast that runs north and south at 125.3 E, by Miyakojima.

    Within 12 miles it is the territorial sea, within 24 the contiguous zone; beyond, the chart does
    not measure.
    """
    zone = 2 if nm <= 12 else 3 if nm <= 24 else 4
    near = {"zone": zone, "coast_m": nm * NM, "state": "JP"} if nm <= 24 else {"zone": zone}
    lon, lat = 125.3 + nm * MILE_E, LAT + along_nm / 60
    return fix(minutes * MINUTE, lon, lat, **{"sog_kn": 12.0, **near, **more})


def ship(*steps: tuple[float, float], **more: object) -> list[dict[str, Any]]:
    """Fixes of (minutes, miles off the coast), in a line at right angles to it."""
    return [off(m, nm, **more) for m, nm in steps]


def told(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events without ids and sources, to compare streams that differ in these."""
    rows = []
    for event in events:
        fixes = [{k: v for k, v in f.items() if k != "source"} for f in event["evidence"]]
        rest = {k: v for k, v in event.items() if k not in {"event_id", "source"}}
        rows.append(rest | {"evidence": fixes})
    return rows


@st.composite
def coasting(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some lanes that wander in and out of two States' waters, a jump and silences among them."""
    rows = []
    for lane in range(draw(st.integers(1, 3))):
        minute, nm, along = 0.0, draw(st.sampled_from([2.0, 11.9, 14.0, 23.9, 30.0])), 0.0
        for _ in range(draw(st.integers(1, 25))):
            minute += draw(st.sampled_from([0.0, 2.0, 5.0, 12.0, 40.0, 90.0, 800.0]))
            nm = max(0.5, nm + draw(st.sampled_from([-9.0, -2.0, -0.2, 0.0, 0.2, 2.0, 9.0])))
            along += draw(st.sampled_from([-3.0, 0.0, 1.0, 6.0]))
            state = draw(st.sampled_from(["JP", "JP", "JP", "TW"]))
            status = draw(st.sampled_from([0, 1, 7, None]))
            more = {"object_id": 431_000_001 + lane // 2, "lane": lane, "nav_status": status}
            more["track_id"] = lane + 1  # the tracker gives each lane tracks of its own
            sog_kn = draw(st.sampled_from([0.5, 4.0, 12.0, None]))
            row = off(minute, nm, along, **more, sog_kn=sog_kn, line=len(rows) + 1)
            if row["state"]:
                row["state"] = state
            rows.append(row)
    return rows
