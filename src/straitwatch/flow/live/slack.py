"""How late the fixes of each feed come into how long the watch waits for them."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.unit import US_PER_S

__all__ = ["Slack"]

Ints = npt.NDArray[np.int64]

_SHARE = 0.95
"""Ours: the share of a feed's fixes that are waited for; the rest of a long tail would have every
event told late."""

_RISE, _FALL = 100, 2_000
"""Ours: fixes after which a feed that became slower, or quicker, is believed."""

_OLD_S = 60.0
"""What is older is a record that is played again, or what receivers repeat: design.md waits a
minute in an archive, too."""

_MOST_S = 10.0
"""Ours: longer than this no event waits for the slowest feed."""

_EDGE_S = 0.05
"""Ours: beside the lag itself, some jitter."""

_STEP_S = 0.5
"""Ours: each change of the wait makes the watch look at what it has."""


@dataclass
class Slack:
    """What is remembered of each feed; may be pickled.

    Attributes:
        lag_s: lag within which most of a feed's fixes come, by name.
    """

    lag_s: dict[str, float] = field(default_factory=dict)

    def learn(self, name: str, fixes: pa.Table, came_us: int) -> None:
        """Take the fixes of one record of a feed; those dated by their receipt have no lag.

        Args:
            name: of the feed.
            fixes: FIX, n rows.
            came_us: when they came, µs since 1970.
        """
        t_us: Ints = np.asarray(fixes["t"].drop_null().cast(pa.int64()), np.int64)
        lags = (came_us - t_us) / US_PER_S
        lags = lags[(lags >= 0.0) & (lags <= _OLD_S)]
        if not len(lags):
            return
        now, before = float(np.quantile(lags, _SHARE)), self.lag_s.get(name, 0.0)
        share = min(1.0, len(lags) / (_RISE if now > before else _FALL))
        self.lag_s[name] = before + share * (now - before)

    def wait_s(self, least_s: float) -> float:
        """Tell how long a fix is waited for: as the settings say, or as the slowest feed needs.

        Returns:
            seconds, in steps of half a second where it is more than `least_s`.
        """
        slowest = max(self.lag_s.values(), default=0.0)
        if slowest + _EDGE_S <= least_s:
            return least_s
        return max(least_s, min(math.ceil((slowest + _EDGE_S) / _STEP_S) * _STEP_S, _MOST_S))
