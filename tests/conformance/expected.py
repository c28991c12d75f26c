"""Where other decoders say something else, and why ours says what it says: the declared table.

A difference that no entry explains fails the tests, and so does an entry that explains none. The
page `docs/decoders.md` holds the same table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from compare import Odd
from judges import Row

Test = Callable[[Odd, Row], bool]

# codes of the standard that mean "not available", in the units of the judges
_ABSENT: dict[str, tuple[float, ...]] = {
    "nav_status": (15,), "rot_deg_min": (-128,), "sog_kn": (102.3, 1023, 63), "lon": (181,),
    "lat": (91,), "cog_deg": (360, 511), "heading_deg": (511,), "second": (60,),
    "maneuver": (0,), "year": (0,), "month": (0,), "day": (0,), "hour": (24,), "minute": (60,),
    "epfd": (0,), "imo": (0,), "ship_type": (0,), "to_bow_m": (0,), "to_stern_m": (0,),
    "to_port_m": (0,), "to_starboard_m": (0,), "draught_m": (0,), "eta_month": (0,),
    "eta_day": (0,), "eta_hour": (24,), "eta_minute": (60,), "altitude_m": (4095,),
    "aid_type": (0,), "ne_lon": (181,), "ne_lat": (91,), "sw_lon": (181,), "sw_lat": (91,),
    "type1_1": (0,), "type1_2": (0,), "type2_1": (0,), "mmsi2": (0,),
}  # fmt: skip
# what the standard gives a meaning: lowest and highest
_MEANT: dict[str, tuple[float, float]] = {
    "lon": (-180, 180), "lat": (-90, 90), "cog_deg": (0, 359.9), "heading_deg": (0, 359),
    "maneuver": (0, 2), "year": (1, 9999), "month": (1, 12), "hour": (0, 23), "minute": (0, 59),
    "second": (0, 59), "eta_month": (1, 12), "eta_hour": (0, 23), "eta_minute": (0, 59),
    "ne_lon": (-180, 180), "ne_lat": (-90, 90), "sw_lon": (-180, 180), "sw_lat": (-90, 90),
}  # fmt: skip
# of application data, by field: lowest and highest that mean something
_TOLD: dict[str, tuple[float, float]] = {
    "lon": (-180, 180), "lat": (-90, 90), "month": (1, 12), "day": (1, 31), "hour": (0, 23),
    "minute": (0, 59), "wind_kn": (0, 126), "gust_kn": (0, 126), "wind_deg": (0, 359),
    "gust_deg": (0, 359), "air_c": (-60, 60), "humidity_percent": (0, 100),
    "dew_point_c": (-20, 50), "pressure_hpa": (799, 1201), "pressure_trend": (0, 2),
    "visibility_nm": (0, 25.0),
    "weather.visibility_nm": (0, 12.6), "inland_rta.status": (0, 2),
    "water_level_m": (-10, 30), "water_level_trend": (0, 2),
    "current_kn": (0, 25.1), "current_deg": (0, 359), "depth_m": (0, 30),
    "height_m": (0, 25.1), "period_s": (0, 60), "wave_deg": (0, 359), "swell_deg": (0, 359),
    "sea_state": (0, 12), "water_c": (-10, 50), "precipitation": (0, 6),
    "salinity_permille": (0, 50.1), "ice": (0, 2), "notice": (0, 126), "status": (1, 3),
    "signal": (1, 31), "next_signal": (1, 31), "duration_min": (0, 262_142),
    "length_m": (0.1, 800), "beam_m": (0.1, 100), "ship_type": (1, 16_383), "hazard": (0, 4),
    "draught_m": (0.01, 20), "loaded": (1, 3), "orientation_deg": (0, 359), "impact": (1, 7),
    "signal_form": (1, 14), "lights": (1, 2**30), "crew": (0, 254), "passengers": (0, 8190),
    "personnel": (0, 254), "persons": (1, 8190), "supply_v": (0.01, 99), "tugs": (0, 6),
    "external_1_v": (0.01, 99), "external_2_v": (0.01, 99), "berth_length_m": (1, 511),
    "berth_depth_m": (0.1, 26), "mooring": (1, 7), "warning": (1, 15), "strength": (1, 3),
    "wind": (1, 15), "lowest": (-254, 254), "highest": (-254, 254), "air_draught_m": (0.01, 81),
    "un_number": (1, 9999), "amount": (1, 1023), "unit": (1, 3),
}  # fmt: skip
_SERVICES = (
    "agent", "fuel", "chandler", "stevedore", "electricity", "water", "customs", "cartage",
    "crane", "lift", "medical", "navigation_repair", "provisions", "ship_repair", "surveyor",
    "steam", "tugs", "solid_waste", "liquid_waste", "hazardous_waste", "ballast_exchange",
    "additional", "regional_1", "regional_2", "future_1", "future_2",
)  # fmt: skip
_NO_JSON = {(1, 19), (200, 21), (200, 22)}
_NO_RATE, _ROUNDED = 127, 1.5
_GPSD = ("gpsd", "gpsdecode")
_ALL = ("pyais", "aiscat", "libais", *_GPSD)


@dataclass(frozen=True)
class Expected:
    """A difference that we stand by.

    Attributes:
        what: input, or field, in words.
        judges: who says otherwise.
        theirs: what they say, in words.
        ours: what we say, and by which clause.
        kinds: message types; empty: all.
        names: fields; empty: all.
        when: whether it explains a difference, given our row.
    """

    what: str
    judges: tuple[str, ...]
    theirs: str
    ours: str
    when: Test
    kinds: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def explains(self, odd: Odd, mine: Row) -> bool:
        """Tell whether this is the difference."""
        return (
            odd.judge in self.judges
            and (not self.kinds or odd.kind in self.kinds)
            and (not self.names or odd.name in self.names)
            and self.when(odd, mine)
        )


def _always(_odd: Odd, _mine: Row) -> bool:
    return True


def _is_absent(odd: Odd, _mine: Row) -> bool:
    codes = _ABSENT.get(odd.name, ())
    told = odd.theirs
    return (
        odd.ours is None
        and isinstance(told, int | float)
        and any(abs(told - code) < 1e-5 for code in codes)
    )


def _is_beyond(odd: Odd, _mine: Row) -> bool:
    low, high = _MEANT.get(odd.name, (float("-inf"), float("inf")))
    told = odd.theirs
    return odd.ours is None and isinstance(told, int | float) and not low <= told <= high


def _is_untold(odd: Odd, _mine: Row) -> bool:
    """Of an application: the code for "not available", or one without a meaning."""
    name, _, field = odd.name.partition(".")
    for prefix in ("from_", "to_", "wave_", "swell_", "current_1_", "current_2_", "current_3_"):
        short = field.removeprefix(prefix)
        if field not in _TOLD and prefix.startswith("current"):
            short = short if short == "depth_m" else f"current_{short}"
        field = short if field not in _TOLD and short in _TOLD else field
    low, high = _TOLD.get(odd.name, _TOLD.get(field, (float("-inf"), float("inf"))))
    if name == "berth" and field in _SERVICES:
        low, high = 1, 3
    told = odd.theirs
    return (
        odd.ours is None and isinstance(told, int | float) and not low - 1e-5 <= told <= high + 1e-5
    )


def _is_blank(odd: Odd, _mine: Row) -> bool:
    return odd.ours is None and isinstance(odd.theirs, str) and not odd.theirs.strip("@ ")


def _is_cut(odd: Odd, _mine: Row) -> bool:
    if not isinstance(odd.theirs, str) or "@" not in odd.theirs:
        return False
    return odd.theirs.partition("@")[0].strip() == (odd.ours or "").strip()


def _is_trimmed(odd: Odd, _mine: Row) -> bool:
    texts = isinstance(odd.ours, str) and isinstance(odd.theirs, str)
    return texts and odd.ours.strip() == odd.theirs.strip()


def _not_told(odd: Odd, _mine: Row) -> bool:
    return odd.theirs is None


def _is_missing(odd: Odd, _mine: Row) -> bool:
    """We give nothing, because the message ends before, or has no such turn."""
    return odd.ours is None


def _is_rounded(odd: Odd, _mine: Row) -> bool:
    return None not in (odd.ours, odd.theirs) and abs(odd.ours - odd.theirs) < _ROUNDED


def _is_unsigned(odd: Odd, _mine: Row) -> bool:
    turn = (1 << {"lon": 18, "lat": 17}[odd.name]) / 600
    return abs((odd.theirs or 0) - turn - (odd.ours or 0)) < 1e-5 or abs(odd.theirs or 0) > 181


def _is_addressed(_odd: Odd, mine: Row) -> bool:
    return bool(mine.get("addressed"))


def _starts_alike(odd: Odd, _mine: Row) -> bool:
    if not isinstance(odd.theirs, bytes):
        return False
    n = min(len(odd.ours), len(odd.theirs)) - 1
    return n >= 0 and odd.theirs[:n] == odd.ours[:n]


def _is_rest(odd: Odd, _mine: Row) -> bool:
    return isinstance(odd.theirs, int | None) and odd.theirs is not None and odd.ours is not None


def _is_other_sign(odd: Odd, _mine: Row) -> bool:
    texts = isinstance(odd.ours, str) and isinstance(odd.theirs, str)
    return texts and odd.ours.translate({95: "-", 39: "`"}) == odd.theirs


def _is_no_identity(text: bytes) -> bool:
    """Tell whether a first part's identity, 30 bits behind the type and the repeats, is none."""
    payload = text.split(b",")[5][:7] if text.count(b",") > 5 else b""
    codes = [c - 48 if c < 88 else c - 56 for c in payload]
    bits = "".join(f"{code & 63:06b}" for code in codes)[8:38]
    return not 0 < int(bits or "1", 2) <= 999_999_999


def _is_trailed(text: bytes) -> bool:
    return re.search(rb"\*[0-9A-Fa-f]{2}\s*[^\s]", text) is not None


EXPECTED = (
    Expected(
        'values that mean "not available"', _ALL,
        "the number: 181, 91, 102.3 kn, 360, 511, -128, 15, 0; aiscat leaves most of them out",
        "null. M.1371-5 annex 8, tables of the messages: the code is the default for not available",
        _is_absent,
    ),
    Expected(
        "codes without a meaning: longitude 205, course over 360, hour 25, month 13", _ALL,
        "the number", "null, with the flag `value`. M.1371-5 annex 8, tables of the messages",
        _is_beyond,
    ),
    Expected(
        'application data: values that mean "not available", and codes without a meaning', _ALL,
        "the number",
        "null. IMO SN.1/Circ.289 and SN/Circ.236, CESNI inland AIS: tables of the applications",
        _is_untold, (6, 8),
    ),
    Expected(
        "berthing data (DAC 1, FI 20)", ("aiscat",), "fields in another order",
        "as gpsd and pyais have them. IMO SN.1/Circ.289, annex, berthing data",
        lambda odd, _: odd.name.startswith("berth."), (6, 8),
    ),
    Expected(
        "inland warnings (DAC 200, FI 23): years, lowest and highest value", ("pyais", *_GPSD),
        "years since 2000; values in two's complement",
        "years; a sign bit and a size. CESNI inland AIS, EMMA warning: bit 0 is the sign",
        lambda odd, _: odd.theirs is not None, (8,),
        ("inland_warning.from_year", "inland_warning.to_year", "inland_warning.lowest",
         "inland_warning.highest"),
    ),
    Expected(
        "codes of inland applications without a word", ("pyais",), "0", "the code as sent",
        lambda odd, _: odd.theirs == 0, (8,), ("inland_warning.wind", "inland_signal.impact",
        "inland_warning.warning", "inland_signal.signal_form"),
    ),
    Expected(
        "rate of turn of ±127", _ALL, "±127, or a word",
        "null. M.1371-5 table 48: no rate, only that the ship turns faster than 5° in 30 s",
        lambda odd, _: odd.ours is None and abs(odd.theirs) == _NO_RATE, names=("rot_deg_min",),
    ),
    Expected(
        "other rates of turn", ("pyais", "aiscat"), "rounded to a degree, or cut",
        "sign × (value / 4.733)², unrounded. M.1371-5 table 48", _is_rounded,
        names=("rot_deg_min",),
    ),
    Expected(
        "empty text", _ALL, "an empty string",
        "null. M.1371-5 annex 8: `@@@` is the default for not available", _is_blank,
    ),
    Expected(
        "what follows the first `@` of a text", ("pyais",), "kept",
        "cut. M.1371-5 table 47: `@` ends a text", _is_cut,
    ),
    Expected(
        "blanks at the start of a text", ("pyais",), "dropped",
        "kept, as they were sent; those at the end are dropped. M.1371-5 table 47 has no rule",
        _is_trimmed,
    ),
    Expected(
        "position of a differential correction (17) south or west", ("pyais",),
        "a large number: read without its sign",
        "negative. M.1371-5 annex 8, 3.15: two's complement", _is_unsigned, (17,), ("lon", "lat"),
    ),
    Expected(
        "codes that a decoder has no word for: positioning device 9 to 14, types of ships and "
        "stations, intervals", ("pyais",), "0 or 1, or the last code it knows",
        "the code as sent, of which M.1371-5 annex 8 has tables",
        lambda odd, _: isinstance(odd.ours, int) and odd.theirs is not None,
        names=("epfd", "ship_type", "station_type", "interval"),
    ),
    Expected(
        "what is left of a message behind its last whole turn (7, 13, 15, 16, 20)", _ALL,
        "zeros, or a number made of the bits that are left",
        "no turn. M.1371-5 annex 8, 3.5, 3.13, 3.14, 3.18: turns are whole; spare bits fill bytes",
        _is_missing, (7, 13, 15, 16, 20),
    ),
    Expected(
        "name and extension of an aid to navigation (21)", _GPSD, "one text",
        "`name` and `name_extension`, joined in STATIC. M.1371-5 annex 8, 3.19", _always, (21,),
        ("name", "name_extension"),
    ),
    Expected(
        "vendor of a class B unit (24 B)", _GPSD, "seven characters",
        "three characters, model and serial number apart. M.1371-5 annex 8, 3.22", _always, (24,),
        ("vendor_id",),
    ),
    Expected(
        "application identifier of 25 and 26", ("pyais", *_GPSD), "one number of 16 bits",
        "`dac` and `fi`. M.1371-5 annex 5, 2.1", _not_told, (25, 26), ("dac", "fi"),
    ),
    Expected(
        "two spare bits behind the destination of an addressed 25 or 26",
        ("pyais", "libais", *_GPSD),
        "read as data, so that the application's numbers and data are shifted",
        "skipped. M.1371-5 annex 8, 3.23 and 3.24: `spare 0/2 (if Destination ID used)`",
        _is_addressed, (25, 26), ("data", "dac", "fi"),
    ),
    Expected(
        "data of 26 before the communication state", _ALL,
        "with the state's bits behind them, all or some (gpsd: up to the last whole byte; aiscat: "
        "128 bytes at most)",
        "without. M.1371-5 annex 8, 3.24: 4 spare bits, the selector and the state end the message",
        _starts_alike, (26,), ("data",),
    ),
    Expected(
        "communication state of 26", ("aiscat", *_GPSD), "without its selector; gpsd: 0",
        "the selector and the 19 bits at the message's end. M.1371-5 annex 8, 3.24", _is_rest,
        (26,), ("radio",),
    ),
    Expected(
        "destination of a broadcast 25 or 26", _GPSD, "0", "null: there is none",
        lambda odd, _: odd.ours is None and odd.theirs == 0, (25, 26), ("dest_mmsi",),
    ),
    Expected(
        "binary data without an application identifier (25, 26)", ("aiscat",), "left out",
        "`data`", _not_told, (25, 26), ("data",),
    ),
    Expected(
        "data of an application that a decoder knows (6, 8)", _ALL, "its fields only",
        "its fields, and `data` as sent", _not_told, (6, 8), ("data",),
    ),
    Expected(
        "repeated flag of an addressed message (6), and latency of a long-range one (27)",
        ("libais",), "the opposite", "the bit as M.1371-5 annex 8, 3.4 and 3.25, has it",
        lambda odd, _: odd.ours is not odd.theirs, (6, 27), ("retransmit", "no_gnss"),
    ),
    Expected(
        "speed of an aircraft (9)", ("libais",), "tenths of a knot",
        "knots. M.1371-5 annex 8, 3.7: `SOG in knot steps`",
        lambda odd, _: abs(odd.ours - 10 * odd.theirs) < 1e-4, (9,), ("sog_kn",),
    ),
    Expected(
        "`_` and `'` in a text", ("libais",), "`-` and a back-tick",
        "`_` and `'`. M.1371-5 table 47", _is_other_sign,
    ),
    Expected(
        "fields of a message that ends before them", _ALL,
        "made of the bits that there are, and zeros", "null, with the flag `short`",
        lambda odd, mine: odd.ours is None and mine.get("is_short", False),
    ),
    Expected(
        "a last letter of fewer than six bits (12, 14)", ("pyais",), "a letter",
        "none. M.1371-5 annex 8, table 47: six bits are a letter",
        lambda odd, _: isinstance(odd.theirs, str) and odd.theirs[:-1] == odd.ours, (12, 14),
        ("text",),
    ),
    Expected(
        "fill bits behind binary data", ("aiscat",), "data", "left out. IEC 61162-1, VDM",
        _starts_alike, (6, 8), ("data",),
    ),
    Expected(
        "height over keel (DAC 1, FI 15) and persons on board (DAC 1, FI 16), addressed", _GPSD,
        "another number: read 2 or more bits beside", "as pyais and aiscat. IMO SN/Circ.236",
        lambda odd, _: odd.theirs is not None, (6,),
        ("air_draught_236.air_draught_m", "persons.persons"),
    ),
    Expected(
        "DAC 1, FI 16 addressed, 120 bits or more", ("pyais", "aiscat"), "persons on board",
        "targets, as when it is broadcast. M.1371-1 annex 5, message 16: 120 bits each",
        _is_missing, (6,), ("persons.persons",),
    ),
    Expected(
        "traffic signal (DAC 1, FI 19), inland arrival (DAC 200, FI 21, 22)", _GPSD,
        "JSON that cannot be read", "decoded",
        lambda odd, mine: odd.theirs == "" and (mine.get("dac"), mine.get("fi")) in _NO_JSON,
        (6, 8), ("message",),
    ),
    Expected(
        "a second type 24 A, or a B without one", ("gpsd",),
        "one message of both parts, when both have come", "a row for each part; joined in STATIC",
        lambda odd, _: odd.theirs == "", (24,), ("message",),
    ),
    Expected(
        "talkers beside AI, AB, AD, AN, AR, AS, AT, AX, BS and SA, such as SS, BY and `--`",
        ("aiscat", *_GPSD), "dropped (aiscat only where a talker is no letters)",
        "decoded: IEC 61162-1 gives a talker any two characters, and the checksum is right",
        lambda odd, _: odd.theirs == "" and re.match(rb"!(--|SS|BY)VD", odd.text) is not None,
        (), ("message",),
    ),
    Expected(
        "a time or other words behind the checksum", ("aiscat",), "dropped",
        "decoded, and the time taken", lambda odd, _: odd.theirs == "" and _is_trailed(odd.text),
        (), ("message",),
    ),
    Expected(
        "identity 0, or over 999,999,999", ("pyais", "libais", *_GPSD), "decoded",
        "reject `identity`: M.1371-5 and M.585 have identities of nine digits",
        lambda odd, _: odd.ours == "" and _is_no_identity(odd.text), (), ("message",),
    ),
    Expected(
        "duration of an area notice (DAC 1, FI 22)", ("libais",), "2 for 20",
        "18 bits behind the minute. IMO SN.1/Circ.289, annex, area notice",
        lambda odd, _: odd.theirs is not None, (8,), ("area_notice.duration_min",),
    ),
    Expected(
        "tag blocks before the sentence", ("gpsdecode",), "dropped, sentence and all",
        "read. NMEA 0183 4.10, section 7", lambda odd, _: odd.text.startswith(b"\\"), (),
        ("message",),
    ),
    Expected(
        "26 of five slots", _GPSD, "dropped", "decoded. M.1371-5 annex 8, 3.24: up to 1,064 bits",
        lambda odd, _: odd.theirs == "", (26,), ("message",),
    ),
    Expected(
        "fields that a decoder leaves out", ("libais",),
        "communication states, the time of arrival, sequence numbers, flags and data of 17, 25, 26",
        "all fields of M.1371-5", _not_told,
        names=("radio", "eta_month", "eta_day", "eta_hour", "eta_minute", "mmsiseq1", "mmsiseq2",
               "mmsiseq3", "mmsiseq4", "data", "addressed", "structured"),
    ),
    Expected(
        "fields that a decoder leaves out", ("pyais",),
        "type of altitude (9), long-range control (4), positioning device (24 B), state (26)",
        "all fields of M.1371-5", _not_told, (4, 9, 11, 24, 26),
        ("barometric", "long_range_control", "epfd", "radio"),
    ),
    Expected(
        "fields that a decoder leaves out", ("aiscat",),
        "name extension (21), positioning device (24 B)",
        "all fields of M.1371-5", _not_told, (21, 24), ("name_extension", "epfd"),
    ),
    Expected(
        "fields that a decoder leaves out", _GPSD,
        "sequence numbers (7, 13), assigned mode (9, 18, 21), type of altitude (9), long-range "
        "control (4), transmit mode (23), positioning device (24 B)",
        "all fields of M.1371-5", _not_told, (4, 7, 9, 11, 13, 18, 21, 23, 24),
        ("mmsiseq1", "mmsiseq2", "mmsiseq3", "mmsiseq4", "assigned", "barometric",
         "long_range_control", "txrx_mode", "epfd"),
    ),
)  # fmt: skip


def as_row(one: Expected) -> str:
    """Write an entry as a row of the table of the page."""
    names = dict.fromkeys("gpsd" if name == "gpsdecode" else name for name in one.judges)
    return f"| {one.what} | {', '.join(names)}: {one.theirs} | {one.ours} |"
