"""Headers of the settings turned into those that are sent: values named in the environment."""

import os
from collections.abc import Mapping

from straitwatch.model.error import ConfigError

__all__ = ["fill_values", "from_environment"]

_FROM = "env:"


def fill_values(headers: Mapping[str, str], url: str) -> dict[str, str]:
    """Read the values `env:NAME` from the environment.

    Raises:
        ConfigError: such a variable is not set; the value of none is ever told.
    """
    return {
        name: from_environment(value.removeprefix(_FROM), url) if value.startswith(_FROM) else value
        for name, value in headers.items()
    }


def from_environment(name: str, url: str) -> str:
    """Read one variable of the environment, which must be there."""
    value = os.environ.get(name, "")
    if not value:
        raise ConfigError(f"feed '{url}': {name} is not set in the environment: export it")
    return value
