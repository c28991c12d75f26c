"""What a watch is asked to do, as words that pass from the server to the watch's process."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from straitwatch.flow.config import Settings, read_settings
from straitwatch.flow.live_settings import FeedSettings, LiveSettings

__all__ = ["WatchPlan"]


@dataclass(frozen=True)
class WatchPlan:
    """Which store, which feeds.

    Attributes:
        folder: the store itself; it is made when it is not there.
        settings_path: `watch.toml`, read again by the watch; None for defaults.
        feeds: instead of those that the file names.
        live: likewise.
        falls: how often in a row the watch fell over, of itself, soon after its start.
        paused: names of feeds that an operator paused.
    """

    folder: Path
    settings_path: Path | None = None
    feeds: tuple[FeedSettings, ...] = ()
    live: LiveSettings = field(default_factory=LiveSettings)
    falls: int = 0
    paused: tuple[str, ...] = ()

    def words(self) -> dict[str, Any]:
        """Write it as JSON takes it."""
        return {
            "folder": str(self.folder),
            "settings_path": None if self.settings_path is None else str(self.settings_path),
            "feeds": [asdict(one) for one in self.feeds],
            "live": asdict(self.live),
            "falls": self.falls,
            "paused": list(self.paused),
        }

    @classmethod
    def read(cls, words: dict[str, Any]) -> "WatchPlan":
        """Read what `words` wrote."""
        path = words["settings_path"]
        return cls(
            Path(words["folder"]),
            None if path is None else Path(path),
            tuple(FeedSettings(**one) for one in words["feeds"]),
            LiveSettings(**words["live"]),
            words["falls"],
            tuple(words["paused"]),
        )

    def settings(self) -> Settings:
        """Read the settings.

        Raises:
            ConfigError: the file cannot be read, or a name or a value in it is not known.
        """
        return replace(read_settings(self.settings_path), feed=self.feeds, live=self.live)
