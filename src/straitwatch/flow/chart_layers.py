"""A box of the chart into features, and from there into a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError
from straitwatch.model.feature import Feature
from straitwatch.model.place import Box, box_around, read_box, read_place
from straitwatch.zone.area import zone_features
from straitwatch.zone.breadth import breadths_near
from straitwatch.zone.chart import Chart, open_chart
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM, TERRITORIAL_NM
from straitwatch.zone.gate import find_gate
from straitwatch.zone.layer import (
    baseline_features,
    equidistance_features,
    gate_features,
    limit_features,
)
from straitwatch.zone.published_layer import published_features

__all__ = [
    "LAYERS",
    "Area",
    "choose_area",
    "export_zones",
    "find_features",
    "read_limits",
    "usual_limits",
]

LAYERS = ("limits", "zones", "gates", "equidistance", "baselines", "published")
_LEAST_NM = 8.0  # around a gate


@dataclass(frozen=True)
class Area:
    """A box, and the names of the gate that it is drawn around."""

    box: Box
    name: str = ""
    name_ja: str = ""


def choose_area(
    box: str | None, around: str | None, within_nm: float | None, gate: str | None
) -> Area:
    """Make the area that options ask for: exactly one of the three ways.

    Raises:
        ConfigError: none or several are given.
        ContractError: the box, the place or the gate is not one.
    """
    if sum(word is not None for word in (box, around, gate)) != 1:
        raise ConfigError("say which area by one of --box W,S,E,N, --around LAT,LON or --gate NAME")
    if within_nm is not None and box is not None:
        raise ConfigError("--within goes with --around or --gate, not with --box")
    if box is not None:
        return Area(read_box(box))
    if around is not None:
        lon, lat = read_place(around)
        return Area(box_around(lon, lat, 30.0 if within_nm is None else within_nm))
    row = find_gate(gate or "")
    lon_b = row["lon_a"] + (row["lon_b"] - row["lon_a"] + 540.0) % 360.0 - 180.0
    middle = (row["lon_a"] + lon_b) / 2.0, (row["lat_a"] + row["lat_b"]) / 2.0
    default = max(_LEAST_NM, min(2.0 * row["width_nm"], row["width_nm"] + _LEAST_NM))
    around_gate = box_around(*middle, default if within_nm is None else within_nm)
    return Area(around_gate, row["name"], row["name_ja"] or row["name"])


def read_limits(text: str) -> list[float]:
    """Read distances in nautical miles, as `3,12,24,200`.

    Raises:
        ConfigError: one is no distance from 0.1 to 350.
    """
    try:
        limits = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(f"--limits '{text}': write nautical miles, as 3,12,24,200") from error
    for limit in limits:
        if not 0.1 <= limit <= 350.0:  # noqa: PLR2004 - UNCLOS 76 goes no further
            raise ConfigError(f"--limits '{text}': {limit:g} is not within 0.1 to 350 nm")
    return list(dict.fromkeys(limits))


def usual_limits(box: Box) -> list[float]:
    """Distances that bound zones in a box: what States keep there, 12, 24 and 200 nm."""
    kept = breadths_near(open_chart(), box)
    return list(dict.fromkeys([*kept, TERRITORIAL_NM, CONTIGUOUS_NM, ECONOMIC_NM]))


def find_features(
    what: Sequence[str],
    box: Box,
    limits_nm: Sequence[float],
    tell: Tell,
    *,
    chart: Chart | None = None,
    off_m: float | None = None,
) -> list[Feature]:
    """Find the features of a box.

    Args:
        what: some of `LAYERS`.
        box: the box.
        limits_nm: distances of the limits.
        tell: hears of progress.
        chart: the chart; None: that of the world.
        off_m: how far limits may be off in a picture; None: as exact as they come.

    Raises:
        ConfigError: a layer is not known.
    """
    unknown = [name for name in what if name not in LAYERS]
    if unknown:
        raise ConfigError(f"--what '{unknown[0]}' is not known: choose {', '.join(LAYERS)}")
    chart = chart or open_chart()
    makers: dict[str, Callable[[], list[Feature]]] = {
        "limits": lambda: limit_features(chart, box, limits_nm, off_m),
        "zones": lambda: zone_features(chart, box),
        "gates": lambda: gate_features(box),
        "equidistance": lambda: equidistance_features(chart, box),
        "baselines": lambda: baseline_features(chart, box),
        "published": lambda: published_features(box),
    }
    features = []
    for name in dict.fromkeys(what):
        tell.stage(f"finding {name}")
        features += makers[name]()
    return features


def export_zones(
    what: Sequence[str],
    box: Box,
    limits_nm: Sequence[float],
    tell: Tell,
    *,
    output: Path | None,
    stdout: IO[bytes],
) -> dict[str, int]:
    """Write the features of a box to a file, or as GeoJSON to standard output.

    Args:
        what: some of `LAYERS`.
        box: the box.
        limits_nm: distances of the limits.
        tell: hears of progress.
        output: the file, its ending says the form; None: `stdout`.
        stdout: where GeoJSON goes without a file.

    Returns:
        number of features by layer.

    Raises:
        ConfigError: a layer or the ending is not known.
        OutputError: the file cannot be written.
    """
    from straitwatch.report.feature_file import (  # noqa: PLC0415 - brings shapely
        form_of,
        to_feature_json,
        write_features,
    )

    if output is not None:
        form_of(output)  # before the work
    features = find_features(what, box, limits_nm, tell)
    if output is None:
        stdout.writelines(piece.encode() for piece in to_feature_json(features))
        stdout.flush()
    else:
        write_features(features, output)
    return {name: sum(f.layer == name for f in features) for name in dict.fromkeys(what)}
