"""English: every sentence, heading and label of the report. Another language is another such file.

Braces hold values, already in words. `words.py` puts numbers, dates and names into words.
"""

__all__ = [
    "CAPTION", "CERTAINTY", "HEAD", "ITEM", "KIND", "KINDS", "LANE", "MONTHS", "NOTE", "PART",
    "SAY", "SECTION", "ZONE",
]  # fmt: skip

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

SECTION = {
    "map": "Where it happened",
    "time": "When it happened",
    "flight": "Take-offs and landings",
    "transits": "Transits and deployments",
    "others": "Entries, gaps and other events",
    "ships": "Who was seen",
    "observers": "Who watched",
    "statistics": "Statistics",
    "law": "What the law of the sea says",
    "unknown": "What is not known",
    "simulated": "Simulated traffic",
    "quality": "What was read",
    "evidence": "Evidence",
    "method": "Method and licences",
}

KIND = {
    "crossing": "Gate crossing",
    "transit": "Transit",
    "deployment": "Deployment",
    "entry": "Entered a territorial sea",
    "exit": "Left a territorial sea",
    "passage": "Passage assessed",
    "proximity": "Approached a territorial sea",
    "gap": "Gap",
    "encounter": "Encounter",
    "loitering": "Loitering",
    "port_visit": "Port visit",
    "anchoring": "Anchoring",
    "group": "Group",
    "identity_shared": "Shared identity",
    "impossible_position": "Impossible position",
    "deck_landing": "Deck landing",
    "deck_takeoff": "Deck take-off",
    "landing": "Landing",
    "takeoff": "Take-off",
    "flight_operations": "Flight operations",
    "first_sighting": "First sighting",
    "observation": "Observed by",
    "scramble": "Fighters scrambled",
    "joint_flight": "Joint flight",
    "live_firing": "Live firing",
    "reported_absence": "Reported absence",
    "absence": "Absence, with coverage",
    "could_have_entered": "Could have entered",
}
KINDS = {
    "deployment": ("deployment", "deployments"),
    "transit": ("transit", "transits"),
    "crossing": ("gate crossing", "gate crossings"),
    "entry": ("entry into a territorial sea", "entries into a territorial sea"),
    "exit": ("exit from a territorial sea", "exits from a territorial sea"),
    "passage": ("passage assessed", "passages assessed"),
    "proximity": ("approach to a territorial sea", "approaches to a territorial sea"),
    "absence": ("absence with its coverage", "absences with their coverage"),
    "impossible_position": ("impossible position", "impossible positions"),
    "identity_shared": ("shared identity", "shared identities"),
    "encounter": ("encounter", "encounters"),
    "group": ("group", "groups"),
    "deck_landing": ("deck landing", "deck landings"),
    "deck_takeoff": ("deck take-off", "deck take-offs"),
    "flight_operations": ("flight operations", "flight operations"),
    "loitering": ("loitering event", "loitering events"),
    "gap": ("gap", "gaps"),
    "takeoff": ("take-off", "take-offs"),
    "landing": ("landing", "landings"),
    "anchoring": ("anchoring", "anchorings"),
    "port_visit": ("port visit", "port visits"),
    "first_sighting": ("first sighting", "first sightings"),
    "joint_flight": ("joint flight", "joint flights"),
    "live_firing": ("live firing", "live firings"),
    "reported_absence": ("reported absence", "reported absences"),
    "scramble": ("scramble", "scrambles"),
    "observation": ("observer", "observers"),
}
"""Events as counted things, one and many; in the order in which a sentence lists them."""

PART = {
    "about": "about {span}",
    "need": "would need {n} kn",
    "unknown_in": "when it came in is not known",
    "unknown_out": "when it left is not known",
    "began_inside": "inside from its first fix on",
    "airspace": "territorial airspace",
    "nearest": "nearest {nm} nm from the baseline",
    "off_limit": "{nm} nm off the limit",
    "within": "within the error of the line",
    "false": "its positions cannot be true",
    "class": "class {size}",
    "open": "still open",
    "reception": "{how} reception there",
    "candidate": "meets the published criteria of a candidate for disabling: no finding",
    "lane": "its identity went on elsewhere",
    "statement": "the source’s statement",
    "signs": "for {n} of them the fixes offer no excuse",
    "with": "with {others}",
    "apart": "{closest} at the closest, {mean} in the mean",
    "near_for": "{span} near each other",
    "members": "{n} ships",
    "together": "{span} together",
    "speed": "{n} kn",
    "mean_speed": "{n} kn in the mean",
    "stay": "{span}",
    "ratio": "its path {n} times as long as the area is wide",
    "over": "above {waters}",
    "turns": "{n} turns from one place to the other",
    "apart_nm": "{n} nm apart",
    "positions": "{n} positions",
    "at_one_place": "put to one place with {n} others",
    "deck_ship": "ship {ship}",
    "deck_moving": "a silent ship under way",
    "deck_unknown": "a silent deck",
    "deck_fixed": "a deck that lies still",
    "deck_speed": "{deck} at {n} kn",
    "last_alt": "last seen at {n} ft",
    "first_alt": "first seen at {n} ft",
    "ground_state": "its ground state was received",
    "before": "there when the data begin",
    "not_left": "not seen to leave",
    "stops": "{n} stops",
    "confidence": "confidence {n} of 4",
    "radius": "within {n} of one place",
    "says_anchor": "says that it is at anchor",
    "off_port": "off {port}",
}
"""Particulars of events, put beside each other with commas."""

ZONE = {
    "land": "land",
    "internal_waters": "internal waters",
    "territorial_sea": "territorial sea",
    "contiguous_zone": "contiguous zone",
    "exclusive_economic_zone": "exclusive economic zone",
    "high_seas": "high seas",
    "archipelagic_waters": "archipelagic waters",
}
CERTAINTY = {
    "observed": "from fixes",
    "reported": "reported",
    "inferred": "derived",
    "simulated": "simulated",
}

NOTE = {
    "banner": "Part of the traffic here is simulated.",
    "banner_more": (
        "It was made up by a program to give the pipeline something to work on. It is drawn in "
        "grey, marked “simulated”, kept in a section of its own, and no finding rests on it."
    ),
    "transits": (
        "A transit is a passage through a strait from one sea to the other. A deployment is a "
        "transit out and a later one back; its days run from the middle of the one to the middle "
        "of the other."
    ),
    "flight": (
        "Counts are of take-offs and landings together, as the source counts them: about half as "
        "many sorties. A part of a longer span is shown as a part and never added to it."
    ),
    "law": (
        "Four things are kept apart here. A report that mixes them up says more than it knows."
    ),
    "entered": (
        "A fact of position: the object was in a State’s territorial sea, at most 12 nautical "
        "miles from its baseline (UNCLOS Articles 3 and 4). It is no breach in itself: ships of "
        "all States have the right of innocent passage (Article 17)."
    ),
    "innocent": (
        "An assessment in law (Article 19), not something a position can show. This report makes "
        "none."
    ),
    "adiz": (
        "An air defence identification zone is a State’s own rule for the air above the high "
        "seas. It is not territory, and flying in it is no entry."
    ),
    "overflew": (
        "The airspace above the territorial sea belongs to the State (Article 2); aircraft have "
        "no innocent passage there. Only a report or a fix that says so counts."
    ),
    "unknown": (
        "That nothing was reported does not mean that nothing happened. These are the spans and "
        "the places that nobody, as far as this report has read, has told of."
    ),
    "no_entry": (
        "Where a source says that no entry was seen, that is its statement about what it saw. "
        "This report had no coverage of its own to test it with."
    ),
    "undated": "came without a date: read, kept, and used for no event.",
    "gaps": (
        "of an hour or more. That no fix came does not tell whether a transmitter was off or a "
        "receiver out of reach."
    ),
    "coverage": (
        "Where no text speaks, nobody was looking as far as this report knows, and it claims no "
        "absence."
    ),
    "method": (
        "Straitwatch reads dated fixes and published reports, keeps tracks, and derives events "
        "by fixed rules; each event names its rule and what it rests on. Fixes and texts are kept "
        "apart: a count from a text is never mixed with a count from tracks."
    ),
    "limits": (
        "Distances are measured from the coast of GSHHG, not from the baselines that States have "
        "deposited; it is not a chart, and lines drawn here are no claim. Where seas end and what "
        "islands are called is in dispute in places: the names are common English ones."
    ),
    "licence": (
        "Coastline: GSHHG 2.3.7 (Wessel and Smith 1996), LGPL-3.0-or-later. The text and the "
        "table of facts of this report: Apache-2.0. Each source below keeps its own licence; only "
        "facts were taken from it."
    ),
    "route": "Straight dashes join one sighting to the next. They are no track: where the ships "
    "went in between is not known.",
    "circles": "The area around a sighting is where its words leave it.",
    "map_limits": "Solid blue line and tint: 12 nautical miles from the coast; dotted: 24.",
    "map_simulated": "Thin grey lines: simulated AIS traffic",
    "timeline": "Hatched: no position of the group was reported.",
    "evidence": (
        "Every finding and every row above leads here. Statements are this project’s own "
        "wording of what the source says."
    ),
}

LANE = {
    "transit": "Through a strait",
    "flown": "Aircraft through it",
    "flight_operations": "Take-offs and landings",
    "parts": "  of which",
    "entry": "In a territorial sea",
    "first_sighting": "First sightings",
    "observation": "Ships and aircraft on watch",
    "scramble": "Fighters scrambled",
    "joint_flight": "Joint flights",
    "live_firing": "Live firings",
    "reported_absence": "“No entry” statements",
    "route": "{name}: where seen",
    "fixes": "{kind} (fixes)",
}
"""Rows of the timeline."""

HEAD = {
    "transits": ("When", "Who", "With", "Strait", "From, to", "How sure"),
    "deployments": ("Lead", "With", "Out", "Back", "Days", "How sure"),
    "flight": ("When", "Ship", "What", "Where", "Count", "How sure"),
    "others": ("When", "Object", "Where", "Particulars", "How sure"),
    "kinds": ("Kind", "Events"),
    "ships": ("Number", "Name", "Class", "State", "Reports", "First, last", "Evidence"),
    "senders": (
        "MMSI or address", "Name", "Call sign", "IMO", "Type", "Length, m", "Flag", "Destination",
    ),
    "observers": ("When", "What", "Observer", "Unit", "Base", "Watched", "How sure"),
    "samples": ("When", "Kind", "Object", "Where", "Certainty"),
    "law": ("Events", "Basis", "Evidence"),
    "unknown": ("Object", "After ({zone})", "Until ({zone})", "Length", "What was told meanwhile"),
    "quality": (
        "Source", "Format", "Lines", "Messages", "Fixes", "Statics", "Rejected", "Why",
    ),
}  # fmt: skip
"""Columns of tables."""

CAPTION = {
    "transits": "Transits: {n}",
    "deployments": "Deployments: {n}",
    "flight": "Flight operations, as counted by the sources or from tracks",
    "others": "{kind}: {n}",
    "kinds": "Events by kind",
    "ships": "Ships and aircraft that texts name",
    "senders": "Who sent what it is (as sent, not verified)",
    "observers": "Observers and scrambles",
    "simulated": "Simulated events by kind",
    "samples": "The first of each kind",
    "law": "Legal basis, as tied to the events",
    "unknown": "Spans between two reported positions",
    "quality": "What was read, by source",
}
"""Captions of tables."""

ITEM = {
    "entered": "Entered a territorial sea.",
    "innocent": "Passage that is not innocent.",
    "adiz": "Flew in an air defence identification zone.",
    "overflew": "Flew over a territorial sea.",
    "coverage": "Coverage.",
    "no_entry": "“No entry”.",
    "vague": "Flights without a number.",
    "undated": "Undated fixes.",
    "gaps": "Gaps.",
    "method": "Method.",
    "limits": "Limits.",
    "rules": "Rules.",
    "baseline": "Baseline.",
    "licence": "Licences.",
}
"""First words of items in lists."""

SAY = {
    "nothing": "Nothing that these rules look for was found in what was read.",
    "title_beyond": "{who}: {days} beyond the {gate}",
    "title_away": "{who}: {days} away",
    "title_transit": "{who} passes the {gate}",
    "title_traffic": "{ships}{length}{wrong}",
    "title_wrong": ", and {n} that cannot be true",
    "title_none": "Straitwatch report",
    "out_and_back": "{who} passed the {gate} {out}{seas}, and came back {way} {back}{days}.",
    "seas": ", from the {a} to the {b}",
    "same_way": "the same way",
    "other_way": "by the {gate}",
    "passed": "{who} passed {both}through the {gate} {when}.",
    "flew": "{who} flew {both}through the {gate} {when}.",
    "both": "out and back ",
    "operations": (
        "{n} take-offs and landings, counted together, were reported on {who} {when}{parts}."
    ),
    "heard": "{n} at {who} {verb} heard {when}; more may not have been.",
    "heard_of": "{n} take-offs and landings",
    "heard_one": "At least one take-off or landing",
    "silent_ship": "a ship that sent nothing",
    "part": "{n} of them {when}",
    "leaves": "which leaves {n} for {dates}",
    "rest": "the rest of the span",
    "first": "{who} was seen{place} {when}: the first of its kind there, says the source.",
    "entered": "{who} entered {sea}{place} {when}{length}, by report.",
    "sea_of": "the territorial sea of {state}",
    "a_sea": "a territorial sea",
    "no_entry": (
        "No entry {claims} was reported. That is the statement of {whose}, not a finding of this "
        "report."
    ),
    "denied": "into {zone} by the {who} {when}",
    "scrambled": "fighters were scrambled, in {n}",
    "watched": "{who} kept watch",
    "traffic": "{ships} and {fixes}{length} were read from {feed}. {found}",
    "traffic_events": "They give {events}.",
    "traffic_none": "No event was found in them.",
    "one_wrong": "One position cannot be true: {what}.",
    "some_wrong": "{n} positions cannot be true, among them {what}.",
    "spell_wrong": "{n} positions in {span} cannot be true: {what}.",
    "one_place": "Positions of {n} objects were put to one place at {place}.",
    "met": "{who} and {other} were within {near} of each other, slow, for {span}{where}.",
    "shared": "Positions under {who} go on from two places in turn, {nm} nm apart.",
    "company": "{n} ships kept their distances for {span} under way: {who}.",
    "stayed": "{who} stayed over one area{where} for {span}.",
    "stayed_so_far": "{who} stayed over one area{where}, for {span} so far.",
    "near_gate": " near the {gate}",
    "more_of": "{n} more of the kind are in the table below.",
    "need": ", which would need {n} knots",
    "told_here": "Told here: {entries}; {statements} by a source that there was none.",
    "textual": "The {n} that texts name are known from the texts alone.",
    "no_real": "No real position was received.",
    "none_tied": "{n} real fixes were read; none of them is tied to one of these.",
    "uncounted": "Reported, but not counted: {when}.",
    "placeless": "{kinds}, told without a position",
    "hidden": "{n} not shown here: straitwatch events --store DIR/store{kind}",
    "sightings": "{n} from published texts.",
    "texts": "{n} read: {told}, and {rest} in which nothing was understood.",
    "retracted": "{n} retracted and not told.",
    "covered": "Time covered by what was read: {a} to {b}.",
    "folded": "{n}: not part of any finding",
    "all_simulated": "all of them: straitwatch events --store DIR/store",
    "outside": "{n} outside this map.",
    "colophon": "Made by Straitwatch on {when}.",
    "silent": "no position for {n} days",
    "times_in": "times in {zone}",
    "alt_map": "Map from {corners}.",
    "alt_tracks": "Thin lines are tracks as received.",
    "alt_simulated": "Thin grey lines are simulated AIS tracks; blue ones, if any, are real.",
    "poster": "Straitwatch. Coast: GSHHG 2.3.7. Not a chart.",
    "poster_simulated": " Grey lines are simulated traffic.",
}
"""Sentences and half-sentences, by name."""
