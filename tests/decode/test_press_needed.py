"""What a pattern over signs needs: told without trying it."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.decode.press.needed import may_fit, needs_of

_ATOMS = st.sampled_from(["a", "b", "[cd]", "[^z]{0,60}?", "(?!e)", "(?<=f)"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marks = st.sampled_from(["", "?", "*", "+"])
    groups = st.tuples(st.sampled_from(["(?:", "(?P<who>"]), inner, marks)
    either = st.tuples(inner, inner).map("|".join)
    return groups.map(lambda one: f"{one[0]}{one[1]}){one[2]}") | either


_PATTERNS = st.lists(st.recursive(_ATOMS, _grown, max_leaves=6), min_size=1, max_size=3).map(
    "".join
)


@given(_PATTERNS, st.text("abcdefz", max_size=8))
def test_where_a_pattern_fits_what_it_needs_is_there(pattern: str, text: str) -> None:
    found = [one for one in regex.finditer(pattern, text) if one.end() > one.start()]
    assert may_fit(needs_of(pattern), set(text)) or not found


def test_what_is_not_there_is_not_tried() -> None:
    needs = needs_of("[^z]{0,60}?(?P<zone>[ab])c?(?:d|e)")
    assert needs == [[frozenset("ab"), frozenset("de")]]
    assert not may_fit(needs, set("abc"))
    assert may_fit(needs, set("be"))
    assert may_fit(needs_of("a?"), set())
