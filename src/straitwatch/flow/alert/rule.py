"""Settings into rules, and an event into whether a rule asks for it."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from straitwatch.decode.flag import flag_of
from straitwatch.flow.alert.address import Address, read_address
from straitwatch.flow.alert.quiet import Quiet, read_quiet, read_zone
from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import RuleSettings
from straitwatch.flow.release_area import Area
from straitwatch.flow.release_words import Patterns
from straitwatch.model.error import ConfigError, ContractError
from straitwatch.model.identity import parse_object_id

__all__ = ["Rule", "find_rule", "read_rules"]

_CERTAINTY = ("observed", "reported", "inferred", "simulated")
_CORNERS = 4


@dataclass(frozen=True)
class Rule:
    """Which events people are told of; what is empty is no bound.

    Attributes:
        name: of the rule.
        kinds: kinds of event.
        objects: identities, of the event's object or of one of the others.
        flags: States of its object.
        gates: gate ids.
        certainty: how it is known; when empty, anything but simulated.
        area: boxes.
        to: who is told.
        quiet: hours in which nothing is sent.
    """

    name: str
    kinds: frozenset[str] = frozenset()
    objects: Patterns = field(default_factory=Patterns)
    flags: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()
    certainty: frozenset[str] = frozenset()
    area: Area = field(default_factory=Area)
    to: tuple[Address, ...] = ()
    quiet: Quiet | None = None

    def asks_for(self, event: Mapping[str, Any]) -> bool:
        """Tell whether a row of EVENT is one to tell of."""
        if self.kinds and event["kind"] not in self.kinds:
            return False
        certainty = event["certainty"]
        if certainty not in self.certainty and (self.certainty or certainty == "simulated"):
            return False
        who = [event["object_id"], *(event["others"] or [])]
        if self.objects and not any(map(self.objects.hold, filter(None, who))):
            return False
        if self.flags and _flag(event["object_id"]) not in self.flags:
            return False
        return self._is_there(event)

    def _is_there(self, event: Mapping[str, Any]) -> bool:
        if self.gates and _gate(event["detail"]) not in self.gates:
            return False
        if not self.area.boxes:
            return True
        place = event["lon"], event["lat"]
        return None not in place and self.area.show_one(*place) is not None


def read_rules(settings: Settings) -> tuple[Rule, ...]:
    """Read every `[[rule]]`.

    Raises:
        ConfigError: a rule has no name or that of another, tells nobody, or is senseless.
    """
    names = Counter(one.name for one in settings.rule)
    if names.get("", 0):
        raise ConfigError("[[rule]]: one has no name: give each a name of its own")
    twice = sorted(name for name, n in names.items() if n > 1)
    if twice:
        raise ConfigError(f"[[rule]]: two are called '{twice[0]}': give each a name of its own")
    return tuple(_read(one, settings) for one in settings.rule)


def find_rule(name: str, rules: tuple[Rule, ...]) -> Rule:
    """Find a rule by its name.

    Raises:
        ConfigError: there is none.
    """
    for rule in rules:
        if rule.name == name:
            return rule
    known = ", ".join(rule.name for rule in rules) or "none"
    raise ConfigError(f"there is no rule '{name}'; watch.toml has {known}")


def _read(one: RuleSettings, settings: Settings) -> Rule:
    try:
        to = tuple(map(read_address, one.to or settings.alert.to))
        quiet = read_quiet(one.quiet, read_zone(settings.alert.timezone))
    except ConfigError as error:
        raise ConfigError(f"rule '{one.name}': {error}") from error
    if not to:
        raise ConfigError(f"rule '{one.name}' tells nobody: fill its 'to', or that of [alert]")
    unknown = sorted(set(one.certainty) - set(_CERTAINTY))
    if unknown:
        known = ", ".join(_CERTAINTY)
        raise ConfigError(f"rule '{one.name}': certainty '{unknown[0]}'; known are {known}")
    return Rule(
        one.name, frozenset(one.kinds), Patterns.of(one.objects),
        frozenset(flag.upper() for flag in one.flags), frozenset(one.gates),
        frozenset(one.certainty), _area(one), to, quiet,
    )  # fmt: skip


def _area(one: RuleSettings) -> Area:
    if not one.box:
        return Area()
    if len(one.box) != _CORNERS:
        raise ConfigError(
            f"rule '{one.name}': box has {len(one.box)} numbers: write west, south, east, north"
        )
    west, south, east, north = map(float, one.box)
    return Area(((west, south, east, north),))


def _flag(identity: str | None) -> str | None:
    """Give the State that an identity itself tells."""
    kind, _, rest = (identity or "").partition(":")
    if kind in ("hull", "name"):
        return rest[:2].upper()
    try:
        return flag_of(np.array([parse_object_id(identity or "")], np.int64)).to_pylist()[0]  # type: ignore[no-any-return] # a text
    except ContractError:
        return None


def _gate(detail: str | None) -> str | None:
    try:
        found = json.loads(detail or "{}")
    except ValueError:
        return None
    gate = found.get("gate_id") if isinstance(found, dict) else None
    return str(gate) if gate else None
