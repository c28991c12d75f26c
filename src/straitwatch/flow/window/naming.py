"""Ships, places, seas and watchers turned into their names in a language."""

import re
from collections.abc import Mapping
from functools import cache

from straitwatch.decode.gazetteer import places
from straitwatch.decode.own_tables import table_rows
from straitwatch.model.identity import is_type
from straitwatch.report.states import NAMES, state_name
from straitwatch.report.words import nation
from straitwatch.report.words import who as who_english
from straitwatch.serve.window import Row

__all__ = ["Namer", "aliases_of"]

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_WIND = re.compile(r"(north|south|east|west|northeast|northwest|southeast|southwest) of (.+)")
_WINDS_JA = {
    "north": "北", "south": "南", "east": "東", "west": "西", "northeast": "北東",
    "northwest": "北西", "southeast": "南東", "southwest": "南西",
}  # fmt: skip
_SERVICES = {
    "JMSDF": "海上自衛隊", "JASDF": "航空自衛隊", "JGSDF": "陸上自衛隊", "JCG": "海上保安庁",
}  # fmt: skip
_SHIPS_JA = {"JMSDF": "護衛艦", "JCG": "巡視船"}
_DATED = re.compile(r"\s+\d{4}-\d\d-\d\d$")
_TERRITORIAL = re.compile(
    r"(the )?(territorial )?(sea|airspace|waters)( or airspace| and airspace)? of (the )?"
)


def aliases_of(identity: str) -> tuple[str, ...]:
    """Give other names of a ship of the register, Japanese ones among them; for a search."""
    return _register().get(identity, ())


class Namer:
    """Names things in one language; None where the language has no name for them.

    Args:
        gates: rows of GATE by id.
        lang: `en`, `ja`.
    """

    def __init__(self, gates: Mapping[str, Row], lang: str) -> None:
        self._gates, self._lang = gates, lang

    def gate(self, gate_id: str | None) -> str | None:
        """Name a gate."""
        gate = self._gates.get(gate_id or "")
        if gate is None:
            return None
        told = gate["name"] if self._lang == "en" else gate["name_ja"]
        return None if told is None else str(told)

    def sea(self, name: str | None) -> str | None:
        """Name a sea."""
        if name is None or self._lang == "en":
            return name
        return self._seas().get(name) or _places().get(name)

    def place(self, name: str | None) -> str | None:
        """Name a place."""
        if not name or self._lang == "en":
            return name or None
        if _JAPANESE.search(name):
            return name
        if (wind := _WIND.fullmatch(name)) and (base := self.place(wind[2])):
            return f"{base}の{_WINDS_JA[wind[1]]}"
        return self._seas().get(name) or _places().get(name)

    def state(self, told: str | None) -> str | None:
        """Name a State by its letters; a name stays in English, and is found in Japanese."""
        if not told:
            return None
        told = _TERRITORIAL.sub("", told, count=1)
        if all(len(one) == 2 and one.isupper() for one in told.split("|")):  # noqa: PLR2004 - letters
            return state_name(told, self._lang)
        if self._lang == "en":
            return told
        return _state_names().get(told.lower().removeprefix("the "))

    def who(self, identity: str | None, name: str | None) -> str:
        """Name an object."""
        ident, called = identity or "", _DATED.sub("", name or "")
        if self._lang == "en":
            return _who_english(ident, called)
        return self._who_japanese(ident, called)

    def _who_japanese(self, ident: str, called: str) -> str:
        kind, _, value = ident.partition(":")
        if kind == "name":
            state = state_name(value.partition("/")[0], "ja")
            whose = "" if state in ("XX", "deck") else f"{state}の"
            if is_type(ident):
                return f"{whose}{value.partition('/')[2].upper()}"
            own = called if called and not _is_description(called) else ""
            return own or f"{whose}艦船"
        native = next((one for one in aliases_of(ident) if _JAPANESE.search(one)), called)
        number = value.replace("/", " ") if kind == "hull" else value
        number = f"MMSI {number}" if kind == "mmsi" else number
        return f"{native}({number})" if native else number or "名称不明の対象"

    def watcher(self, told: Row) -> str | None:
        """Name one who watched."""
        name = told.get("name") or told.get("unit") or told.get("service")
        if not isinstance(name, str) or not name:
            return None
        if self._lang == "en":
            return name
        service = _SERVICES.get(str(told.get("service") or ""), "")
        native = _observers().get(name) or _SERVICES.get(name)
        if native is None and not _LATIN_WORD.search(name):
            native = name  # a type: P-1, E-2C
        if native is None:
            return service or None
        return f"{service}の{native}" if service and native != service else native

    def _seas(self) -> dict[str, str]:
        sides = (("left_sea", "left_sea_ja"), ("right_sea", "right_sea_ja"))
        return {
            gate[name]: gate[native]
            for gate in self._gates.values()
            for name, native in sides
            if gate[name] and gate[native]
        }


def _who_english(ident: str, called: str) -> str:
    """Name an object; one that goes by its type or its class has its State before it."""
    told = who_english(called, ident) or "an object that is not named"
    whose = nation(ident) if ident.startswith("name:") else ""
    if not whose or not (is_type(ident) or _is_description(called)) or whose in told:
        return told
    return f"{'an' if whose[0] in 'aeiouAEI' else 'a'} {whose} {told}"


def _is_description(called: str) -> bool:
    """Tell words that describe from a name: of those all but the first word are small."""
    return any(part[:1].islower() for part in called.split())


@cache
def _register() -> dict[str, tuple[str, ...]]:
    """Names of each hull: Japanese first, then its other spellings."""
    told = {}
    for row in table_rows("ships"):
        names = [row["name_ja"], row["name_en"], *(row["aliases"] or "").split(";")]
        told[f"hull:{row['navy']}/{row['hull']}"] = tuple(filter(None, names))
    return told


@cache
def _places() -> dict[str, str]:
    told: dict[str, str] = {}
    for place in places():
        for name in (place.name, *place.aliases):
            if place.name_ja and not _JAPANESE.search(name):
                told.setdefault(name, place.name_ja)
    return told


@cache
def _observers() -> dict[str, str]:
    told = {}
    for row in table_rows("observers"):
        if row["name_ja"]:
            mark = _SHIPS_JA.get(row["service"], "艦") if row["kind"] == "ship" else ""
            told[row["name"]] = f"{mark}「{row['name_ja']}」" if mark else row["name_ja"]
            told[row["name"].partition(" (")[0]] = told[row["name"]]
    return told


@cache
def _state_names() -> dict[str, str]:
    return {english.lower().removeprefix("the "): native for english, native in NAMES.values()}
