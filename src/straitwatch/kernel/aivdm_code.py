"""AIVDM words that the kernels share: columns of a record, fault numbers, limits."""

import numpy as np

__all__ = [
    "BITS",
    "CHECKSUM",
    "COLUMNS",
    "END",
    "FAULT",
    "FLAGS",
    "FLAG_APPLICATION_LONG",
    "FLAG_APPLICATION_SHORT",
    "FLAG_APPLICATION_VALUE",
    "FLAG_BAD_TAG",
    "FLAG_FILL_BITS",
    "FLAG_LONG",
    "FLAG_NO_CHECKSUM",
    "FLAG_OWN",
    "FLAG_SHORT",
    "FLAG_VALUE",
    "FLAG_WORDS",
    "GROUP",
    "IDENTITY",
    "KEY",
    "LINE",
    "MALFORMED",
    "MAX_LINE",
    "MAX_PAYLOAD",
    "NOT_A_SENTENCE",
    "NO_CHECKSUM",
    "NO_POSITION",
    "NO_TIME",
    "OK",
    "ORPHAN_PART",
    "PART",
    "PART_COLUMNS",
    "PAYLOAD",
    "POSITION",
    "RECEIVER",
    "RECORD",
    "START",
    "TAG_BLOCK",
    "TEXT",
    "TIME",
    "TIME_FAULT",
    "TOO_LONG",
    "TOO_SHORT",
    "UNSUPPORTED_SENTENCE",
    "UNSUPPORTED_TYPE",
    "VALUE",
    "WAITING",
]

# A record is one row of int64 for each line that is neither blank, comment nor bare time.
LINE = 0  # index of the line in its slab
START = 1  # where the line starts in the slab
END = 2  # where it ends, without its line end
FAULT = 3  # OK, WAITING, or a fault number
TEXT = 4  # where the payload starts
BITS = 5  # bits of the payload, without fill bits: its characters are (BITS + 5) // 6
TIME = 6  # microseconds since 1970, or NO_TIME
RECEIVER = 7  # index into the slab's receivers, or -1; of a joined message, that of the stream
FLAGS = 8  # what was odd but safe: FLAG_... or'ed
COLUMNS = 9

FLAG_OWN = 1  # VDO: the receiving station's own ship
FLAG_FILL_BITS = 2  # the number of fill bits cannot be right; the payload was taken to its end
FLAG_LONG = 4  # more bits than the message type has
FLAG_SHORT = 8  # fewer bits than the message type has, of which no field needs the missing ones
FLAG_BAD_TAG = 16  # a tag block without a right checksum: nothing of it was used
FLAG_NO_CHECKSUM = 32  # a sentence without checksum, accepted because the caller asked for it
FLAG_VALUE = 64  # a field out of its range, taken as not available
FLAG_APPLICATION_SHORT = 128  # application data that end before one of their fields
FLAG_APPLICATION_LONG = 256  # application data that go on behind their last field
FLAG_APPLICATION_VALUE = 512  # a field of application data out of its range
FLAG_WORDS = (
    "own",
    "fill_bits",
    "long",
    "short",
    "bad_tag",
    "no_checksum",
    "value",
    "application_short",
    "application_long",
    "application_value",
)
"""Word of each flag, the lowest bit first."""

# A part is one more row of int64 for each record that is not a whole message.
RECORD = 0  # its record
KEY = 1  # total parts, sequence number, channel, talker and formatter, packed
PART = 2  # number of this part, 1 and up
GROUP = 3  # group number of the tag block, or -1
PART_COLUMNS = 4

NO_TIME = np.iinfo(np.int64).min

OK = 0
WAITING = -1  # a part of a message that is not whole yet, or whose last part is another line
NOT_A_SENTENCE = 1
UNSUPPORTED_SENTENCE = 2
MALFORMED = 3
CHECKSUM = 4
NO_CHECKSUM = 5
TAG_BLOCK = 6
PAYLOAD = 7
TOO_SHORT = 8
TOO_LONG = 9
UNSUPPORTED_TYPE = 10
ORPHAN_PART = 11
IDENTITY = 12
NO_POSITION = 13
POSITION = 14
TIME_FAULT = 15
VALUE = 16

MAX_LINE = 4096
"""Bytes of a line; a longer one is no NMEA with tag block, however generous."""

MAX_PAYLOAD = 213
"""Characters of a whole payload: five slots hold 1,280 bits (ITU-R M.1371-5, annex 2, 3.3.7)."""
