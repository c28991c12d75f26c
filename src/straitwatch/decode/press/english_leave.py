"""English clauses on leaving a zone, with a place or a heading, turned into statements."""

from datetime import time

from straitwatch.decode.press.english_moves import heading_of
from straitwatch.decode.press.english_story import Clause, Story
from straitwatch.decode.press.moment import JST, When
from straitwatch.decode.press.statement import Statement

__all__ = ["tell_exit"]


def tell_exit(story: Story, clause: Clause, entry: Statement) -> list[Statement]:
    """Tell when an entry ended: a statement of its own where the words say whither.

    Args:
        story: of the text.
        clause: that something left.
        entry: told last; without more words its time is drawn out to the time of leaving.

    Returns:
        the leaving, with the zone as `from_sea`; else none.
    """
    when = story.time(clause) or story.when
    if when is None or entry.when is None or when.t_end <= entry.when.t_start:
        return []
    place, heading = story.where(clause), heading_of(story, clause)
    out = any(kind.startswith(("'was out", "'were out")) for kind in clause.kinds)
    if heading is None and not (out and place is not None):
        entry.when = When(entry.when.t_start, when.t_end, entry.when.reasons)
        entry.end = max(
            entry.end, story.plain.span(clause.tokens[0].start, clause.tokens[-1].end)[1]
        )
        return []
    one = story.new("entry", clause)
    one.objects = [dict(row) for row in entry.objects]
    one.derived.append(("objects", "those told before"))
    one.from_sea, one.where, one.heading, one.when = entry.to_sea, place, heading, when
    if _is_open(entry.when):  # "in the zone since 7:05"
        entry.when = When(entry.when.t_start, entry.when.t_start, entry.when.reasons)
    return [one]


def _is_open(span: When) -> bool:
    """Tell whether a span goes from a clock time to the end of a day."""
    start, end = (t.astimezone(JST).time() for t in (span.t_start, span.t_end))
    return end == time() and start != time()
