"""Application data in the names and units of ours, as other decoders tell them."""

from typing import Any

Row = dict[str, Any]

# our name: what judges call it
_WEATHER = {
    "is_accurate": "accuracy", "wind_kn": "wspeed", "gust_kn": "wgust", "wind_deg": "wdir",
    "gust_deg": "wgustdir", "air_c": "airtemp", "humidity_percent": "humidity",
    "dew_point_c": "dewpoint", "pressure_hpa": "pressure", "pressure_trend": "pressuretend",
    "is_visibility_more": "visgreater", "visibility_nm": "visibility",
    "water_level_m": "waterlevel", "water_level_trend": "leveltrend", "current_1_kn": "cspeed",
    "current_1_deg": "cdir", "current_2_kn": "cspeed2", "current_2_deg": "cdir2",
    "current_2_depth_m": "cdepth2", "current_3_kn": "cspeed3", "current_3_deg": "cdir3",
    "current_3_depth_m": "cdepth3", "wave_height_m": "waveheight", "wave_period_s": "waveperiod",
    "wave_deg": "wavedir", "swell_height_m": "swellheight", "swell_period_s": "swellperiod",
    "swell_deg": "swelldir", "sea_state": "seastate", "water_c": "watertemp",
    "precipitation": "preciptype", "salinity_permille": "salinity",
}  # fmt: skip
_HEAD = {"linkage_id": "linkage"}
NAMES: dict[str, dict[str, str]] = {
    "weather_236": _WEATHER,
    "weather": _WEATHER,
    "traffic_signal": _HEAD | {"next_signal": "nextsignal"},
    "area_notice": _HEAD | {"duration_min": "duration"},
    "route": _HEAD | {"route": "rtype", "duration_min": "duration"},
    "text_description": _HEAD,
    "clearance": _HEAD | {"berth": "portname"},
    "berth": _HEAD | {
        "mooring": "position", "is_services_known": "availability", "electricity": "electrical",
        "navigation_repair": "navrepair", "ship_repair": "shiprepair",
        "solid_waste": "solidwaste", "liquid_waste": "liquidwaste",
        "hazardous_waste": "hazardouswaste", "ballast_exchange": "ballast",
        "regional_1": "regional1", "regional_2": "regional2", "future_1": "future1",
        "future_2": "future2", "berth": "berth_name", "lon": "berth_lon", "lat": "berth_lat",
        "berth_length_m": "berth_length", "berth_depth_m": "berth_depth",
    },
    "air_draught_236": {"air_draught_m": "airdraught"},
    "dangerous_cargo_236": {
        "last_port": "lastport", "next_port": "nextport", "main_good": "dangerous",
        "imd_category": "imdcat", "un_number": "unid",
    },
    "inland_ship": {
        "eni": "vin", "length_m": "length", "beam_m": "beam", "ship_type": "shiptype",
        "draught_m": "draught", "is_speed_good": "speed_q", "is_course_good": "course_q",
        "is_heading_good": "heading_q",
    },
    "inland_eta": {
        "country": "un_country", "locode": "un_locode", "section": "fairway_section",
        "terminal": "terminal_code", "hectometre": "fairway_hectometre", "tugs": "tugboats",
        "air_draught_m": "air_draught",
    },
    "inland_rta": {
        "country": "un_country", "locode": "un_locode", "section": "fairway_section",
        "terminal": "terminal_code", "hectometre": "fairway_hectometre", "status": "lock_status",
    },
    "inland_warning": {
        "from_year": "start_year", "from_month": "start_month", "from_day": "start_day",
        "to_year": "end_year", "to_month": "end_month", "to_day": "end_day",
        "from_hour": "start_hour", "from_minute": "start_minute", "to_hour": "end_hour",
        "to_minute": "end_minute", "from_lon": "start_lon", "from_lat": "start_lat",
        "to_lon": "end_lon", "to_lat": "end_lat", "lowest": "min", "highest": "max",
        "strength": "intensity",
    },
    "inland_signal": {
        "signal_form": "form", "orientation_deg": "facing", "impact": "direction",
        "lights": "status",
    },
    "inland_persons": {},
    "telegram": {"ack_wanted": "ack_required", "sequence": "text_sequence"},
    "question_message": {"wanted_dac": "requested_dac", "wanted_fi": "requested_fid"},
    "question_capability": {"wanted_dac": "requested_dac"},
    "aton_monitoring": {
        "supply_v": "ana_int", "external_1_v": "ana_ext1", "external_2_v": "ana_ext2",
        "is_alarm": "alarm", "inputs": "stat_ext", "is_off_position": "off_pos",
    },
    "persons": {},
    "persons_old": {},
    "light_monitoring": {
        "sub_id": "asm_sub_app_id", "supply_v": "asm_voltage_data", "current_a": "asm_current_data",
        "is_light_on": "asm_light_status", "is_battery_low": "asm_battery_status",
        "is_off_position": "asm_off_position_status", "is_supply_dc": "asm_power_supply_type",
    },
}  # fmt: skip
# what one judge calls otherwise than the rest
_ALIKE = {
    "linkage_id": "linkage", "description": "text", "port_name": "portname",
    "notice_type": "notice", "area_notice_type": "notice", "area_notice_duration": "duration",
    "duration_minutes": "duration", "link_id": "linkage", "station_name": "station",
    "traffic_signal": "signal", "next_signal": "nextsignal", "sender_classification": "sender",
    "route_type": "rtype", "off_position": "off_pos", "crew_count": "crew",
    "passenger_count": "passengers", "shipboard_personnel_count": "personnel",
    "signal_form": "form", "signal_orientation": "facing", "signal_impact": "direction",
    "signal_status": "status", "status_raw": "status", "min_value": "min", "max_value": "max",
    "emma_severity": "intensity", "wind_direction": "wind", "emma_warning_type": "warning",
}  # fmt: skip
# gpsd's raw numbers: value = raw / divisor + offset
_C, _TENTH = (60_000, 0), (10, 0)
_KNOTS = dict.fromkeys(("cspeed", "cspeed2", "cspeed3", "waveheight", "swellheight"), _TENTH)
_SCALE: dict[str, dict[str, tuple[float, float]]] = {
    "weather_236": {
        **_KNOTS, "lon": _C, "lat": _C, "airtemp": (10, -60), "dewpoint": (10, -20),
        "pressure": (1, 800), "visibility": _TENTH, "waterlevel": (10, -10),
        "watertemp": (10, -10), "salinity": _TENTH,
    },
    "weather": {
        **_KNOTS, "lon": _C, "lat": _C, "airtemp": _TENTH, "dewpoint": _TENTH,
        "pressure": (1, 799), "visibility": _TENTH, "waterlevel": (100, -10),
        "watertemp": _TENTH, "salinity": _TENTH,
    },
    "clearance": {"lon": _C, "lat": _C},
    "berth": {"berth_lon": _C, "berth_lat": _C, "berth_depth": _TENTH},
    "air_draught_236": {"airdraught": _TENTH},
    "inland_ship": {"length": _TENTH, "beam": _TENTH, "draught": (100, 0)},
    "inland_warning": dict.fromkeys(
        ("start_lon", "start_lat", "end_lon", "end_lat"), (600_000, 0)
    ),
    "inland_signal": {"lon": (600_000, 0), "lat": (600_000, 0)},
    "aton_monitoring": dict.fromkeys(("ana_int", "ana_ext1", "ana_ext2"), (20, 0)),
}  # fmt: skip


def our_fields(name: str, struct: Row) -> Row:
    """Give the fields of an application that judges may tell, by name and field."""
    if name not in NAMES:
        return {}
    return {
        f"{name}.{field}": value
        for field, value in struct.items()
        if value is not None and not isinstance(value, list | dict)
    }


def their_fields(judge: str, name: str, message: Row) -> Row:
    """Give the fields of an application that a judge tells and we have, by our names.

    Args:
        judge: whose names they are.
        name: of the application that the message has, in our words.
        message: as the judge tells it.
    """
    if name not in NAMES:
        return {}
    told = {_ALIKE.get(field, field): value for field, value in message.items()}
    if judge == "gpsd":
        for field, (divisor, offset) in _SCALE.get(name, {}).items():
            if field in told:
                told[field] = told[field] / divisor + offset
    ours = {theirs: mine for mine, theirs in NAMES.get(name, {}).items()}
    return {f"{name}.{ours.get(field, field)}": value for field, value in told.items()}
