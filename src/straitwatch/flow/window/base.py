"""A store opened for people: a view of it for each release, made when it is first asked for."""

from pathlib import Path
from threading import Lock

from straitwatch.flow.config import Settings
from straitwatch.flow.release import Release
from straitwatch.flow.window.taught import Names
from straitwatch.flow.window.view import View
from straitwatch.model.error import ConfigError
from straitwatch.serve.window import Asker, Scope
from straitwatch.store.store import Store, open_store
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Base"]


class Base:
    """A store, and a view of it for each release.

    Args:
        folder: the store itself.
        settings: what `watch.toml` says.
        names: as they are heard live.
    """

    def __init__(self, folder: Path, settings: Settings, names: Names | None = None) -> None:
        self.folder = folder
        self.store: Store = open_store(folder)
        self.charted = watched_gates(settings.gates.files)
        self.gates = {row["gate_id"]: row for row in self.charted.to_pylist()}
        self.gate_ids = {row["name"]: key for key, row in self.gates.items()}
        self._settings = {one.name: one for one in settings.release}
        self._whole = View(self.store, self.gates, Release.ALL)
        self._views: dict[str, View] = {}
        self._names, self._turn = names, Lock()
        for one in settings.release:
            Release.of(one)  # a senseless one is told at the start

    def prepare(self) -> None:
        """Work out what may be known of all objects: of everything, and of each release."""
        self._whole.known()
        for name in self._settings:
            self.view(Asker("", frozenset(), name)).known()

    def view(self, scope: Scope) -> View:
        """Give what a scope may see.

        Raises:
            ConfigError: its release is not among the settings.
        """
        name = scope.release
        if name is None:
            return self._whole
        with self._turn:
            if name not in self._views:
                if name not in self._settings:
                    raise ConfigError(f"there is no release '{name}' in the settings: add it")
                release = Release.of(self._settings[name])
                self._views[name] = View(self.store, self.gates, release, self._whole, self._names)
            return self._views[name]
