"""A grammar file turned into rules that find phrases and sentences among words.

A grammar file is read from top to bottom. Each rule is one of

    word NAME: 'spelling' | 'spelling'      a kind of word, named in capitals
    phrase name: pattern                     words that belong together
    sentence name: pattern with a, b         what one kind of sentence says

and goes on over lines that are indented. A `phrase` replaces the words that it covers by one, so
a later rule can name it; `with` lists phrases that count wherever they stand among the words that
the sentence covers. In a pattern

    'word'      these letters ("'s" too) KIND    a word of that kind (vocabulary, or a word rule)
    name        a phrase                 slot:x  keep x under this name
    a b         a, then b                a | b   one of them, the first that fits
    ( )  ?  *  +                         a group; maybe; any number; one or more
    ..          any words, as few as possible, within one sentence
    .           any one word             ^  $    start and end of a sentence
    !x          x does not come next     <x      x stands just before

A `#` starts a remark.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from straitwatch.decode.press.lexicon import Word
from straitwatch.decode.press.needed import Needs, may_fit, needs_of
from straitwatch.decode.press.token import Token
from straitwatch.model.error import ContractError

__all__ = ["STOP", "Grammar", "Rule", "read_grammar"]

STOP = "STOP"
"""Kind of the word that ends a sentence: `..` and `.` do not go past it."""

_FIRST_SIGN = 0xE000
_FARTHEST = 60  # words that `..` passes at most: the longest real sentences have some 120
_PIECE = regex.compile(
    r"\s+|'(?P<literal>[^']+)'|\"(?P<literal>[^\"]+)\"|(?P<slot>[a-z_]+):|(?P<name>[A-Za-z_]\w*)|(?P<gap>\.\.)"
    r"|(?P<sign>[().|?*+!<^$])"
)
_LITERAL = regex.compile(r"'(?P<literal>[^']+)'|\"(?P<literal>[^\"]+)\"")
_OPENING = {"!": "(?!", "<": "(?<="}
_HEAD = regex.compile(
    r"(?P<what>word|phrase|sentence)\s+(?P<name>\w+)\s*:(?P<body>.*)", regex.DOTALL
)
_WITH = regex.compile(r"\bwith\b(?P<names>[\s\w,]+)$")


@dataclass(frozen=True)
class Rule:
    """A rule of the grammar.

    Attributes:
        name: what it finds.
        pattern: over the signs of words, one sign a word.
        loose: kinds of phrases that count wherever they stand in what it covers.
        needs: signs without which it fits nowhere.
    """

    name: str
    pattern: "regex.Pattern[str]"
    loose: tuple[str, ...] = ()
    needs: Needs = field(default_factory=lambda: [[]])


@dataclass
class Grammar:
    """Rules, and the sign that stands for each kind of word or phrase.

    Attributes:
        phrases: in the order in which they are looked for.
        sentences: in the order of the file.
        words: spellings that the grammar itself knows.
        kinds: for each kind of word or phrase the kinds of tokens that are of it.
    """

    phrases: list[Rule] = field(default_factory=list)
    sentences: list[Rule] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    signs: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)

    def sign(self, kind: str) -> str:
        """Give the sign of a kind; a new one where it has none."""
        return self.signs.setdefault(kind, chr(_FIRST_SIGN + len(self.signs)))

    def text_of(self, tokens: Iterable[Token]) -> str:
        """Write words as their signs."""
        signs = self.signs
        try:
            return "".join([signs[token.kind] for token in tokens])
        except KeyError:  # a kind that no rule names
            return "".join([self.sign(token.kind) for token in tokens])

    def chunk(self, tokens: list[Token]) -> list[Token]:
        """Replace words by the phrases that they make, rule by rule."""
        text = self.text_of(tokens)
        there = set(text)
        for rule in self.phrases:
            if not may_fit(rule.needs, there):
                continue
            found = [match for match in rule.pattern.finditer(text) if match.end() > match.start()]
            if found:
                tokens, text = self._replace(tokens, text, rule, found)
                there.add(self.sign(rule.name))
        return tokens

    def _replace(
        self, tokens: list[Token], text: str, rule: Rule, found: Sequence["regex.Match[str]"]
    ) -> tuple[list[Token], str]:
        """Put one phrase in the place of the words that each match covers."""
        sign, told, signs, done = self.sign(rule.name), [], [], 0
        for match in found:
            first, last = match.span()
            told += tokens[done:first]
            told.append(_node(rule, match, tokens))
            signs += [text[done:first], sign]
            done = last
        signs.append(text[done:])
        return told + tokens[done:], "".join(signs)

    def parse(self, tokens: list[Token]) -> list[Token]:
        """Find what one sentence says: for each rule, all places where it fits."""
        text = self.text_of(tokens)
        there = set(text)
        return [
            _node(rule, match, tokens)
            for rule in self.sentences
            if may_fit(rule.needs, there)
            for match in rule.pattern.finditer(text)
            if match.end() > match.start()
        ]


def _node(rule: Rule, match: "regex.Match[str]", tokens: list[Token]) -> Token:
    first, last = match.span()
    node = Token(rule.name, tokens[first].start, tokens[last - 1].end)
    slots: dict[str, list[int]] = defaultdict(list)
    ends = match.regs
    for slot, group in match.re.groupindex.items():
        if ends[group][0] >= 0:  # it took part
            for a, b in match.spans(slot):
                slots[slot] += range(a, b)
    if rule.loose:
        taken = {place for places in slots.values() for place in places}
        for place in range(first, last):
            if tokens[place].kind in rule.loose and place not in taken:
                slots[tokens[place].kind].append(place)
    for slot, places in slots.items():
        node.slots[slot] = [tokens[place] for place in sorted(places)]
    return node


def read_grammar(
    text: str, name: str, vocabulary: Iterable[Word], kinds: Iterable[str] = ()
) -> Grammar:
    """Read a grammar file.

    Args:
        text: of the file.
        name: of the file, for errors.
        vocabulary: the words that it may name by their kind.
        kinds: further kinds that it may name, also when no word is of them.

    Raises:
        ContractError: a rule cannot be read; names the line, what was found and the mend.
    """
    return _Reader(name, vocabulary, kinds).read(text)


class _Reader:
    def __init__(self, name: str, vocabulary: Iterable[Word], kinds: Iterable[str]) -> None:
        self.name = name
        self.grammar = Grammar()
        self.kinds: dict[str, set[str]] = defaultdict(set)  # kind -> kinds of words that are it
        self.known: dict[str, list[Word]] = defaultdict(list)  # the vocabulary by spelling
        self.own: set[str] = set()
        for word in vocabulary:
            self.kinds[word.kind].add(word.kind)
            self.known[word.spelling.casefold()].append(word)
        for kind in kinds:
            self.kinds[kind].add(kind)
        for kind in ("NUM", "QUOTE", "QUOTED_NUM", "WORD", "NAME", "SIGN", STOP):
            self.kinds[kind].add(kind)
        self.stop = ""  # signs of the words that end a sentence

    def read(self, text: str) -> Grammar:
        rules = list(_rules(text))
        for words in self.known.values():
            if len({word.kind for word in words}) > 1:
                self._spell(words[0].spelling)
        for _, rule in rules:
            for found in _LITERAL.finditer(rule):
                self._spell(found["literal"])
            if regex.match(rf"word\s+{STOP}\b", rule):
                self.kinds[STOP].update(f"'{one['literal']}'" for one in _LITERAL.finditer(rule))
        self.stop = "".join(sorted(self.grammar.sign(kind) for kind in self.kinds[STOP]))
        for line, rule in rules:
            head = _HEAD.match(rule)
            if head is None:
                raise self.fail(line, f"'{rule[:40]}' is no rule", "write phrase NAME: pattern")
            if head["what"] == "word":
                spelled = [found["literal"] for found in _LITERAL.finditer(head["body"])]
                self.kinds[head["name"]].update(f"'{one}'" for one in spelled)
            else:
                self._rule(line, head["what"], head["name"], head["body"].strip())
        self.grammar.kinds = {name: frozenset(kinds) for name, kinds in self.kinds.items()}
        return self.grammar

    def fail(self, line: int, found: str, mend: str) -> ContractError:
        return ContractError(f"{self.name}, line {line}: {found}; {mend}")

    def _spell(self, spelling: str) -> None:
        """Make a spelling a word of the grammar; it stays what the vocabulary says it is."""
        if spelling in self.own:
            return
        self.own.add(spelling)
        known = self.known.get(spelling.casefold(), [])
        senses = {word.kind: word.value for word in reversed(known)}
        value = senses if len(senses) > 1 else known[0].value if known else spelling
        self.grammar.words.append(Word(spelling, f"'{spelling}'", value))
        for word in known:
            self.kinds[word.kind].add(f"'{spelling}'")

    def _rule(self, line: int, what: str, name: str, body: str) -> None:
        loose: tuple[str, ...] = ()
        ending = _WITH.search(body) if what == "sentence" else None
        if ending is not None:
            loose = tuple(word.strip() for word in ending["names"].split(",") if word.strip())
            body = body[: ending.start()]
        try:
            signs = self._pattern(line, body)
            pattern = regex.compile(signs, regex.VERSION1)
        except regex.error as error:
            raise self.fail(line, f"{name}: {error}", "balance its brackets") from error
        if what == "phrase":
            self.grammar.phrases.append(Rule(name, pattern, needs=needs_of(signs)))
            self.kinds[name].add(name)
        else:
            self.grammar.sentences.append(Rule(name, pattern, loose, needs_of(signs)))

    def _pattern(self, line: int, body: str) -> str:
        told, place = [], 0
        opening = ""  # a slot, or ! or <, waits for what it is of
        while place < len(body):
            found = _PIECE.match(body, place)
            if found is None:
                raise self.fail(line, f"'{body[place : place + 20]}'", "see the head of grammar.py")
            place = found.end()
            piece = self._piece(line, found)
            if piece in _OPENING or found["slot"]:
                opening += _OPENING.get(piece, f"(?P<{found['slot']}>")
            elif piece == "(":
                told.append(opening or "(?:")
                opening = ""
            elif piece:
                told.append(f"{opening}{piece})" if opening else piece)
                opening = ""
        return "".join(told)

    def _piece(self, line: int, found: "regex.Match[str]") -> str:
        if found["literal"]:
            return self.grammar.sign(f"'{found['literal']}'")
        if found["name"]:
            return self._kind(line, found["name"])
        if found["gap"]:
            return f"[^{self.stop}]{{0,{_FARTHEST}}}?"
        sign = found["sign"] or ""
        return f"[^{self.stop}]" if sign == "." else sign

    def _kind(self, line: int, name: str) -> str:
        kinds = self.kinds.get(name)
        if not kinds:
            near = ", ".join(sorted(kind for kind in self.kinds if kind[0] == name[0]))
            raise self.fail(line, f"'{name}' is no word and no phrase above", f"near: {near}")
        return "[" + "".join(sorted(self.grammar.sign(kind) for kind in kinds)) + "]"


def _rules(text: str) -> Iterable[tuple[int, str]]:
    """Join the lines of each rule; the number of its first line, and the rule."""
    start, held = 0, ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = regex.sub(r"(^|\s)#.*$", "", raw).rstrip()
        if not line:
            continue
        if line[0].isspace():
            held += " " + line.strip()
            continue
        if held:
            yield start, held
        start, held = number, line
    if held:
        yield start, held
