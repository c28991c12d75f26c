"""Applications about a ship, her cargo, her people and the port she calls at, as declarations."""

from straitwatch.decode.ais.app_field import (
    bearing,
    claim,
    clock,
    code,
    decimal,
    fine_place,
    linkage,
    month_time,
    number,
    place,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Choice, Series, Variant
from straitwatch.decode.ais.field import Field, spare

__all__ = ["SHIP"]

_OLD = "IMO SN/Circ.236, annex 2, "
_NEW = "IMO SN.1/Circ.289, annex, "

_EQUIPMENT = (
    "ais_a",
    "tracking_aid",
    "bnwas",
    "ecdis_backup",
    "chart",
    "echo_sounder",
    "plotting_aid",
    "emergency_steering",
    "gnss",
    "gyro_compass",
    "lrit",
    "magnetic_compass",
    "navtex",
    "arpa",
    "radar_s",
    "radar_x",
    "radio_hf",
    "inmarsat",
    "radio_mf",
    "radio_vhf",
    "log_ground",
    "log_water",
    "heading_device",
    "track_control",
    "voyage_recorder",
)
_SERVICES = (
    "agent",
    "fuel",
    "chandler",
    "stevedore",
    "electricity",
    "water",
    "customs",
    "cartage",
    "crane",
    "lift",
    "medical",
    "navigation_repair",
    "provisions",
    "ship_repair",
    "surveyor",
    "steam",
    "tugs",
    "solid_waste",
    "liquid_waste",
    "hazardous_waste",
    "ballast_exchange",
    "additional",
    "regional_1",
    "regional_2",
    "future_1",
    "future_2",
)

_CARGO_236 = (
    text("last_port", 5),
    *month_time("departure_"),
    text("next_port", 5),
    *month_time("eta_"),
    text("main_good", 20),
    text("imd_category", 4),
    number("un_number", 13, 0),
    number("amount", 10, 0),
    code("unit", 2, 0, words="cargo_unit"),
    spare(3),
)
_IMDG = Field("imdg_class", 7, absent=(0,))
_GOODS = (
    code("rule", 4, 0, words="cargo_rule"),
    Choice(
        "rule",
        13,
        (
            Variant(1, "imdg", (_IMDG,)),
            Variant(2, "igc", (Field("un_number", 13, absent=(0,)),)),
            Variant(3, "bulk", (Field("bc_class", 3, absent=(0,)), _IMDG)),
            Variant(4, "oil", (Field("marpol_1", 4, absent=(0,)),)),
            Variant(5, "chemical", (Field("marpol_2", 3, absent=(0,)),)),
        ),
    ),
)
_CARGO = (
    code("unit", 2, 0, words="cargo_unit"),
    number("amount", 10, 0),
    Series("goods", _GOODS, 28),
)

_TIDE = (*clock("from_"), *clock("to_"), bearing("current_deg"))
_TIDE_236 = (*fine_place(lat_first=True), *_TIDE, decimal("current_kn", 7, 10, 127))
_TIDE_289 = (*place(), *_TIDE, decimal("current_kn", 8, 10, 255, high=251))
_DATE = (Field("month", 4, absent=(0,), high=12), Field("day", 5, absent=(0,)))

_PERSONS = (number("persons", 13, 0),)

_CLOSED = (
    text("reason", 20),
    text("from_place", 20),
    text("to_place", 20),
    number("radius", 10, 1001, high=1000),
    code("unit", 2, words="length_unit"),
    Field("from_day", 5, absent=(0,)),
    Field("from_month", 4, absent=(0,), high=12),
    *clock("from_"),
    Field("to_day", 5, absent=(0,)),
    Field("to_month", 4, absent=(0,), high=12),
    *clock("to_"),
    spare(4),
)

_EXTENDED = (
    linkage(),
    decimal("air_draught_m", 13, 100, 0),
    text("last_port", 5),
    text("next_port", 5),
    text("second_port", 5),
    *(code(name, 2, 0, words="equipment") for name in _EQUIPMENT),
    spare(2),
    code("ice_class", 4, 15, words="ice_class"),
    number("power_hp", 18, 262_143),
    number("vhf_channel", 12, 0),
    text("lloyds_type", 7),
    number("gross_tonnage", 18, 262_143),
    code("laden", 2, 0, words="laden"),
    code("heavy_fuel", 2, 0, words="fuel"),
    code("light_fuel", 2, 0, words="fuel"),
    code("diesel", 2, 0, words="fuel"),
    number("bunker_t", 14, 16_383),
    number("persons", 13, 0),
    spare(10),
)

_BERTH = (
    linkage(),
    number("berth_length_m", 9, 0),
    decimal("berth_depth_m", 8, 10, 0),
    code("mooring", 3, 0, words="mooring"),
    *month_time(),
    claim("is_services_known"),
    *(code(name, 2, 0, words="service") for name in _SERVICES),
    text("berth", 20),
    *place(),
)

_CLEARANCE = (
    linkage(),
    *month_time(),
    text("berth", 20),
    text("destination", 5),
    *place(),
    spare(43),
)

SHIP: tuple[Application, ...] = (
    Application(
        "dangerous_cargo_236",
        "Dangerous cargo, old form",
        _CARGO_236,
        _OLD + "dangerous cargo indication (FI 12)",
        dac=1,
        fi=12,
    ),
    Application(
        "fairway_closed",
        "Fairway closed",
        _CLOSED,
        _OLD + "fairway closed (FI 13)",
        dac=1,
        fi=13,
    ),
    Application(
        "tidal_window_236",
        "Tidal window, old form",
        (*_DATE, Series("windows", _TIDE_236, 3)),
        _OLD + "tidal window (FI 14)",
        dac=1,
        fi=14,
    ),
    Application(
        "air_draught_236",
        "Height over keel, old form",
        (decimal("air_draught_m", 11, 10, 0), spare(5)),
        _OLD + "extended ship static and voyage related data (FI 15)",
        dac=1,
        fi=15,
    ),
    Application(
        "persons",
        "Persons on board",
        (*_PERSONS, spare(35)),
        _NEW + "number of persons on board (FI 16); SN/Circ.236 has 3 spare bits, not 35",
        dac=1,
        fi=16,
    ),
    Application(
        "clearance",
        "Clearance to enter a port",
        _CLEARANCE,
        _NEW + "clearance time to enter port (FI 18)",
        dac=1,
        fi=18,
    ),
    Application("berth", "Berthing data", _BERTH, _NEW + "berthing data (FI 20)", dac=1, fi=20),
    Application(
        "ship_extended",
        "Extended ship and voyage data",
        _EXTENDED,
        _NEW + "extended ship static and voyage related data (FI 24)",
        dac=1,
        fi=24,
    ),
    Application(
        "dangerous_cargo",
        "Dangerous cargo",
        _CARGO,
        _NEW + "dangerous cargo indication (FI 25)",
        dac=1,
        fi=25,
    ),
    Application(
        "tidal_window",
        "Tidal window",
        (*_DATE, Series("windows", _TIDE_289, 3)),
        _NEW + "tidal window (FI 32)",
        dac=1,
        fi=32,
    ),
    Application(
        "persons_old",
        "Persons on board, before SN/Circ.236",
        (*_PERSONS, spare(3)),
        "ITU-R M.1371-1, annex 5, international function message 40",
        dac=1,
        fi=40,
    ),
)
