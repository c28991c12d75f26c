"""The ports that the project ships."""

import numpy as np
import pytest

from straitwatch.kernel.sphere import arc_distance
from straitwatch.zone.port import PORT, ports


def test_every_port_has_a_name_a_place_and_an_id_of_its_own() -> None:
    table = ports()
    assert table.schema == PORT
    assert all(table[name].null_count == 0 for name in table.column_names)
    assert len(set(table["port_id"].to_pylist())) == table.num_rows == 12_970
    lon, lat = np.array(table["lon"]), np.array(table["lat"])
    assert np.abs(lon).max() <= 180
    assert np.abs(lat).max() < 84
    registers = [port_id.split(":")[0] for port_id in table["port_id"].to_pylist()]
    assert registers.count("wpi") == 2_951


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Yokohama Kō", 139.65, 35.45),
        ("Naha Ko", 127.67, 26.21),
        ("Southampton", -1.40, 50.90),
        ("Fishbourne Port", -1.21, 50.73),
        ("Kao-Hsiung", 120.27, 22.61),
    ],
)
def test_ports_are_where_a_sailor_knows_them(name: str, lon: float, lat: float) -> None:
    rows = [row for row in ports().to_pylist() if row["name"].startswith(name)]
    assert rows
    assert min(arc_distance(row["lon"], row["lat"], lon, lat) for row in rows) < 5000
