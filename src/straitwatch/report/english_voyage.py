"""Words of the sections that tell deployments and custody from texts alone."""

__all__ = ["BETWEEN_HEAD", "CUSTODY", "DAYS_HEAD", "MADE", "MEMBERS_HEAD", "TELLERS_HEAD", "VOYAGE"]

VOYAGE = {
    "title": "Day by day: {who}",
    "lede": ("From texts alone: out {out}, back {back}; away {days}."),
    "stay": (
        "From texts alone: first told of on {first}, last on {last}. A way out and a way back "
        "were not both told{through}."
    ),
    "through": "; it passed {ways}",
    "clock": "A day begins and ends at midnight in {zone}.",
    "total": (
        "Take-offs and landings over all days that were told of, counted together: {n}. Counts of "
        "days that lie within a longer count are not added to it; “about” is taken as a "
        "tenth of the number, or half of its last digit that is not zero, more or less."
    ),
    "no_total": "No take-offs and landings were counted.",
    "uncounted": "Of these days no count was told: {days}.",
    "days": "Positions, flights and watch by day",
    "unknown": "Not known in between: {who}",
    "unknown_note": (
        "Least speed: from the nearest edges of both areas in the widest time that the words "
        "allow. The last column: how far it may have gone from either place at {kn} knots."
    ),
    "members": "Who was listed with it, of {n} times and places",
    "tellers": "Who reported what",
    "no_place": "not known",
    "untold": "not told",
    "within": "within {n} for {dates}",
    "corrected": "corrected by {document}",
    "days_away": "{low} to {high} days",
}

CUSTODY = {
    "title": "Joins that cannot be, and corrections",
    "note": (
        "Sightings are joined by number and name. Where the way between two of them needs more "
        "than the top speed, one of the texts, or its reading, is wrong: both are kept."
    ),
    "impossible": "Impossible joins: {n}",
    "corrections": "Corrections: {n}",
}

DAYS_HEAD = ("Day", "Where texts put it", "Ships named there", "Take-offs and landings", "On watch",
             "Evidence")  # fmt: skip
MEMBERS_HEAD = ("Ship", "First listed", "Last listed", "Times")
BETWEEN_HEAD = ("After", "Until", "Length", "From", "To", "Apart", "Least speed", "May be off")
TELLERS_HEAD = ("Published", "Publisher", "Told of", "Days told of", "Evidence")
MADE = {
    "impossible": ("Object", "From", "To", "Apart", "Time at most", "Needs", "Top speed"),
    "corrections": ("Document", "Publisher", "Corrects", "What changed"),
}
"""Columns of tables."""
