"""The demonstration: published facts and simulated traffic through the whole pipeline."""

from datetime import UTC, datetime
from pathlib import Path

from straitwatch.decode.facts import deployment_facts
from straitwatch.flow.batch import Outcome, make_folder, settle
from straitwatch.flow.config import Settings
from straitwatch.flow.ingest import ingest_bytes
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.source.simulate import simulate_traffic
from straitwatch.store.store import open_store

__all__ = ["SIMULATED", "demo"]

SIMULATED = "simulated:traffic"
"""Label of the simulated source: whatever comes from it has the certainty `simulated`."""

_T_FROM = datetime(2022, 12, 15, tzinfo=UTC)
_T_TO = datetime(2023, 1, 3, tzinfo=UTC)


def demo(
    out: Path,
    *,
    settings: Settings | None = None,
    tell: Tell = SILENT,
    now: datetime | None = None,
    ships: int = 60,
) -> Outcome:
    """Tell the deployment of December 2022 from the shipped facts.

    The facts take the form of sightings; around them goes simulated merchant traffic, encoded as
    AIVDM and decoded like any other. It is marked as simulated wherever it shows.

    Args:
        out: folder for the report and the store.
        settings: what `watch.toml` says.
        tell: hears of progress.
        now: the moment that the report is dated.
        ships: how many simulated ships.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: the store refused.
    """
    settings = settings or Settings()
    make_folder(out)
    with open_store(out / "store", create=True) as store:
        store.put_sightings(deployment_facts())
        tell.stage("simulating and decoding traffic")
        traffic = simulate_traffic(t_from=_T_FROM, t_to=_T_TO, ships=ships)
        tally = ingest_bytes(store, SIMULATED, traffic)
        done = settle(store, out, settings=settings, tell=tell, now=now)
    return Outcome(out, done.files, done.extent, done.derived, [tally], [])
