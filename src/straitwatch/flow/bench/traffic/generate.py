"""A seed turned into fixes, statics and the truth."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from straitwatch.flow.bench.traffic.craft import Fleet
from straitwatch.flow.bench.traffic.oracle import find_truth
from straitwatch.flow.bench.traffic.question import Question, ask_questions
from straitwatch.flow.bench.traffic.radio import fix_table, hear, static_table
from straitwatch.flow.bench.traffic.scene_air import add_carriers, add_flights
from straitwatch.flow.bench.traffic.scene_false import add_clones, add_spoofs
from straitwatch.flow.bench.traffic.scene_gate import add_deployments, add_transits
from straitwatch.flow.bench.traffic.scene_group import add_groups
from straitwatch.flow.bench.traffic.scene_lane import add_merchants, add_trawlers
from straitwatch.flow.bench.traffic.scene_passage import add_passages
from straitwatch.flow.bench.traffic.scene_port import (
    add_anchorages,
    add_ferries,
    add_port_visits,
)
from straitwatch.flow.bench.traffic.scene_sea import add_encounters, add_loitering, add_silences
from straitwatch.flow.bench.traffic.scene_shore import add_approaches, add_entries, add_outages
from straitwatch.flow.bench.traffic.sea import find_sea
from straitwatch.flow.bench.traffic.truth import truth_table
from straitwatch.model.error import ContractError
from straitwatch.zone.chart import open_chart
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Traffic", "make_traffic"]

_SCENES = (
    (add_transits, 24), (add_deployments, 20), (add_entries, 24), (add_approaches, 24),
    (add_outages, 4), (add_port_visits, 24), (add_anchorages, 24), (add_ferries, 4),
    (add_silences, 24), (add_encounters, 24), (add_loitering, 24), (add_groups, 24),
    (add_spoofs, 32), (add_clones, 10), (add_carriers, 6), (add_flights, 20),
    (add_merchants, 18), (add_trawlers, 12), (add_passages, 10),
)  # fmt: skip
"""How many of each at scale 1; near misses come on top."""

_WATERS, _SHORES, _WAYS, _SPAN_H = 56, 28, 24, 288.0
_MOST, _ASKS = 50.0, 60


@dataclass(frozen=True)
class Traffic:
    """What was made: FIX by object_id, t; STATIC; TRUTH; how many craft; what may be asked."""

    fixes: pa.Table
    statics: pa.Table
    truth: pa.Table
    crafts: int
    questions: list[Question]


def make_traffic(seed: int = 1, scale: float = 1.0) -> Traffic:
    """Invent ships and aircraft, sail them, and note what they do.

    Args:
        seed: the same seed and scale give the same tables.
        scale: 1 makes some 800 craft; all scenes grow with it.

    Returns:
        fixes with sources `simulated:ais` and `simulated:adsb`, `line` counting in the order of
        arrival; statics; the truth, see `truth.TRUTH`.

    Raises:
        ContractError: the scale is not between 0.02 and 50.

    Notes:
        The places are real and found on the chart; no craft is. Tiles of the chart that are
        touched for the first time are built, which may take half a minute once.
    """
    if not 0.02 <= scale <= _MOST:  # noqa: PLR2004 - one scene of each kind
        raise ContractError(f"scale {scale:g}: give a number from 0.02 to {_MOST:g}")
    rng = np.random.default_rng(seed)
    sea = find_sea(
        rng,
        open_chart(),
        watched_gates(),
        waters=max(12, round(_WATERS * scale)),
        shores=max(8, round(_SHORES * scale)),
        ways=max(8, round(_WAYS * min(1.0, scale))),
        span_h=_SPAN_H * max(1.0, scale),
    )
    fleet = Fleet(rng, sea)
    for add, many in _SCENES:
        add(fleet, max(1, round(many * scale)))
    heard = hear(fleet)
    truth = truth_table(fleet.rows + find_truth(fleet, heard))
    asks = np.random.default_rng([seed, _ASKS])
    questions = ask_questions(fleet, heard, asks, max(8, round(_ASKS * min(1.0, scale))))
    fixes, statics = fix_table(heard, fleet), static_table(fleet)
    return Traffic(fixes, statics, truth, len(fleet.crafts), questions)
