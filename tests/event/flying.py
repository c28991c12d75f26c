"""Flights of an aircraft in rows of PATH: legs, an approach to a place, a departure from one."""

from typing import Any

from sailing import NM, fix

from straitwatch.kernel.sphere import destination
from straitwatch.model.schema import ON_GROUND

PLANE = (1 << 56) | 0xAE0455
OTHER = (1 << 56) | 0xAE0456
DECK = 126.0, 25.0
FIELD = 127.65, 26.2
KN = NM / 3600.0
STEP = 5.0


def along(lon: float, lat: float, course: float, metres: float) -> tuple[float, float]:
    x, y = destination(lon, lat, course, metres)
    return float(x), float(y)


def deck_at(seconds: float, kn: float = 18.0, course: float = 10.0) -> tuple[float, float]:
    """Where a ship is that was at DECK at the start."""
    return along(*DECK, course, kn * KN * seconds)


def leg(
    t: float, seconds: float, place: tuple[float, float], course: float, kn: float,
    alt: tuple[float, float], **more: object,
) -> list[dict[str, Any]]:  # fmt: skip
    """A straight leg: a fix each 5 s, the first at the place, the last before the end."""
    rows = []
    for k in range(int(seconds / STEP)):
        lon, lat = along(*place, course, kn * KN * k * STEP)
        alt_ft = alt[0] + (alt[1] - alt[0]) * k * STEP / seconds
        told = {"sog_kn": kn, "cog_deg": course, "alt_ft": round(alt_ft / 25.0) * 25.0}
        rows.append(fix(t + k * STEP, lon, lat, **{"object_id": PLANE} | told | more))
    return rows


def approach(t: float, place: tuple[float, float], **more: object) -> list[dict[str, Any]]:
    """Down to a place: level at 160 kn, then a final at 100 kn that ends in fixes at time t."""
    begin = along(*place, 180.0, (160.0 * 120.0 + 100.0 * 100.0) * KN)
    final = along(*place, 180.0, 100.0 * 100.0 * KN)
    level = leg(t - 220.0, 120.0, begin, 0.0, 160.0, (1200.0, 1200.0), **more)
    return level + leg(t - 100.0, 100.0, final, 0.0, 100.0, (1100.0, 0.0), **more)


def departure(t: float, place: tuple[float, float], **more: object) -> list[dict[str, Any]]:
    """Up from a place: at 2,000 ft/min for two minutes, then level for two."""
    up = leg(t, 120.0, place, 0.0, 130.0, (100.0, 4100.0), **more)
    away = along(*place, 0.0, 130.0 * 120.0 * KN)
    return up + leg(t + 120.0, 120.0, away, 0.0, 180.0, (4100.0, 4100.0), **more)


def visit(t: float, stay: float, kn: float = 18.0, **more: object) -> list[dict[str, Any]]:
    """A landing on the deck of a ship at time t, silence, and the take-off after it."""
    rows = approach(t, deck_at(t, kn), **more)
    return rows + departure(t + stay, deck_at(t + stay, kn), **more)


def sortie(
    t: float, lasts: float, floor_ft: float, kn: float = 18.0, **more: object
) -> list[dict[str, Any]]:
    """Up from the deck of a ship at time t and, some time on, down to it: seen above a height."""
    far = along(*deck_at(t, kn), 0.0, 20_000.0)
    rows = departure(t, deck_at(t, kn), **more)
    rows += leg(t + 300, lasts - 700, far, 90.0, 20.0, (4100.0, 4100.0), **more)
    rows += approach(t + lasts, deck_at(t + lasts, kn), **more)
    return [row for row in rows if not row["alt_ft"] < floor_ft]


def ship(first: float, last: float, kn: float = 18.0, **more: object) -> list[dict[str, Any]]:
    """The ship herself, a fix a minute."""
    rows = []
    t = first
    while t <= last:
        lon, lat = deck_at(t, kn)
        rows.append(fix(t, lon, lat, **{"sog_kn": kn, "cog_deg": 10.0, "source": "ais"} | more))
        t += 60.0
    return rows


def rollout(t: float, **more: object) -> list[dict[str, Any]]:
    """Half a minute on the runway with the ground state told."""
    told = {"alt_ft": None, "nav_status": ON_GROUND, "zone": 0}
    return [row | told for row in leg(t, 30.0, FIELD, 0.0, 60.0, (0.0, 0.0), **more)]
