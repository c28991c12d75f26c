"""English words on the ship that an aircraft flew from turned into whose aircraft it is."""

from collections.abc import Sequence

import regex

from straitwatch.decode.press.english_party import PLANE, SHIP, Party
from straitwatch.decode.press.token import Token

__all__ = ["flown_from"]

_OFF = regex.compile(
    r"[\s,]*(?:(?:that|which)?\s*(?:had\s+)?(?:took|taken|launched|flown|sent)?\s*(?:off|up)?)?"
    r"\s*(?:from|of|belonging to|aboard|on)\s*",
    regex.IGNORECASE,
)


def flown_from(tokens: Sequence[Token], parties: Sequence[Party], text: str) -> None:
    """Give "a helicopter from a China Coast Guard ship" the navy of the ship.

    Args:
        tokens: ships and aircraft of a clause, in order.
        parties: what they are; those of aircraft are filled.
        text: the plain text that they point into.
    """
    if len(tokens) != len(parties):
        return
    for place in range(len(tokens) - 1):
        plane, ship = parties[place], parties[place + 1]
        if (plane.what, ship.what) != (PLANE, SHIP):
            continue
        if not _OFF.fullmatch(text, tokens[place].end, tokens[place + 1].start):
            continue
        navies = {row["navy"] for row in ship.objects} - {None}
        bare = [row for row in plane.objects if row["navy"] is None]
        if len(navies) == 1 and bare:
            for row in bare:
                row["navy"] = next(iter(navies))
            plane.derived.append(("objects", "navy: that of the ship that it flew from"))
