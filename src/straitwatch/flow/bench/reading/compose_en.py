"""A seed turned into English texts in many surface forms, each with its truth."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from straitwatch.flow.bench.reading.notation import read_statement
from straitwatch.flow.bench.reading.phrase_en import (
    Phrase,
    Ships,
    before,
    day_words,
    listed,
    moment,
    number_word,
    offset,
    pick_ships,
    upper,
)
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["compose_en"]

_FIRST_DAY = date(2019, 1, 10)
_DAYS = 2600
_EVERY = 7
_HALF = 0.5
_SCENE_COUNTS = (1, 1, 1, 2, 3)
_CARRIERS = ("Liaoning", "Shandong", "Fujian")
_OPENING = re.compile(r'(?<!\S)"')
_WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_OPPOSITE = {"S": "N", "SE": "NW"}


@dataclass
class _Text:
    """A text that grows: its day, the die, sentences, lines of truth, and where scenes begin."""

    published: date
    draw: Random
    sentences: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    opens: set[int] = field(default_factory=set)

    def say(self, kind: str, *truth: str, **words: str | int) -> None:
        """Add one sentence of a kind, filled with words, and its truth."""
        form = self.draw.choice(_book()["sentence"][kind])
        caps = {upper(key): upper(word) for key, word in words.items() if isinstance(word, str)}
        if filled := form.format(**words, **caps):
            self.sentences.append(filled)
        self.says += truth


def compose_en(n: int, seed: int = 0) -> Iterator[Release]:
    """Compose English texts.

    Args:
        n: how many.
        seed: the same seed, the same texts.

    Yields:
        texts with their truth; the first of every seven holds no sighting.
    """
    for k in range(n):
        draw = Random(f"{seed}/{k}")  # noqa: S311  # texts, no secrets
        yield _compose(f"en-made-{seed}-{k}", draw, empty=k % _EVERY == 0)


def _compose(release_id: str, draw: Random, *, empty: bool) -> Release:
    text = _Text(_FIRST_DAY + timedelta(days=draw.randrange(_DAYS)), draw)
    fillers = draw.sample(_book()["sentence"]["none"], draw.randrange(3, 6))
    for scene in [] if empty else draw.choices(_SCENES, k=draw.choice(_SCENE_COUNTS)):
        text.opens.add(len(text.sentences))
        scene(text)
        if draw.random() < _HALF:
            text.opens.add(len(text.sentences))
            text.sentences.append(fillers.pop())
    text.sentences += fillers
    head = draw.choice(_book()["sentence"]["headline"])
    body = f"{head}\n\n{_joined(text)}".strip() + "\n"
    if draw.random() < _HALF:
        body = _OPENING.sub("“", body).replace('"', "”").replace("'", "’")
    said = tuple(read_statement(line, text.published.year, {}) for line in text.says)
    return Release(release_id, "en", "composed", text.published, body, said)


def _joined(text: _Text) -> str:
    """Join sentences into paragraphs; each scene begins one."""
    gaps = ["\n\n" if k in text.opens else None for k in range(len(text.sentences))]
    pairs = zip(gaps, text.sentences, strict=True)
    return "".join((gap or text.draw.choice([" ", "\n\n"])) + one for gap, one in pairs).strip()


def _passage(text: _Text) -> None:
    """Ships are seen, pass a strait, and are watched; they may have come another way before."""
    draw, ships, gate = text.draw, pick_ships(_book()["ship"], text.draw), _gate(text.draw)
    head, sea_words, sea = draw.choice(gate["ways"])
    day = before(text.published, draw, 0, 6)
    if not text.sentences:
        text.say("lead", navy=ships.adjective, said=f"{text.published:%A}")
    _seen(text, ships, gate, head, day)
    words = {"gate": draw.choice(gate["phrases"]), "head": _wind(head), "sea": sea_words}
    said = f"gate={gate['id']}; head={head}; to={sea}; obj={ships.truth}"
    if draw.random() < _HALF:
        text.say("transit", f"transit; {said}", **words, **_pronouns(ships))
    else:
        when = _later(day, text)
        dated = f"transit; t={when.truth}; {said}"
        text.say("transit_dated", dated, when=when.words, **words, **_pronouns(ships))
    for extra in draw.sample([_came_before, _watched, _kept_out], draw.randrange(1, 4)):
        extra(text, ships, day)


def _seen(text: _Text, ships: Ships, gate: dict[str, Any], head: str, day: date) -> None:
    wind = text.draw.choice(_WINDS)
    at = offset(text.draw.choice(gate["near"]), wind, _wind(wind), text.draw)
    when = moment(day, text.published, text.draw)
    text.say(
        "sighting",
        f"sighting; t={when.truth}; at={at.truth}; head={head}; obj={ships.truth}",
        when=when.words,
        ships=ships.words,
        was="was" if ships.n == 1 else "were",
        head=_wind(head),
        offset=at.words,
    )


def _later(day: date, text: _Text) -> Phrase:
    """The day after, if it is not yet to come; or from the one day to the other."""
    last = min(day + timedelta(days=1), text.published)
    if last == day or text.draw.random() < _HALF:
        return Phrase(f"on {day_words(last, text.published, text.draw)}", f"{last}")
    first_words = day_words(day, text.published, text.draw)
    return Phrase(
        f"from {first_words} to {day_words(last, text.published, text.draw)}", f"{day}..{last}"
    )


def _pronouns(ships: Ships) -> dict[str, str]:
    if ships.n == 1:
        return {"they": "the ship", "them": "the ship", "they_are": "it is", "those": "the one"}
    many = f"the {ships.adjective} ships"
    return {"they": many, "them": many, "they_are": "they are", "those": "those"}


def _came_before(text: _Text, ships: Ships, day: date) -> None:
    gate = _gate(text.draw)
    head, _, _ = text.draw.choice(gate["ways"])
    then = before(day, text.draw, 7, 60)
    text.say(
        "same",
        f"transit same; t={then}; gate={gate['id']}; head={head}; obj={ships.truth}",
        when=f"on {day_words(then, text.published, text.draw, relative=False)}",
        gate=text.draw.choice(gate["phrases"]),
        head=_wind(head),
        **_pronouns(ships),
    )


def _watched(text: _Text, ships: Ships, _day: date) -> None:
    name, words = text.draw.choice(_book()["watcher"])["ship"]
    plane = text.draw.choice(_book()["plane"])
    truth = [f"JMSDF - / {name} / -", plane["truth"]]
    shown = [words, plane["words"]]
    some = slice(0, text.draw.choice([1, 2]))
    text.say(
        "watch",
        f"observation; obs={','.join(truth[some])}",
        watchers=listed(shown[some]),
        **_pronouns(ships),
    )


def _kept_out(text: _Text, ships: Ships, _day: date) -> None:
    text.say("absence", "reported_absence not", **_pronouns(ships))


def _flight(text: _Text) -> None:
    """Aircraft pass between islands and turn back; fighters are scrambled."""
    draw, row = text.draw, text.draw.choice(_book()["aircraft"])
    gate = draw.choice([g for g in _book()["gate"] if g["id"] in {"miyako", "yonaguni-taiwan"}])
    n = draw.randrange(1, 4)
    day = before(text.published, draw, 0, 6)
    part = draw.choice(["morning", "afternoon"])
    words = day_words(day, text.published, draw)
    text.say(
        "aircraft",
        f"aircraft; t={day} {part}; gate={gate['id']}; from=East China Sea; to=Pacific Ocean; "
        f"obj={row['navy']} {row['class']} x{n}",
        when=f"on {words} {part}" if words[-1] == "y" else f"on the {part} of {words}",
        planes=f"a {row['one']}" if n == 1 else f"{('two', 'three')[n - 2]} {row['many']}",
        gate=draw.choice(gate["phrases"]),
        out="the East China Sea",
        sea="the Pacific",
    )
    _scrambled(text)


def _scrambled(text: _Text) -> None:
    words = text.draw.choice(_book()["sentence"]["scramble"])
    unit = "Southwestern Air Defense Force" if "Southwestern" in words else "-"
    text.sentences.append(words)
    text.says.append(f"scramble; obs=JASDF {unit} / fighters / -")


def _joint_flight(text: _Text) -> None:
    """Bombers of two countries fly together."""
    day = before(text.published, text.draw, 0, 6)
    when = f"on {day_words(day, text.published, text.draw)}"
    text.say(
        "joint",
        f"joint_flight; t={day}; gate=miyako; from=East China Sea; to=Pacific Ocean; "
        "obj=CN H-6 bomber x2,RU Tu-95 bomber x2",
        when=when,
        out="the East China Sea",
        gate=text.draw.choice(_book()["gate"][0]["phrases"]),
        sea="the Pacific",
    )
    _scrambled(text)


def _entry(text: _Text) -> None:
    """A survey ship is inside the territorial sea for some hours."""
    draw = text.draw
    day = before(text.published, draw, 0, 4)
    isle = draw.choice(["Yakushima", "Kuchinoerabu Island", "Kuchinoshima"])
    wind = draw.choice(_WINDS)
    first = draw.randrange(1, 9)
    last = first + draw.randrange(1, 3)
    text.say(
        "entry",
        f"entry; t={day} {first:02d}:10~..{day} {last:02d}:50~; at={isle} {wind}; "
        "to=territorial sea of Japan; obj=CN survey ship",
        navy="Chinese",
        wind=_wind(wind),
        isle=isle,
        day=day_words(day, text.published, draw),
        first=f"{first}:10 a.m.",
        last=f"{last}:50 a.m.",
    )
    if draw.random() < _HALF:
        _watched(text, Ships("", "", 1, "Chinese"), day)


def _voyage(text: _Text) -> None:
    """A carrier goes out with escorts and comes back the same way."""
    draw = text.draw
    gate = _book()["gate"][0]
    head, sea_words, sea = draw.choice([way for way in gate["ways"] if way[0] in {"S", "SE"}])
    last = before(text.published, draw, 0, 5)
    first = before(last, draw, 8, 20)
    carrier, n = draw.choice(_CARRIERS), draw.randrange(2, 6)
    plain = draw.choice(["warship", "destroyer", "frigate"])
    obj = f'CN aircraft carrier "{carrier}"'
    words = {"gate": draw.choice(gate["phrases"]), "head": _wind(head), "carrier": carrier}
    when = f"on {day_words(first, text.published, draw, relative=False)}"
    text.say(
        "out",
        f"transit; t={first}; gate=miyako; head={head}; to={sea}; obj={obj},CN {plain} x{n}",
        escorts=f"{number_word(n)} {plain}s",
        sea=sea_words,
        when=when,
        **words,
    )
    if draw.random() < _HALF:
        text.say("first", "first_sighting", **words)
    then = f"on {day_words(last, text.published, draw)}"
    home = f"transit; t={last}; gate=miyako; free=same_as to_sea from_sea objects heading"
    text.say("back", home, when=then, back=_wind(_OPPOSITE[head]), **words)


def _deck(text: _Text) -> None:
    """A carrier's aircraft take off and land, day by day or over a span."""
    draw = text.draw
    last = before(text.published, draw, 1, 5)
    first = before(last, draw, 2, 6)
    carrier = draw.choice(_CARRIERS)
    said = {
        "first": day_words(first, text.published, draw, relative=False),
        "last": day_words(last, text.published, draw, relative=False),
        "carrier": carrier,
    }
    obj = f'obj=CN aircraft carrier "{carrier}"'
    fighters, helicopters = draw.randrange(3, 30) * 10, draw.randrange(2, 15) * 10
    total = fighters + helicopters
    if draw.random() < _HALF:
        tally = f"both {total}+ {first}..{last}"
        text.say("bound", f"flight_operations; {obj}; n={tally}", total=total, **said)
    elif draw.random() < _HALF:
        counts = {"both": total, "fighters": fighters, "helicopters": helicopters}
        tallies = ",".join(f"{what} {n}~ {first}..{last}" for what, n in counts.items())
        more = {"fighters": fighters, "helicopters": helicopters}
        text.say("span", f"flight_operations; {obj}; n={tallies}", total=total, **more, **said)
    else:
        _deck_by_day(text, first, last)


def _deck_by_day(text: _Text, first: date, last: date) -> None:
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    counts = [text.draw.randrange(1, 12) * 10 for _ in days]
    shown = [
        f"about {n} takeoffs and landings on {_month_day(day, text)}"
        for n, day in zip(counts, days, strict=True)
    ]
    tallies = [f"both {n}~ {day}" for n, day in zip(counts, days, strict=True)]
    tallies.append(f"both {sum(counts)}~ {first}..{last}")
    text.say(
        "days",
        f"flight_operations; n={','.join(tallies)}",
        tallies=listed(shown),
        total=sum(counts),
    )


def _month_day(day: date, text: _Text) -> str:
    return day_words(day, text.published, text.draw, relative=False)


_SCENES: tuple[Callable[[_Text], None], ...] = (
    *(_passage,) * 4,
    *(_flight, _deck, _voyage),
    *(_joint_flight, _entry),
)


def _gate(draw: Random) -> dict[str, Any]:
    found: dict[str, Any] = draw.choice(_book()["gate"])
    return found


def _wind(letters: str) -> str:
    return str(_book()["wind_words"][letters])


@cache
def _book() -> dict[str, Any]:
    """Read the words once."""
    file = files("straitwatch.flow.bench.reading").joinpath("data", "compose_en.toml")
    return tomllib.loads(file.read_text("utf-8"))
