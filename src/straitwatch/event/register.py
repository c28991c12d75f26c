"""Entry points of the group `straitwatch.detectors` into detectors; our own come the same way."""

from importlib.metadata import entry_points

from straitwatch.event.base import Detector, World
from straitwatch.model.error import ConfigError

__all__ = ["GROUP", "detectors"]

GROUP = "straitwatch.detectors"


def detectors(world: World) -> list[Detector]:
    """Make every detector that is installed, by name.

    Args:
        world: what they may know beside the batch.

    Raises:
        ConfigError: none is installed, or one cannot be loaded or made, or two share a rule.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    if not points:
        raise ConfigError(f"no detector is registered under '{GROUP}': install the package again")
    made: dict[str, Detector] = {}
    for point in points:
        try:
            detector: Detector = point.load()(world)
        except (ImportError, AttributeError, TypeError) as error:
            raise ConfigError(f"detector '{point.name}' ({point.value}): {error}") from error
        if detector.rule in made:
            raise ConfigError(f"detector '{point.name}': rule '{detector.rule}' is taken")
        made[detector.rule] = detector
    return list(made.values())
