"""Mode S messages made for tests, as their standard lays them out, and a few real ones."""

import math

from straitwatch.kernel.cpr_reference import encode

REAL = """\
1457996400,8D406B9058B975870B738754F480
1457996400,8D406B9058B975871773722A2B6B
1457996401,8D406B9058B9858721735E76B697
1457996401,8D406B909945DE10000405999BE4
1457996402,8D406B9058B98587377338856DFC
1457996402,8D406B902015A678D4D220AA4BDA
1457996403,8D406B9058B98218DD7D364566EF
1457996403,8D406B9058B985875373067CCDAA
1457996404,8D406B9058B97218E77D23BEAD12
1457996405,8D406B909945DE0FE00405703E31
1457996405,8D406B9058B982190F7CDCC3AE36
1457996408,8D406B9058B98587D77212AF4D6D
1457996409,8D406B9058B98219697C3225C39A
1457996409,8D406B9058B98219757C1D5F157E
1457996411,8D406B9058B98219877BFB933987
1457996412,8D406B9058B98588377162E9951B
1457996412,8D406B9058B9858819719B149211
1457996413,8D406B9058B98219D17B7210FEE6
"""
"""An airliner over the Sauerland on 14 March 2016, received in Delft: published with pyModeS
(tests/adsb.csv, commit 28e3a64). Facts, not code; the times are cut to seconds."""

_LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def parity(bits: int, n: int) -> int:
    """Remainder of n bits and 24 zeros, bit by bit."""
    left = bits << 24
    for at in range(n + 23, 23, -1):
        if left >> at & 1:
            left ^= 0x1FFF409 << (at - 24)
    return left


def squitter(address: int, me: int, *, df: int = 17, ca: int = 5) -> bytes:
    """An extended squitter around 56 bits."""
    bits = (df << 3 | ca) << 80 | address << 56 | me
    return (bits << 24 | parity(bits, 88)).to_bytes(14, "big")


def altitude(feet: float) -> int:
    """12 bits in steps of 25 ft."""
    steps = round((feet + 1000) / 25)
    return (steps & 0x7F0) << 1 | 0x10 | steps & 0xF


def airborne(address: int, lat: float, lon: float, *, odd: bool, feet: float = 30_000,
             code: int = 11, df: int = 17, ca: int = 5, flag: int = 0) -> bytes:  # fmt: skip
    y, x = encode(lat, lon, odd=odd)
    me = code << 51 | flag << 48 | altitude(feet) << 36 | odd << 34 | y << 17 | x
    return squitter(address, me, df=df, ca=ca)


def surface(address: int, lat: float, lon: float, *, odd: bool, movement: int = 40) -> bytes:
    y, x = encode(lat, lon, odd=odd, surface=True)
    me = 7 << 51 | movement << 44 | 1 << 43 | 32 << 36 | odd << 34 | y << 17 | x
    return squitter(address, me)


def velocity(address: int, speed: float, track: float, rate: int = 0) -> bytes:
    east = round(speed * math.sin(math.radians(track)))
    north = round(speed * math.cos(math.radians(track)))
    steps = abs(rate) // 64 + 1
    me = 19 << 51 | 1 << 48 | (east < 0) << 42 | (abs(east) + 1) << 32
    me |= (north < 0) << 31 | (abs(north) + 1) << 21 | 1 << 20 | (rate < 0) << 19 | steps << 10
    return squitter(address, me)


def callsign(address: int, text: str) -> bytes:
    letters = 0
    for letter in text.ljust(8):
        letters = letters << 6 | _LETTERS.index(letter)
    return squitter(address, 4 << 51 | letters)


def status(address: int, nac_p: int) -> bytes:
    return squitter(address, 31 << 51 | 2 << 13 | nac_p << 8)


def beast(messages: list[bytes], ticks: list[int]) -> bytes:
    """Frames of the Beast format."""
    out = b""
    for message, tick in zip(messages, ticks, strict=True):
        body = tick.to_bytes(6, "big") + b"\x80" + message
        kind = {2: b"1", 7: b"2", 14: b"3"}[len(message)]
        out += b"\x1a" + kind + body.replace(b"\x1a", b"\x1a\x1a")
    return out
