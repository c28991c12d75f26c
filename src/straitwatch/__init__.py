"""Straitwatch: who passed which strait, how close, when, how sure, and under which law.

The verbs of the command line are functions here, imported when they are first used:

    run(sources, out)           decode, track, detect, store and report
    decode(*sources)            sources -> Arrow tables
    encode(kind, table)         a table of AIS messages -> sentences, for simulators and tests
    read(*texts)                releases and news -> sightings, and what was not understood
    demo(out)                   the deployment of December 2022
    events(folder, ...)         events of a store as an Arrow table
    objects(folder)             who was heard or reported: flag, name, type
    query(folder, sql)          a store asked in SQL
    zone_at(lon, lat)           whose waters, how far from the limit, under which law
    zones(lon, lat)             zone and State of many places, as an Arrow table
    gates()                     the straits that are watched, as an Arrow table
    could_have(a, b, speed_kn)  where an object could have been between two dated places
    absence(folder, ...)        whether an object entered a zone, may have, did not, or nobody saw
    coverage(folder)            where and when each source heard, as an Arrow table
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from straitwatch.model.version import __version__

if TYPE_CHECKING:
    from straitwatch.decode.ais.encode import encode_messages as encode
    from straitwatch.flow.absence import absence
    from straitwatch.flow.ask import ask as query
    from straitwatch.flow.batch import run
    from straitwatch.flow.convert import decode
    from straitwatch.flow.could import could_have
    from straitwatch.flow.demo import demo
    from straitwatch.flow.objects import list_objects as objects
    from straitwatch.flow.query import select_coverage as coverage
    from straitwatch.flow.query import select_events as events
    from straitwatch.flow.read import read
    from straitwatch.reach.straight import Anchor
    from straitwatch.zone.gate import gates
    from straitwatch.zone.verdict import zone_at
    from straitwatch.zone.zoned import zones

__all__ = [
    "Anchor",
    "__version__",
    "absence",
    "could_have",
    "coverage",
    "decode",
    "demo",
    "encode",
    "events",
    "gates",
    "objects",
    "query",
    "read",
    "run",
    "zone_at",
    "zones",
]

_HOMES = {
    "Anchor": ("straitwatch.reach.straight", "Anchor"),
    "absence": ("straitwatch.flow.absence", "absence"),
    "could_have": ("straitwatch.flow.could", "could_have"),
    "coverage": ("straitwatch.flow.query", "select_coverage"),
    "decode": ("straitwatch.flow.convert", "decode"),
    "demo": ("straitwatch.flow.demo", "demo"),
    "encode": ("straitwatch.decode.ais.encode", "encode_messages"),
    "events": ("straitwatch.flow.query", "select_events"),
    "gates": ("straitwatch.zone.gate", "gates"),
    "objects": ("straitwatch.flow.objects", "list_objects"),
    "query": ("straitwatch.flow.ask", "ask"),
    "read": ("straitwatch.flow.read", "read"),
    "run": ("straitwatch.flow.batch", "run"),
    "zone_at": ("straitwatch.zone.verdict", "zone_at"),
    "zones": ("straitwatch.zone.zoned", "zones"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function or a class
    if name not in _HOMES:
        raise AttributeError(f"module 'straitwatch' has no attribute '{name}'")
    home, attribute = _HOMES[name]
    return getattr(import_module(home), attribute)


class _Verb(ModuleType):
    """A subpackage that goes by the name of a verb, such as `decode`: a call is the verb's."""

    def __call__(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the verb has it
        """Do what the verb of this name does."""
        home, attribute = _HOMES[self.__name__.rpartition(".")[2]]
        return getattr(import_module(home), attribute)(*args, **more)


class _Package(ModuleType):
    """This package. The import system puts a subpackage where a verb of its name stood."""

    def __setattr__(self, name: str, value: object) -> None:
        """Keep what is set; a subpackage named as a verb can still be called as the verb."""
        if name in _HOMES and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
