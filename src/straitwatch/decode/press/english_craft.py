"""English words for ships and aircraft turned into elements of `objects`, and what "they" means."""

from collections.abc import Iterable, Sequence
from typing import Any

from straitwatch.decode.press import english_party
from straitwatch.decode.press.craft import craft
from straitwatch.decode.press.english_class import (
    VAGUE,
    bound_of,
    class_row,
    is_plural,
    kind_of_name,
    navy_of_class,
    navy_of_plane,
    of_branch,
    some_of,
)
from straitwatch.decode.press.english_flown import flown_from
from straitwatch.decode.press.english_party import PLANE, SHIP, Memory, Party
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag

__all__ = ["Crew"]

_Row = dict[str, Any]

_FOREIGN = frozenset({"JP", "US", "AU", "GB", "CA", "FR", "DE", "IT", "NL", "NZ", "IN", "PH"})
"""States whose own ships and aircraft such texts name in passing: they are not sighted."""


class Crew:
    """Reads the ships and aircraft of one text.

    Args:
        text: the plain text that tokens point into.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.memory = Memory()
        self._here: list[Party] = []  # of the clause at hand
        self.renamed: list[tuple[_Row, _Row]] = []  # what got its name after it was told

    @property
    def here(self) -> list[Party]:
        """What the clause at hand tells of, phrase by phrase."""
        return self._here

    def party(
        self, tokens: Iterable[Token], *, keep: bool = True, watched: bool = False
    ) -> Party | None:
        """Read all ships, or all aircraft, of a clause.

        Args:
            tokens: `fleet`, `flight` and `them`, in order.
            watched: whether the clause tells of watching: who watches may be named among them.
            keep: whether "the ships" may mean these later on; where not, only what has a name is.

        Returns:
            None where there are none. What is named, and what "the ships" points back to, come
            together; where both ships and aircraft are told, the first kind is given.
        """
        told_by = list(tokens)
        along = english_party.goes_along(told_by, self._text)
        if not along and any(
            token.kind != "them" for token in told_by
        ):  # "it was seen that a ship ..."
            told_by = [t for t in told_by if t.kind != "them" or t.get("half") is not None]
        halves = [token for token in told_by if token.get("half") is not None]
        told_by = halves if len(halves) > 1 else told_by  # "they came upon one pair ..."
        self._here = []
        for token in told_by:
            one = self._one(token)
            if one is not None:
                self._here.append(one)
        parties = self._here
        flown_from(told_by, parties, self._text)
        if not parties:
            return None
        what = parties[0].what
        if watched:
            what = english_party.watched_kind(parties, told_by[0])
        told = english_party.without_wholes([one for one in parties if one.what == what])
        objects = english_party.once_each(told)
        derived = [pair for one in told for pair in one.derived]
        party = Party(what, objects, derived, any(one.named for one in told))
        if keep or any(row["name"] for row in objects):
            self.memory.keep(party)
        return party

    def _one(self, token: Token) -> Party | None:
        if token.kind == "them":
            return self._pronoun(token)
        what = SHIP if token.kind == "fleet" else PLANE
        heads = token.all("ship") or token.all("plane")
        both = [one for one in heads[1:] if self._is_of_all(one)]  # "A and B, both destroyers"
        heads = [one for one in heads if one not in both]
        told_of = [self._craft(one, what) for one in heads]
        if len(heads) > 1 and told_of[0] is not None and self._is_apposed(heads, told_of[0]):
            told_of = told_of[1:]  # "the vessels, two frigates and a tug,"
        found = [one for one in told_of if one is not None]
        parts = [self._craft(one, what) for one in token.all("part")]
        parts += [one for one, head in zip(found, heads, strict=False) if head.get("among")]
        found = [one for one in found if one not in parts]
        if not found and not any(parts):
            return None
        derived = [pair for one in found for pair in one.derived]
        objects = [row for one in found for row in one.objects]
        named = any(one.named for one in found)
        self._navies(objects, derived)
        kind = token.get("type")
        of_all = self._class(kind) if kind is not None else None
        of_all = self._class(both[0]) if both else of_all
        if of_all is not None:
            objects = [{**row, "class": of_all} for row in objects]
        told = [row for one in parts if one is not None for row in one.objects]
        if told and not named and len(told) > 1 and None not in [row["count"] for row in told]:
            self._navies(told, derived, objects)
            return Party(what, told, derived)  # "the ships were identified as ..."
        if told:
            self._navies(told, derived, objects)
            objects = self._with_parts(objects, told, derived)
        return Party(what, objects, derived, named or bool(told))

    def _is_of_all(self, head: Token) -> bool:
        """Tell whether "both Type 052D destroyers" says of what class the ships before are."""
        first = self._text[head.start : head.end].split(maxsplit=1)[0].casefold()
        return first in ("both", "all") and not head.all("name") and self._class(head) is not None

    def _is_apposed(self, heads: list[Token], first: Party) -> bool:
        between = self._text[heads[0].end : heads[1].start].strip()
        ends = self._text[heads[0].start : heads[0].end].rstrip()[-1:]
        row = class_row(heads[0])
        vague = row is None or row.class_id in VAGUE
        return not first.named and vague and (between == "," or (not between and ends == ","))

    def _pronoun(self, token: Token) -> Party | None:
        if token.get("half") is not None:
            return self.memory.half(self._text[token.start : token.end])
        last = self.memory.last()
        if last is None:
            return None
        n = token.number("n")
        together = self.memory.of_count(int(n), last.what) if n is not None else None
        if n is not None and together is None:
            return None  # "the three", of whom nothing was told
        word = self._text[token.start : token.end].casefold()
        reason = ("objects", f"'{word}': those told before")
        objects = together or last.objects
        number = token.get("count")
        if number is not None:  # "one of them"
            objects = some_of(objects, number)
        return Party(last.what, objects, [*last.derived, reason], named=False)

    def _navies(
        self, rows: list[_Row], derived: list[tuple[str, str]], beside: Sequence[_Row] = ()
    ) -> None:
        """Give a list one navy where its words say it once."""
        said = next((row["navy"] for row in (*beside, *rows) if row["navy"]), None)
        said = said or next((n for row in rows if (n := navy_of_class(row["class"]))), None)
        for row in rows:
            if row["navy"] is None and (own := navy_of_plane(row["class"])):
                row["navy"] = own
                derived.append(("objects", "navy: the one that has the type"))
            elif row["navy"] is None and said is not None:
                row["navy"] = said
                derived.append(("objects", "navy: that of the others of the list"))
            elif row["navy"] is None and (iso := navy_of_class(row["class"])):
                row["navy"] = iso
                derived.append(("objects", "navy: the one that has the class"))
            elif row["navy"] is None and self.memory.flag and "foreign" not in row["as_written"]:
                row["navy"] = self.memory.flag.iso
                derived.append(("objects", "navy: that told before"))

    def _with_parts(
        self, objects: list[_Row], parts: list[_Row], derived: list[tuple[str, str]]
    ) -> list[_Row]:
        """Put "five ships, including two destroyers" into elements that add up."""
        if not objects:
            return parts
        whole = objects[-1]
        if (
            whole["count"] == 1 and len(parts) == 1 and parts[0]["name"]
        ):  # "a ship, identified as X"
            told = {key: parts[0][key] or whole[key] for key in ("name", "hull", "navy", "class")}
            told["class"] = whole["class"] or parts[0]["class"]
            self.renamed.append((whole, {**whole, **told}))
            return [*objects[:-1], {**whole, **told}]
        known = [row["count"] for row in parts]
        if whole["count"] is None or None in known or whole["name"]:
            for row in parts:
                if row["count"] is None:
                    row["count"], row["count_is"] = 1, "at_least"
            derived.append(("objects", "those named after 'including' are of the others"))
            return [*objects, *parts]
        rest = whole["count"] - sum(known)
        derived.append(("objects", "the count of the others: the whole less those named"))
        left = [{**whole, "count": rest}] if rest > 0 else []
        return [*objects[:-1], *left, *parts]

    # ---- one ship, aircraft, or several of one kind

    def _craft(self, token: Token, what: str) -> Party | None:
        flags = [one.sense("NAVY") for one in token.all("navy")]
        flags = [flag for flag in flags if isinstance(flag, Flag)]
        if flags and all(flag.iso in _FOREIGN for flag in flags):
            return None
        rows = self._rows(token, flags)
        if flags:
            self.memory.flag = flags[0]
        if token.get("of_them") is not None and rows is not None:
            of_all = self._back_to_all(token, what, flags)
            if of_all is not None:
                return of_all
        if rows is not None:
            self._of_class_before(token, what, flags, rows)
            return Party(what, rows)
        another = self._words(token).casefold().startswith("another ")
        back = self._back(token, what, flags) if not another else None
        if back is not None:
            return back
        if token.get("group") is not None and token.get("class") is None:
            return None
        return Party(what, [self._counted(token, flags, None)])

    def _of_class_before(
        self, token: Token, what: str, flags: list[Flag], rows: list[_Row]
    ) -> None:
        """Give "the ship, the Anshan" the class that the ship was told to be of."""
        row = class_row(token)
        vague = row is not None and row.class_id in VAGUE
        if not vague or token.get("the") is None or len(rows) != 1:
            return
        key = "name" if rows[0]["name"] else "hull"
        back = self._back(token, what, flags) if rows[0][key] else None
        if back is not None and len(back.objects) == 1 and not back.objects[0][key]:
            rows[0]["class"] = back.objects[0]["class"]

    def _rows(self, token: Token, flags: list[Flag]) -> list[_Row] | None:
        """Give elements for what is named, numbered or counted; None for "the ships"."""
        if token.all("name"):
            return self._all_named(token, flags)
        hulls = self._hulls(token.get("hulls"))
        if hulls:
            return [
                self.memory.of_hull(
                    self._counted(token, flags, None) | {"hull": h, "count": 1, "count_is": "exact"}
                )
                for h in hulls
            ]
        counts = token.all("count")
        if len(counts) > 1 and len(counts) == len(flags):
            return [
                self._counted(token, [flag], count)
                for flag, count in zip(flags, counts, strict=True)
            ]
        bare = token.get("group") is not None and not counts
        if (token.get("the") is not None and not token.get("of_them")) or bare:
            return None
        if len({flag.iso for flag in flags}) > 1 and not counts:
            return [self._counted(token, [flag], None) | _UNCOUNTED for flag in flags]
        return [self._counted(token, flags, counts[0] if counts else None)]

    def _all_named(self, token: Token, flags: list[Flag]) -> list[_Row]:
        names, number = token.all("name"), token.get("count")
        rows = [self._joined(self._named(one, token, flags)) for one in names]
        n = number.number("n") if number is not None else None
        if n is None or n <= len(names):
            return rows
        # "with three other vessels, the Liaoning"
        alone = [self._joined({**row, "class": None}) for row in rows]
        return [self._counted(token, flags, number), *alone]

    def _named(self, one: Token, token: Token, flags: list[Flag]) -> _Row:
        spelled = one.get("name") or one
        words = self._text[spelled.start : spelled.end]
        hulls = one.get("hulls")
        if one.kind == "vessel" and hulls is not None:
            words = self._text[spelled.start : hulls.start].strip(" ,")
        elif one.kind == "vessel":
            words = self._text[spelled.start : one.end].strip(" ,")
        ship = spelled.sense("SHIPNAME") if not isinstance(spelled.value, str) else None
        name = getattr(ship, "name", None) or words
        hull = next(iter(self._hulls(one.get("hulls")) or self._hulls(token.get("hulls"))), None)
        cns = one.get("cns")
        iso = flags[0].iso if flags else None
        if iso is None and cns is not None:
            iso = {"CNS": "CN", "PLANS": "CN", "RFS": "RU", "KPNS": "KP"}[
                self._text[cns.start : cns.end].upper()
            ]
        if iso is None:
            iso = getattr(ship, "navy", None)
        return craft(
            Flag(iso, "navy") if iso else None,
            self._class(token),
            as_written=self._words(token),
            name=name,
            hull=hull,
        )

    def _joined(self, row: _Row) -> _Row:
        """Add what was said of this ship before: her class and hull."""
        known = self.memory.by_name.get(str(row["name"]).casefold())
        if known is None:
            kind = kind_of_name(str(row["name"])) if row["class"] is None else None
            return {**row, "class": f"{kind} (class not told)"} if kind else row
        kept = {key: row[key] or known[key] for key in ("navy", "hull", "class")}
        generic = str(row["class"] or "").endswith("not told)")
        if generic and known["class"]:
            kept["class"] = known["class"]
        return {**row, **kept}

    def _counted(self, token: Token, flags: list[Flag], number: Token | None) -> _Row:
        count: int | None = 1
        count_is = "exact"
        words = self._words(token)
        number = number or token.get("count")
        total = token.get("total")
        if number is not None:
            told = number.number("n")
            count = int(told) if told is not None else None
            count_is = bound_of(number)
        elif total is not None:
            count = int(total.value)
        elif token.get("several") is not None or (token.get("one") is None and is_plural(words)):
            count = None
        flag = flags[0] if flags else None
        return craft(
            flag, self._class(token, flag), as_written=words, count=count, count_is=count_is
        )

    def _class(self, token: Token, flag: Flag | None = None) -> str | None:
        row = class_row(token)
        if row is not None and row.class_id in VAGUE and flag and flag.branch == "coast guard":
            return "coast guard ship (class not told)" if row.kind != "aircraft" else str(row.name)
        if row is not None:
            return of_branch(row, token)
        of_ships = token.get("total") is not None or token.get("group") is not None
        return (
            "warship (class not told)"
            if (of_ships and token.get("count")) or token.get("total")
            else None
        )

    def _words(self, token: Token) -> str:
        return " ".join(self._text[token.start : token.end].split()).strip(" ,;:-")

    def _hulls(self, token: Token | None) -> list[str]:
        if token is None:
            return []
        told = [self._text[one.start : one.end] for one in token.all("number")]
        return [hull for hull in told if hull.isdigit() and len(hull) > 1]

    # ---- what "the ships" points back to

    def _back_to_all(self, token: Token, what: str, flags: list[Flag]) -> Party | None:
        """Find what "one of the bombers" is one of."""
        number = token.get("count")
        whole = Token(token.kind, token.start, token.end, token.value, dict(token.slots))
        whole.slots.pop("count", None)
        back = self._back(whole, what, flags)
        if back is None or number is None:
            return back
        return Party(what, some_of(back.objects, number), back.derived, named=False)

    def _back(self, token: Token, what: str, flags: list[Flag]) -> Party | None:
        row = class_row(token)
        words = self._words(token)
        number = token.get("count")
        n = number.number("n") if number is not None else None
        vague = row is None or row.class_id in VAGUE or token.get("group") is not None
        found = None
        if n is not None:
            found = self.memory.of_count(int(n), what, flags[0].iso if len(flags) == 1 else None)
        if found is None and vague:
            party = self.memory.of_navy(what, flags, several=is_plural(words))
            found = party.objects if party else None
            if found and flags:
                found = [row for row in found if row["navy"] in (flags[0].iso, None)]
        if found is None and not vague and row is not None:
            found = self.memory.of_class(row, what, self._here, several=is_plural(words))
        if not found:
            return None
        if row is not None and not row.generic and len(found) == 1:
            found = [{**found[0], "class": str(row.name)}]
        return Party(what, found, [("objects", f"'{words}': those told before")], named=False)


_UNCOUNTED = {"count": None, "count_is": None}
