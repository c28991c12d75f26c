"""Faults: why a piece of input did not become a row. Each reject carries one."""

from enum import StrEnum

__all__ = ["Fault"]


class Fault(StrEnum):
    """Reason of a reject. The value is what stands in the REJECT table."""

    EMPTY = "empty"  # a line with nothing in it
    NOT_A_SENTENCE = "not_a_sentence"  # no sentence starts in the line
    UNSUPPORTED_SENTENCE = "unsupported_sentence"  # NMEA 0183, but neither VDM, VDO nor time
    MALFORMED = "malformed"  # fields are missing or out of form
    CHECKSUM = "checksum"  # NMEA 0183 checksum is wrong
    NO_CHECKSUM = "no_checksum"  # NMEA 0183 checksum is missing
    TAG_BLOCK = "tag_block"  # tag block is damaged or its checksum is wrong
    PAYLOAD = "payload"  # a character outside the 6-bit alphabet, or wrong fill bits
    TOO_SHORT = "too_short"  # fewer bits than the message type needs
    TOO_LONG = "too_long"  # line or payload beyond any legal length
    UNSUPPORTED_TYPE = "unsupported_type"  # a message type that is counted, not decoded
    ORPHAN_PART = "orphan_part"  # a part whose other parts never came
    IDENTITY = "identity"  # MMSI or address out of range
    NO_POSITION = "no_position"  # message says position not available
    POSITION = "position"  # longitude or latitude out of range
    NO_TIME = "no_time"  # nothing says when
    TIME = "time"  # a time stamp that cannot be read
    VALUE = "value"  # another field that cannot be read
    LATE = "late"  # came after the watermark
    DUPLICATE = "duplicate"  # the same fix again
    TRUNCATED = "truncated"  # the source ends in the middle
    ENCODING = "encoding"  # bytes that are no text
