"""Arrays of values turned into AIVDM sentences, for simulated traffic and for tests."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = [
    "encode_position",
    "encode_static",
    "encode_static_b",
    "same",
    "seal",
    "tag_block",
    "to_letters",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Column = tuple[npt.ArrayLike, int]  # values and their width in bits

_PER_MINUTE = {1: 10_000, 18: 10_000, 27: 10}  # units of a minute of arc, by message type
_LEGAL_T = 10_000_000_000
_FIRST_PART = 56  # characters of a two-sentence payload that go first
_HEX = np.frombuffer(b"0123456789ABCDEF", np.uint8)


def encode_position(  # noqa: PLR0917 - one argument a field, in the order of the message
    mmsi: npt.ArrayLike,
    nav_status: npt.ArrayLike,
    rot: npt.ArrayLike,
    sog_kn: npt.ArrayLike,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    cog_deg: npt.ArrayLike,
    heading_deg: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    msg_type: int = 1,
    channel: bytes = b"A",
) -> list[bytes]:
    """Write position reports, one sentence each.

    All arrays have shape (n,), or are one value for all; NaN becomes the code for "not available".

    Args:
        mmsi: identity, 0 to 999999999.
        nav_status: 0 to 15; types 1 and 27 only.
        rot: rate of turn in degrees a minute, + to starboard; type 1 only.
        sog_kn: knots; above 102.2 (type 27: 62) it is written as "this or more".
        lon: degrees east.
        lat: degrees north.
        cog_deg: degrees from true north.
        heading_deg: degrees from true north; types 1 and 18 only.
        second: UTC second of the fix, 0 to 59; types 1 and 18 only.
        msg_type: 1 (class A), 18 (class B) or 27 (long range).
        channel: radio channel, `A` or `B`.

    Returns:
        n sentences such as `!AIVDM,1,1,,A,...,0*hh`, without line end, in the order given.

    Raises:
        ValueError: the message type is none of these.

    Notes:
        Source: ITU-R M.1371-5, Annex 8, clauses 3.1 (message 1), 3.16 (18), 3.25 (27);
        sentence: IEC 61162-1, VDM. 50,000 sentences take about 0.2 s.
    """
    if msg_type not in _PER_MINUTE:
        raise ValueError(f"message type {msg_type} is no position report: use 1, 18 or 27")
    given = (mmsi, nav_status, rot, sog_kn, lon, lat, cog_deg, heading_deg, second)
    n = np.broadcast(*[np.atleast_1d(np.asarray(one)) for one in given]).size
    place = _place(lon, lat, _PER_MINUTE[msg_type])
    head: list[Column] = [(msg_type, 6), (0, 2), (mmsi, 30)]
    if msg_type == 27:  # noqa: PLR2004 - message 27
        columns = _long_range(nav_status, sog_kn, cog_deg, place)
    else:
        motion = _motion(sog_kn, cog_deg, heading_deg, second, place)
        columns = (
            [(_whole(nav_status, 15), 4), (_turn(rot), 8), *motion, (0, 25)]
            if msg_type == 1
            else [(0, 8), *motion, (0, 2), (1, 1), (0, 1), (1, 1), (1, 1), (0, 2), (0, 21)]
        )
    letters = to_letters(_bits(n, head + columns))
    return _sentences(letters, b"!AIVDM,1,1,,%b," % channel, 0)


def encode_static(  # noqa: PLR0917 - one argument a field, in the order of the message
    mmsi: npt.ArrayLike,
    imo: npt.ArrayLike,
    callsign: Sequence[str],
    name: Sequence[str],
    ship_type: npt.ArrayLike,
    length_m: npt.ArrayLike,
    beam_m: npt.ArrayLike,
    draught_m: npt.ArrayLike,
    destination: Sequence[str],
    *,
    sequence: int = 0,
    channel: bytes = b"A",
) -> list[bytes]:
    """Write class A ship data (message 5), two sentences a ship.

    All arrays and lists have shape (n,); 0 and NaN are "not available".

    Args:
        mmsi: identity.
        imo: IMO number.
        callsign: at most 7 letters; longer texts are cut, foreign letters become `?`.
        name: at most 20 letters.
        ship_type: 0 to 255.
        length_m: metres over all; the antenna is put amidships.
        beam_m: metres.
        draught_m: metres, to 0.1.
        destination: at most 20 letters.
        sequence: sequential message id of the first ship; the next ships take the next ids.
        channel: radio channel, `A` or `B`.

    Returns:
        2 n sentences: first and second part of each ship, in the order given.

    Notes:
        Source: ITU-R M.1371-5, Annex 8, clause 3.3. ETA is "not available".
    """
    n = len(name)
    columns: list[Column] = [(5, 6), (0, 2), (mmsi, 30), (0, 2), (_whole(imo, 0), 30)]
    bits = [
        _bits(n, columns),
        _text_bits(callsign, 7),
        _text_bits(name, 20),
        _bits(n, [(_whole(ship_type, 0), 8), *_dimensions(length_m, beam_m), (1, 4)]),
        _bits(n, [(0, 4), (0, 5), (24, 5), (60, 6), (_scaled(draught_m, 10, 0, 255), 8)]),
        _text_bits(destination, 20),
        _bits(n, [(0, 2)]),
    ]
    letters = to_letters(np.concatenate(bits, axis=1))
    ids = (sequence + np.arange(n)) % 10
    tail = b",%b," % channel
    one = _sentences(letters[:, :_FIRST_PART], b"!AIVDM,2,1,0" + tail, 0, ids)
    two = _sentences(letters[:, _FIRST_PART:], b"!AIVDM,2,2,0" + tail, 2, ids)
    return [part for pair in zip(one, two, strict=True) for part in pair]


def encode_static_b(  # noqa: PLR0917 - one argument a field, in the order of the message
    mmsi: npt.ArrayLike,
    callsign: Sequence[str],
    name: Sequence[str],
    ship_type: npt.ArrayLike,
    length_m: npt.ArrayLike,
    beam_m: npt.ArrayLike,
    *,
    channel: bytes = b"B",
) -> list[bytes]:
    """Write class B ship data (message 24), part A and part B of each ship.

    Args:
        mmsi: identity, shape (n,).
        callsign: n texts of at most 7 letters.
        name: n texts of at most 20 letters.
        ship_type: 0 to 255, shape (n,).
        length_m: metres over all, shape (n,).
        beam_m: metres, shape (n,).
        channel: radio channel, `A` or `B`.

    Returns:
        2 n sentences: part A and part B of each ship, in the order given.

    Notes:
        Source: ITU-R M.1371-5, Annex 8, clause 3.22. The vendor field is empty.
    """
    n = len(name)
    head: list[Column] = [(24, 6), (0, 2), (mmsi, 30)]
    part_a = [_bits(n, [*head, (0, 2)]), _text_bits(name, 20)]
    part_b = [
        _bits(n, [*head, (1, 2), (_whole(ship_type, 0), 8), (0, 42)]),
        _text_bits(callsign, 7),
        _bits(n, [*_dimensions(length_m, beam_m), (0, 6)]),
    ]
    start = b"!AIVDM,1,1,,%b," % channel
    one = _sentences(to_letters(np.concatenate(part_a, axis=1)), start, 2)
    two = _sentences(to_letters(np.concatenate(part_b, axis=1)), start, 0)
    return [part for pair in zip(one, two, strict=True) for part in pair]


def tag_block(t_unix: npt.ArrayLike, receiver: bytes) -> list[bytes]:
    r"""Write tag blocks that say who heard a sentence and when.

    Args:
        t_unix: whole seconds since 1970, shape (n,), 0 to 9999999999.
        receiver: name of the receiver, up to 15 characters.

    Returns:
        n blocks such as `\s:sim,c:1671062400*hh\`, to stand before a sentence.

    Raises:
        ValueError: a time has more than ten digits or is negative.

    Notes:
        Source: NMEA 0183 / IEC 61162-450, parameters `s` and `c`.
    """
    t = np.atleast_1d(np.asarray(t_unix)).astype(np.int64)
    if t.size and (t.min() < 0 or t.max() >= _LEGAL_T):
        raise ValueError(f"times must be seconds from 0 to {_LEGAL_T - 1}: {t.min()}..{t.max()}")
    digits = (t[:, None] // 10 ** np.arange(9, -1, -1)) % 10 + ord("0")
    start = b"\\s:%b,c:" % receiver
    return seal([same(start, len(t)), digits.astype(np.uint8)], b"\\")


def _scaled(values: npt.ArrayLike, scale: float, missing: int, top: int) -> Ints:
    """Scale, round and bound values; NaN becomes the code for "not available"."""
    wanted = np.asarray(values, float) * scale
    whole = np.rint(np.clip(np.nan_to_num(wanted), 0, top)).astype(np.int64)
    return np.where(np.isnan(wanted), missing, whole)


def _whole(values: npt.ArrayLike, missing: int) -> Ints:
    return _scaled(values, 1, missing, (1 << 30) - 1)


def _angle(values: npt.ArrayLike, scale: int, missing: int) -> Ints:
    wanted = np.asarray(values, float)
    whole = np.rint(np.nan_to_num(wanted) % 360 * scale).astype(np.int64) % (360 * scale)
    return np.where(np.isnan(wanted), missing, whole)


def _turn(rot: npt.ArrayLike) -> Ints:
    """Code a rate of turn: 4.733 times its root, signed; beyond 708 degrees a minute, 126."""
    wanted = np.asarray(rot, float)
    size = np.minimum(np.rint(4.733 * np.sqrt(np.abs(np.nan_to_num(wanted)))), 126)
    return np.where(np.isnan(wanted), -128, np.copysign(size, wanted)).astype(np.int64)


def _place(lon: npt.ArrayLike, lat: npt.ArrayLike, per_minute: int) -> tuple[Ints, Ints]:
    """Code a position; where either half is missing, both are "not available"."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    lost = np.isnan(x) | np.isnan(y)
    codes = [np.where(lost, none, axis) * 60 * per_minute for axis, none in ((x, 181), (y, 91))]
    east, north = (np.rint(code).astype(np.int64) for code in codes)
    return east, north


def _motion(
    sog_kn: npt.ArrayLike,
    cog_deg: npt.ArrayLike,
    heading_deg: npt.ArrayLike,
    second: npt.ArrayLike,
    place: tuple[Ints, Ints],
) -> list[Column]:
    sog = (_scaled(sog_kn, 10, 1023, 1022), 10)
    cog, heading = (_angle(cog_deg, 10, 3600), 12), (_angle(heading_deg, 1, 511), 9)
    return [sog, (0, 1), (place[0], 28), (place[1], 27), cog, heading, (_whole(second, 60), 6)]


def _long_range(
    nav_status: npt.ArrayLike,
    sog_kn: npt.ArrayLike,
    cog_deg: npt.ArrayLike,
    place: tuple[Ints, Ints],
) -> list[Column]:
    sog, cog = (_scaled(sog_kn, 1, 63, 62), 6), (_angle(cog_deg, 1, 511), 9)
    return [(0, 2), (_whole(nav_status, 15), 4), (place[0], 18), (place[1], 17), sog, cog, (0, 2)]


def _dimensions(length_m: npt.ArrayLike, beam_m: npt.ArrayLike) -> list[Column]:
    length, beam = _scaled(length_m, 1, 0, 1022), _scaled(beam_m, 1, 0, 126)
    bow, port = length // 2, beam // 2
    return [(bow, 9), (length - bow, 9), (port, 6), (beam - port, 6)]


def _bits(n: int, columns: list[Column]) -> Bytes:
    """Turn columns into bits, shape (n, sum of widths), most significant first."""
    out = np.empty((n, sum(width for _, width in columns)), np.uint8)
    at = 0
    for values, width in columns:
        whole = np.atleast_1d(np.asarray(values)).astype(np.int64)
        for place in range(width):
            out[:, at + place] = whole >> (width - 1 - place) & 1
        at += width
    return out


def _text_bits(texts: Sequence[str], length: int) -> Bytes:
    """Turn texts into 6-bit letters, padded with `@` (0), shape (n, 6 length)."""
    joined = "".join(text.upper()[:length].ljust(length, "@") for text in texts)
    codes = np.frombuffer(joined.encode("ascii", "replace"), np.uint8).reshape(-1, length)
    known = (codes >= ord(" ")) & (codes <= ord("_"))
    six = np.where(known, codes, ord("?")) & 63
    return (six[:, :, None] >> np.arange(5, -1, -1) & 1).astype(np.uint8).reshape(-1, 6 * length)


def to_letters(bits: Bytes) -> Bytes:
    """Turn bits into payload letters, six a letter, the last filled up with 0.

    Args:
        bits: a byte each, 0 or 1, shape (n, width).

    Returns:
        letters, shape (n, width / 6 rounded up).

    Notes:
        Source: IEC 61162-1, six-bit field conversion.
    """
    n, width = bits.shape
    filled = np.zeros((n, -(-width // 6) * 6), np.uint8)
    filled[:, :width] = bits
    six = filled.reshape(n, -(-width // 6), 6) @ np.array([32, 16, 8, 4, 2, 1], np.uint8)
    return np.where(six < 40, six + 48, six + 56).astype(np.uint8)  # noqa: PLR2004 - 40 is `


def same(text: bytes, n: int) -> Bytes:
    """Give a text n times, shape (n, its length)."""
    return np.tile(np.frombuffer(text, np.uint8), (n, 1))


def _sentences(letters: Bytes, start: bytes, fill: int, ids: Ints | None = None) -> list[bytes]:
    """Put start, payload, fill bits and checksum together; `ids` overwrite the start's 12th."""
    head = same(start, len(letters))
    if ids is not None:
        head[:, 11] = ids + ord("0")
    return seal([head, letters, same(b",%d" % fill, len(letters))], b"")


def seal(parts: list[Bytes], end: bytes) -> list[bytes]:
    """Put parts side by side and close each row with `*` and the checksum (IEC 61162-1).

    Args:
        parts: bytes, shape (n, any width) each; the first byte of a row is not summed.
        end: bytes behind the checksum.

    Returns:
        n texts.
    """
    body = np.concatenate(parts, axis=1)
    check = np.bitwise_xor.reduce(body[:, 1:], axis=1)
    digits = np.stack([_HEX[check >> 4], _HEX[check & 15]], axis=1)
    n = len(body)
    rows = np.concatenate([body, same(b"*", n), digits, same(end, n)], axis=1)
    words: list[bytes] = np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel().tolist()
    return words
