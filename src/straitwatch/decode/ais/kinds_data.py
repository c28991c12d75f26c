"""Layouts of text and data: types 6 to 8, 12 to 14, 17, 25, 26 (ITU-R M.1371-5, annex 8)."""

from straitwatch.decode.ais.field import Field, Form, Group, Layout, spare
from straitwatch.decode.ais.kind import (
    HEAD,
    ITDMA,
    ITDMA_STATE,
    ROUGH_PLACE,
    SOTDMA_STATE,
    Case,
    Kind,
    flag,
    mmsi,
    text,
)

__all__ = ["KINDS"]

_FIVE_SLOTS = 1008  # bits of types 6, 8, 12 and 14 at most: five slots, less what each slot costs
_APPLICATION = (Field("dac", 10), Field("fi", 6))
_DATA = Field("data", 0, Form.DATA)
_SEQNO = Field("seqno", 2)
_ADDRESS = (_SEQNO, mmsi("dest_mmsi"), flag("retransmit"), spare(1))

_BINARY_ADDRESSED = Kind(
    "binary_addressed",
    "addressed binary message",
    (
        Case(
            Layout(
                "binary_addressed", "addressed binary message",
                (*HEAD, *_ADDRESS, *_APPLICATION, _DATA),
                "M.1371-5 annex 8, 3.4", (6,), shortest=88, longest=_FIVE_SLOTS,
            )
        ),
    ),
)  # fmt: skip

_ACK = Kind(
    "ack",
    "acknowledgement of binary or safety related messages",
    (
        Case(
            Layout(
                "ack", "acknowledgement of binary or safety related messages",
                (*HEAD, spare(2), Group("acks", (mmsi("mmsi"), _SEQNO), 4)),
                "M.1371-5 annex 8, 3.5", (7, 13), shortest=72, longest=168,
            )
        ),
    ),
)  # fmt: skip

_BINARY_BROADCAST = Kind(
    "binary_broadcast",
    "broadcast binary message",
    (
        Case(
            Layout(
                "binary_broadcast", "broadcast binary message",
                (*HEAD, spare(2), *_APPLICATION, _DATA),
                "M.1371-5 annex 8, 3.6", (8,), shortest=56, longest=_FIVE_SLOTS,
            )
        ),
    ),
)  # fmt: skip

_TEXT = Kind(
    "text",
    "safety related text, addressed or broadcast",
    (
        Case(
            Layout(
                "text", "addressed safety related message",
                (*HEAD, *_ADDRESS, text("text", 0)),
                "M.1371-5 annex 8, 3.10", (12,), shortest=72, longest=_FIVE_SLOTS,
            )
        ),
        Case(
            Layout(
                "text", "safety related broadcast message",
                (*HEAD, spare(2), text("text", 0)),
                "M.1371-5 annex 8, 3.12", (14,), shortest=40, longest=_FIVE_SLOTS,
            )
        ),
    ),
)  # fmt: skip

_DGNSS = Kind(
    "dgnss",
    "DGNSS broadcast binary message",
    (
        Case(
            Layout(
                "dgnss", "DGNSS broadcast binary message",
                (
                    *HEAD,
                    spare(2),
                    *ROUGH_PLACE,
                    spare(5),
                    Field("correction_type", 6, is_optional=True),
                    Field("station_id", 10, is_optional=True),
                    Field("z_count", 13, is_optional=True),
                    Field("sequence", 3, is_optional=True),
                    Field("n_words", 5, is_optional=True),
                    Field("health", 3, is_optional=True),
                    Field("data", 0, Form.DATA, is_optional=True),
                ),
                "M.1371-5 annex 8, 3.15", (17,), shortest=80, longest=816,
            )
        ),
    ),
)  # fmt: skip

_TO = (mmsi("dest_mmsi"), spare(2))
_HEAD_SHORT = (*HEAD, flag("addressed"), flag("structured"))
_SHORT_CASES = (
    ((1, 1), (*_TO, *_APPLICATION)),
    ((1, 0), _TO),
    ((0, 1), _APPLICATION),
    ((0, 0), ()),
)


def _short_cases() -> tuple[Case, ...]:
    """Give types 25 and 26: with or without destination and application, and each state."""
    cases = []
    for (addressed, structured), fields in _SHORT_CASES:
        when = (("addressed", addressed, addressed), ("structured", structured, structured))
        head = _HEAD_SHORT + fields
        least = sum(field.width for field in head)
        one = Layout(
            "binary_short", "single slot binary message", (*head, _DATA),
            "M.1371-5 annex 8, 3.23", (25,), shortest=least, longest=168,
        )  # fmt: skip
        cases.append(Case(one, when))
        for itdma, state in ((1, ITDMA_STATE), (0, SOTDMA_STATE)):
            more = Layout(
                "binary_short", "multiple slot binary message with communication state",
                (*head, _DATA, spare(4), ITDMA, *state),
                "M.1371-5 annex 8, 3.24", (26,), shortest=least + 24, longest=1064,
            )  # fmt: skip
            cases.append(Case(more, (*when, ("itdma", itdma, itdma))))
    return tuple(cases)


_BINARY_SHORT = Kind(
    "binary_short", "binary message of a single slot, or with communication state", _short_cases()
)

KINDS = (_BINARY_ADDRESSED, _ACK, _BINARY_BROADCAST, _TEXT, _DGNSS, _BINARY_SHORT)
"""Kinds that carry text or data."""
