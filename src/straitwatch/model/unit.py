"""Units: the fixed ratios between what the wire, the law and the reader use."""

from datetime import UTC, datetime, timedelta

from straitwatch.model.error import ContractError

__all__ = [
    "EARTH_RADIUS_M",
    "FT_M",
    "KN_TO_M_S",
    "NM_M",
    "US_PER_S",
    "iso",
    "moment",
    "read_moment",
    "to_us",
]

NM_M = 1852.0
"""Metres in an international nautical mile (1929 convention; UNCLOS limits count in these)."""

FT_M = 0.3048
"""Metres in a foot (international foot, 1959)."""

KN_TO_M_S = NM_M / 3600.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
US_PER_S = 1_000_000

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the WGS 84 ellipsoid (Moritz 2000, Journal of Geodesy 74:128-133)."""


def to_us(moment: datetime) -> int:
    """Turn an aware datetime into UTC microseconds since 1970."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * US_PER_S + delta.microseconds


def moment(t_us: int) -> datetime:
    """Turn µs since 1970 into a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=int(t_us))


def iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 UTC with a Z, without empty fractions."""
    if moment is None:
        return None
    text = (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()
    return text.removesuffix("+00:00") + "Z"


def read_moment(text: str) -> datetime:
    """Read a date or a time as ISO 8601 writes it; without a zone it is UTC.

    Raises:
        ContractError: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ContractError(
            f"'{text}' is no time: write 2022-12-16 or 2022-12-16T08:00Z"
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
