"""The demonstration: texts on a deployment and simulated traffic through the whole pipeline."""

from datetime import UTC, datetime
from pathlib import Path

from straitwatch.decode.facts import deployment_facts
from straitwatch.flow.batch import Outcome, settle
from straitwatch.flow.config import Settings
from straitwatch.flow.folder import make_folder
from straitwatch.flow.ingest import ingest_bytes
from straitwatch.flow.retold import retold_readings
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.flow.text import Shelf
from straitwatch.model.record import Tally
from straitwatch.source.simulate import simulate_traffic
from straitwatch.store.store import Store, open_store

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
    facts: bool = False,
) -> Outcome:
    """Tell the deployment of December 2022 from the shipped texts.

    The texts are the project's own, in Japanese and English, one for each public document; they
    are read as any text is. Around what they tell goes simulated merchant traffic, encoded as
    AIVDM and decoded like any other. It is marked as simulated wherever it shows.

    Args:
        out: folder for the report and the store.
        settings: what `watch.toml` says.
        tell: hears of progress.
        now: the moment that the report is dated.
        ships: how many simulated ships.
        facts: start from the shipped table of facts instead, which states the same.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: the store refused.
    """
    settings = settings or Settings()
    make_folder(out)
    with open_store(out / "store", create=True) as store:
        tallies = _from_facts(store) if facts else _from_texts(store, tell)
        tell.stage("simulating and decoding traffic")
        traffic = simulate_traffic(t_from=_T_FROM, t_to=_T_TO, ships=ships)
        tallies.append(ingest_bytes(store, SIMULATED, traffic))
        done = settle(store, out, settings=settings, tell=tell, now=now)
    return Outcome(out, done.files, done.extent, done.derived, tallies, [])


def _from_facts(store: Store) -> list[Tally]:
    store.put_sightings(deployment_facts(), complete=True)
    return []


def _from_texts(store: Store, tell: Tell) -> list[Tally]:
    tell.stage("reading texts")
    with Shelf(store) as shelf:
        return [shelf.put(reading, label, n) for label, n, reading in retold_readings()]
