"""A grammar file, its words and its rules: what it finds, and how it complains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.decode.press.grammar import STOP, Grammar, read_grammar
from straitwatch.decode.press.lexicon import Lexicon, Word
from straitwatch.decode.press.token import Token
from straitwatch.model.error import ContractError

SHIPS = (
    Word("frigate", "CLASS", "ff"),
    Word("cruiser", "CLASS", "cg"),
    Word("Kii", "PLACE", "kii"),
)

PORT = """
# A toy: two ships and a port.
word AND: 'and' ','
word WENT: 'left' 'entered'

phrase ship: count:NUM? class:CLASS
phrase ships: ship:ship (AND ship:ship)*
sentence call: .. who:ships .. WENT .. at:PLACE
    with ships
"""


def grammar_of(text: str, words: tuple[Word, ...] = SHIPS) -> tuple[Grammar, Lexicon]:
    grammar = read_grammar(text, "toy.grammar", words)
    return grammar, Lexicon([*grammar.words, *words], spaced=True)


def parse(text: str, sentence: str) -> list[Token]:
    grammar, lexicon = grammar_of(text)
    return grammar.parse(grammar.chunk(lexicon.cut(sentence)))


def test_a_sentence_is_found_with_its_slots_and_theirs() -> None:
    (call,) = parse(PORT, "On Monday 2 frigate and 1 cruiser left the port of Kii.")
    (who,) = call.all("who")
    assert [one.number("count") for one in who.all("ship")] == [2, 1]
    assert [one.get("class").value for one in who.all("ship")] == ["ff", "cg"]  # type: ignore[union-attr]
    assert call.get("at").value == "kii"  # type: ignore[union-attr]


def test_words_between_do_not_matter_but_their_order_does() -> None:
    assert parse(PORT, "frigate, it is said by many, left Kii")
    assert parse(PORT, "left Kii a frigate") == []


def test_the_longest_spelling_wins_and_ends_at_the_edge_of_a_word() -> None:
    words = (Word("guided", "A"), Word("guided missile", "B"), Word("missile", "C"))
    cut = Lexicon(words, spaced=True).cut("guided missile, missiles guided")
    assert [(token.kind, token.value) for token in cut][:3] == [
        *(("B", None), ("SIGN", ","), ("WORD", "missiles")),
    ]
    assert cut[-1].kind == "A"


def test_a_spelling_of_two_kinds_is_of_both() -> None:
    words = (Word("Kii", "PLACE", 1), Word("Kii", "SHIPNAME", 2), Word("frigate", "CLASS"))
    grammar, lexicon = grammar_of("sentence a: PLACE\nsentence b: SHIPNAME", words)
    found = grammar.parse(lexicon.cut("Kii"))
    assert [node.kind for node in found] == ["a", "b"]
    (token,) = lexicon.cut("Kii")
    assert (token.sense("PLACE"), token.sense("SHIPNAME")) == (1, 2)


def test_a_gap_does_not_go_past_a_stop() -> None:
    grammar, lexicon = grammar_of(f"word {STOP}: '.'\nsentence call: CLASS .. PLACE")
    assert grammar.parse(lexicon.cut("frigate at Kii"))
    assert grammar.parse(lexicon.cut("frigate . at Kii")) == []


def test_what_must_not_follow_and_what_must_stand_before() -> None:
    rules = "sentence a: CLASS !'left'\nsentence b: <'left' PLACE"
    assert [n.kind for n in parse(rules, "frigate Kii")] == ["a"]
    assert [n.kind for n in parse(rules, "frigate left Kii")] == ["b"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("phrase ship: SHIPP", "'SHIPP' is no word and no phrase above"),
        ("phrase ship: (CLASS", "ship"),
        ("phrase ship: CLASS §", "'§'"),
        ("ship = CLASS", "'ship = CLASS' is no rule"),
        ("phrase ship: vessel\nphrase vessel: CLASS", "'vessel'"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named_with_its_line(text: str, named: str) -> None:
    with pytest.raises(ContractError, match=r"toy\.grammar, line 3") as caught:
        grammar_of(f"# two lines\n# before it\n{text}")
    assert named in str(caught.value)


@given(st.text(max_size=300))
def test_any_text_is_cut_into_words_that_lie_in_it_one_after_the_other(text: str) -> None:
    for spaced in (True, False):
        cut = Lexicon(SHIPS, spaced=spaced).cut(text)
        ends = [0, *(token.end for token in cut)]
        assert all(token.start >= end for token, end in zip(cut, ends, strict=False))
        assert all(token.start < token.end <= len(text) for token in cut)
