"""Published limits in a box turned into features, beside those that are computed."""

import numpy as np

from straitwatch.model.feature import Feature
from straitwatch.model.place import Box
from straitwatch.model.version import __version__
from straitwatch.zone.layer import cut_line
from straitwatch.zone.published import published_sets

__all__ = ["published_features"]


def published_features(box: Box) -> list[Feature]:
    """Find the lines of every set of published limits that is here, cut to a box.

    Args:
        box: the box.

    Returns:
        features of the layer `published`, each with its set, kind, States, error, licence and
        date; none where no set is installed.
    """
    features = []
    for one in published_sets():
        for turn in (-360.0, 0.0, 360.0):
            west, east = max(box.west - turn, -180.0), min(box.east - turn, 180.0)
            if west >= east:
                continue
            for line in one.lines(west, box.south, east, box.north):
                cut = cut_line(line.xy + np.array([turn, 0.0]), box)
                if cut is not None:
                    told: dict[str, str | float | None] = {
                        "kind": line.kind,
                        "states": "|".join(line.states),
                        "baseline": str(one.about["title"]),
                        "limit": one.kind,
                        "uncertainty_m": float(one.about["error_m"]),
                        "source": str(one.about["source"]),
                        "licence": str(one.about["licence"]),
                        "date": str(one.about["date"]),
                        "made_by": f"straitwatch {__version__}",
                    }
                    features.append(Feature("published", cut, told))
    return features
