"""Text into the answer whether it names somebody who may not be shown."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote

__all__ = ["Patterns", "Words", "hull_digits", "join_name", "names_of"]

_IDENTITY = re.compile(r"\b(?:mmsi|icao24|hull|name):[^\s\"',;\])}<>&|]+", re.IGNORECASE)
_WIDE = "\u2e80-\U0003ffff"  # signs that are written without spaces between words
_TOKEN = re.compile(rf"[{_WIDE}]+|(?:[^\W_{_WIDE}])+")
_NUMBER = re.compile(r"(?<![\d.])\d+(?![\d]|\.\d)")
_DESIGNATED = re.compile(
    r"(?:[(\[「『（]|(?i:hull|pennant|number|no\.?)|舷番号|艦番号|[A-Z]{1,4}-?)\s*$"
)
_MMSI = re.compile(r"\d{9}")
_KEPT = 10_000  # texts, 200 signs each: 2 MB
_LEAST = 2  # signs of a name: one sign stands in every text
_SURE_DIGITS = 3  # digits of a hull number that is taken for one wherever it stands


def join_name(text: str) -> str:
    """Strip a name to small letters and digits, without accents or spaces."""
    return "".join(_tokens(text))


def hull_digits(identity: str) -> str | None:
    """Give the digits of `hull:CN/16`; None for another identity or a pattern."""
    kind, _, rest = identity.partition(":")
    digits = rest.partition("/")[2]
    return digits if kind.lower() == "hull" and digits.isdigit() else None


def _tokens(text: str) -> list[str]:
    if "%" in text:
        text = f"{text} {unquote(text)}"  # an address may hold a name as %E9%81%BC
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _TOKEN.findall(plain)


@dataclass(frozen=True)
class Patterns:
    """Text identities, or their beginnings with `*`."""

    exact: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Patterns":
        """Read them; a bare MMSI is `mmsi:` and it."""
        whole = [text.strip().casefold() for text in texts]
        whole = [text if ":" in text or text == "*" else f"mmsi:{text}" for text in whole]
        return cls(
            frozenset(text for text in whole if not text.endswith("*")),
            tuple(sorted(text[:-1] for text in whole if text.endswith("*"))),
        )

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.exact or self.begins)

    def hold(self, identity: str) -> bool:
        """Tell whether an identity is one of them."""
        folded = identity.casefold()
        return folded in self.exact or folded.startswith(self.begins)

    @property
    def reach_names(self) -> bool:
        """Tell whether a beginning reaches `name:` identities, which numbers hold as a hash."""
        return any("name:".startswith(one) or one.startswith("name:") for one in self.begins)


@dataclass(frozen=True)
class Words:
    """What texts must not say.

    Attributes:
        may_see: tells whether a text identity may be shown.
        names: names of those who may not, as `join_name` gives them.
        hulls: hull numbers of those who may not, digits.
    """

    may_see: Callable[[str], bool]
    names: frozenset[str] = frozenset()
    hulls: frozenset[str] = frozenset()

    def tell(self, text: str | None) -> bool:
        """Tell whether a text names one that may not be shown: by identity, MMSI or name."""
        return bool(text) and self._told(text)

    def tell_any(self, text: str) -> bool:
        """Tell whether free words name one, or give a hull number."""
        return self._told_any(text)

    @cached_property
    def _told(self) -> Callable[[str | None], bool]:
        """Keep the answers: keys, sources and sentences come again and again."""
        return lru_cache(maxsize=_KEPT)(self._tell)

    @cached_property
    def _told_any(self) -> Callable[[str], bool]:
        return lru_cache(maxsize=_KEPT)(lambda text: self.tell(text) or self.tell_hull(text))

    def _tell(self, text: str) -> bool:
        found = _IDENTITY.findall(text)
        if any(not self.may_see(one.rstrip(".:")) for one in found):
            return True
        tokens = _tokens(text)
        numbers = [token for token in tokens if _MMSI.fullmatch(token)]
        if any(not self.may_see(f"mmsi:{number}") for number in numbers):
            return True
        return bool(self.names) and (self._named(tokens) or self._named_within(tokens))

    def tell_hull(self, text: str | None) -> bool:
        """Tell whether free words give the hull number of one that may not be shown.

        Three digits or more count wherever they stand; fewer only where brackets, letters or a
        word such as hull stand before them: `(16)`, `CV-16`, `hull 16`.
        """
        for found in _NUMBER.finditer(text or "") if self.hulls else ():
            digits = found.group().translate(_ASCII)
            if digits in self.hulls and (
                len(digits) >= _SURE_DIGITS
                or _DESIGNATED.search((text or "")[max(0, found.start() - 12) : found.start()])
            ):
                return True
        return False

    def _named(self, tokens: list[str]) -> bool:
        """Look for a name in one token or in some that follow each other."""
        longest = self._longest
        for start in range(len(tokens)):
            joined = ""
            for token in tokens[start:]:
                joined += token
                if len(joined) > longest:
                    break
                if joined in self.names:
                    return True
        return False

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.names))

    def _named_within(self, tokens: list[str]) -> bool:
        """Look for a name of wide signs within a run of them: 空母遼寧 holds 遼寧."""
        wide = [name for name in self.names if name[:1] >= "\u2e80"]
        runs = [token for token in tokens if token[:1] >= "\u2e80"]
        return any(name in run for run in runs for name in wide)


_ASCII = {ord(wide): str(k) for k, wide in enumerate("０１２３４５６７８９")}


def names_of(*texts: str | None) -> frozenset[str]:
    """Turn names into what `Words` looks for; those too short to tell anything are left out."""
    joined = {join_name(text) for text in texts if text}
    return frozenset(name for name in joined if len(name) >= _LEAST)
