"""English of the section on statistics; another language is another such file."""

__all__ = ["STATISTICS", "STATISTICS_HEAD", "STATISTICS_NAME"]

STATISTICS = {
    "title": "Scrambles and violations of airspace, as published",
    "finding": "Fighters were scrambled {n} times in {year}",
    "finding_fewer": ", {n} fewer than the year before",
    "finding_more": ", {n} more than the year before",
    "finding_most": "; {n} of them for aircraft of {group}",
    "finding_violations": "{n} of Japan’s airspace have been published since {first}, the latest "
    "of {day} by an aircraft of {state}.",
    "lede": "Japan’s Joint Staff Office counts how often fighters were scrambled against aircraft "
    "near Japan’s airspace, by fiscal year: 1 April to 31 March. Here for {first} to {last}, "
    "{n} of them; the most in {peak}, {most}.",
    "lede_one": "Scrambles of fighters near Japan’s airspace in {first}: {most}. A fiscal year is "
    "1 April to 31 March.",
    "lede_parts": "Scrambles of fighters near Japan’s airspace: no total of a whole fiscal year "
    "(1 April to 31 March) was read.",
    "years_title": "Scrambles by fiscal year",
    "years_caption": "Scrambles by fiscal year. A year without a column was not read.",
    "years_table": "Scrambles, the latest {n} fiscal years",
    "years_more": "{n} earlier fiscal years not shown: straitwatch query "
    "\"SELECT period, value FROM statistics WHERE group_by = 'all'\"",
    "country_title": "Scrambles by whose aircraft they met",
    "region_title": "Scrambles by air defence force",
    "groups_caption": "{title}: each bar a fiscal year, its total at its end.",
    "groups_table": "{title}",
    "violations_title": "Published violations of Japan’s airspace, by year",
    "violations_caption": "Published violations of Japan’s territorial airspace by calendar year.",
    "violations_lede": "Violations of Japan’s territorial airspace that its Ministry of Defense "
    "has published: {n}, from {first} to {last}: {states}. A scramble is no violation, and a "
    "list of those published is no list of all that happened.",
    "violations_table": "Published violations of Japan’s territorial airspace",
    "violations_more": "{n} earlier ones not shown: straitwatch query airspace_violations",
    "map_title": "Where the violations were",
    "map_caption": "Each disc stands at the place that the list names, larger for more and in "
    "rings by State. Where it was within 12 nm of that place is not known.",
    "map_alt": "{n} of {all} violations on a map: {places}",
    "parts_table": "Scrambles in parts of a fiscal year",
    "presumed": "presumed",
    "no_place": "not in the gazetteer",
    "sources": "Read from",
    "read": "{n} counts from {documents}.",
    "read_violations": "{n} violations from {documents}.",
    "missing": "Not read",
    "no_groups": "No table by {kind} was read.",
    "groups_from": "No table by {kind} before {first}.",
    "gaps": "No total of {years}.",
    "checked": "Sums",
    "sums_right": "{n} of the tables by State and by air defence force add up to their year’s "
    "total.",
    "sum_wrong": "{year}: the counts by {kind} add up to {added}, the total is {total}.",
    "differ": "Differing",
    "differs": "{period}, {group}: {a} in {doc_a}, {b} in {doc_b}; the first is shown.",
    "derived": "Derived",
    "derived_n": "{n} counts are not stated but follow from a count and its change against the "
    "year before; the column derived says how.",
    "unplaced": "Without a place",
    "unplaced_n": "The places of {n} violations are not in the gazetteer: they are in the table, "
    "not on the map.",
}
"""Sentences of the section, by name."""

STATISTICS_HEAD = {
    "year": "Fiscal year",
    "scrambles": "Scrambles",
    "change": "Against the year before",
    "total": "Total",
    "period": "Period",
    "group": "Of",
    "violations": ("Day (JST)", "State", "Aircraft", "Place", "As the list says it"),
}

STATISTICS_NAME = {
    "country": "State",
    "region": "air defence force",
    "all": "all",
    "other": "others",
    "north": "Northern",
    "central": "Central",
    "west": "Western",
    "southwest": "Southwestern",
    "SU": "Soviet Union",
    "RU": "Russia",
    "CN": "China",
    "TW": "Taiwan",
    "KP": "North Korea",
    "KR": "South Korea",
    "US": "United States",
}
"""Groups and States in words."""
