from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import T0, Row, by_object, decoded, fix, fixes_of, in_time_order, keys, keys_of, put

from straitwatch.model.error import ContractError, StoreError
from straitwatch.model.schema import FIX
from straitwatch.store import fix as fix_module
from straitwatch.store.store import Extent, Store, open_store


def _cut(rows: list[Row], n: int) -> list[list[Row]]:
    """Slices of at most n rows, of whole moments."""
    ordered, out = in_time_order(rows), []
    while len(ordered) > n:
        cut = n
        while cut and ordered[cut - 1]["t"] == ordered[cut]["t"]:
            cut -= 1
        if not cut:
            cut = sum(row["t"] == ordered[0]["t"] for row in ordered)
        out.append(by_object(ordered[:cut]))
        ordered = ordered[cut:]
    return [*out, by_object(ordered)] if ordered else out


@settings(max_examples=12, deadline=None)
@given(
    sources=st.tuples(fixes_of("b.nmea"), fixes_of("a.nmea")),
    max_rows=st.sampled_from([1, 2, 7, 1000]),
    window_rows=st.sampled_from([1, 5, 1000]),
)
def test_slices_are_cuts_of_one_time_order(
    tmp_path_factory: pytest.TempPathFactory,
    sources: tuple[list[Row], list[Row]],
    max_rows: int,
    window_rows: int,
) -> None:
    folder = tmp_path_factory.mktemp("slices")
    rows = [row for of_source in sources for row in of_source]
    with pytest.MonkeyPatch.context() as patch, open_store(folder, create=True) as store:
        patch.setattr(fix_module, "_WINDOW_ROWS", window_rows)
        for label, of_source in zip(("b.nmea", "a.nmea"), sources, strict=True):
            put(store, label, decoded(of_source))
        found = list(store.slices(max_rows=max_rows))
    assert [keys(part) for part in found] == [keys_of(part) for part in _cut(rows, max_rows)]
    assert all(part.schema.equals(FIX) for part in found)


def test_the_order_of_ingest_does_not_matter(tmp_path: Path) -> None:
    found = []
    for number, labels in enumerate([("a", "b"), ("b", "a")]):
        with open_store(tmp_path / str(number), create=True) as store:
            for label in labels:
                rows = [fix(o, n // 2, source=label, line=n) for n in range(5) for o in (7, 3)]
                put(store, label, decoded(rows))
            found.append([keys(part) for part in store.slices(max_rows=3)])
    assert found[0] == found[1]
    assert [len(part) for part in found[0]] == [8, 8, 4]  # moments stay whole


def test_a_slice_of_no_rows_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store, pytest.raises(ContractError, match="max_rows"):
        store.slices(max_rows=0)


def test_two_readings_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(hours=n, line=n) for n in range(20)]))
        pairs = list(zip(store.slices(max_rows=3), store.slices(max_rows=3), strict=True))
        assert all(one.equals(two) for one, two in pairs)
        assert len(pairs) == 7


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    rows = [fix(o, h / 2, line=h, lon=120 + h / 10) for h in range(200) for o in (7, 431000001)]
    rows += [fix(7, None, line=900), fix(8, 1, line=901, lon=None)]
    with open_store(tmp_path_factory.mktemp("filled"), create=True) as store:
        put(store, "a.nmea", decoded(rows))
    return store


def test_positions_are_found_by_object_and_span(filled: Store) -> None:
    found = filled.positions("mmsi:431000001", T0 + timedelta(hours=23), T0 + timedelta(hours=25))
    assert found["line"].to_pylist() == [46, 47, 48, 49, 50]
    assert set(found["object_id"].to_pylist()) == {431000001}
    assert found.equals(
        filled.positions(431000001, T0 + timedelta(hours=23), T0 + timedelta(hours=25))
    )
    assert filled.positions(8).num_rows == 0
    assert filled.positions().num_rows == 400
    assert filled.positions(undated=True).num_rows == 401
    assert filled.positions(t_from=T0, undated=True).num_rows == 400


def test_positions_come_in_the_columns_asked_for(filled: Store) -> None:
    found = filled.positions(7, limit=2, columns=["t", "lon"])
    assert found.column_names == ["t", "lon"]
    assert found["lon"].to_pylist() == [120.0, 120.1]
    assert filled.positions(5, columns=["lon"]).schema.names == ["lon"]
    with pytest.raises(ContractError, match="no column"):
        filled.positions(columns=["speed"])


@pytest.mark.parametrize("at_most", [1, 10, 37, 200, 399, 400, 1000])
def test_thinned_positions_are_no_more_than_asked_and_spread(filled: Store, at_most: int) -> None:
    found = filled.positions(at_most=at_most)
    assert min(at_most, 400) * 0.4 <= found.num_rows <= at_most
    if at_most >= 10:
        lines = found["line"].to_pylist()
        assert min(lines) < 40
        assert max(lines) > 160


def test_only_days_that_are_reached_are_read(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(hours=24 * day, line=day) for day in range(3)]))
        (tmp_path / store.state.parts("fixes")[2].path).write_bytes(b"broken")
        found = store.positions(t_to=T0 + timedelta(days=1, hours=1))
        assert found["line"].to_pylist() == [0, 1]
        day = T0 + timedelta(days=1)
        assert store.positions(t_from=day, t_to=day)["line"].to_pylist() == [1]
        with pytest.raises(StoreError, match="2022-12-18"):
            store.positions(t_to=T0 + timedelta(days=2))


def test_the_extent_counts_dated_and_placed_fixes(filled: Store) -> None:
    assert filled.extent() == Extent(
        n_fixes=400,
        n_objects=2,
        n_undated=1,
        t_min=T0,
        t_max=T0 + timedelta(hours=99.5),
        west=120.0,
        south=24.9,
        east=139.9,
        north=24.9,
    )
