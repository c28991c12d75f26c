"""Japanese statements on what ships did before today linked to the statement of today."""

from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement

__all__ = ["link_earlier"]

_WAYS = ("sighting", "transit")


def link_earlier(scene: Scene) -> None:
    """Link a way of ships by hull, told after today's but of a day before it, to today's.

    Sentences such as "of these the destroyer went through A on the 3rd" say by the day alone that
    they look back.
    """
    told = [one for one in scene.part.statements if one.kind in _WAYS]
    for place, one in enumerate(told):
        if one.same_as is None and one.when is not None:
            one.same_as = next((now for now in told[:place] if _is_of_today(now, one)), None)


def _is_of_today(now: Statement, earlier: Statement) -> bool:
    if now.same_as is not None or now.when is None or earlier.when is None:
        return False
    hulls = {one["hull"] for one in earlier.objects if one["hull"]}
    own = {one["hull"] for one in now.objects if one["hull"]}
    return bool(hulls & own) and earlier.when.last_day < now.when.first_day
