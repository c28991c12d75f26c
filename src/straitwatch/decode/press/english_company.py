"""English words on ships that went with others ("with her: ...") turned into ships of one group."""

from collections.abc import Sequence

import regex

from straitwatch.decode.press.english_party import Party
from straitwatch.decode.press.english_story import MOVES, Story
from straitwatch.decode.press.token import Token

__all__ = ["join_company"]

_COMPANY = regex.compile(
    r"\W*(?:in (?:its|her|their) company|with (?:it|her|them|the (?:ship|vessel|carrier))|alongside"
    r" (?:it|her|them)|accompanying (?:it|her|them)|escorting (?:it|her|them))"
    r"\s?(?::|was|were|is|are|came|went|sailed|steamed)\b?",
    regex.IGNORECASE,
)


def join_company(story: Story, tokens: Sequence[Token], party: Party) -> None:
    """Put the ships of "with her was the frigate ..." beside those that the sentence before told.

    Args:
        story: of the text; its last statements and its memory change.
        tokens: of the sentence.
        party: whom it names.
    """
    if not tokens or not _COMPANY.match(story.text, tokens[0].start, tokens[-1].end):
        return
    last = [one for one in story.told[story.before_from :] if one.kind in MOVES]
    if not last or any(one.same_as for one in last):
        return
    for one in last:
        one.objects += [dict(row) for row in party.objects if row not in one.objects]
        one.derived.append(("objects", "those in its company: a sentence that follows"))
    both = [dict(row) for row in last[-1].objects]
    story.crew.memory.keep(Party(party.what, both, list(party.derived)))
