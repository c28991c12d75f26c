"""`straitwatch custody` tells where a ship was put, by whom, and what is not known between."""

import json
from pathlib import Path

import pytest

from straitwatch.flow.custody import read_custody
from straitwatch.flow.show_custody import custody_lines, custody_record, holding_records
from straitwatch.flow.voyages import read_voyages, voyage_record
from straitwatch.model.error import ContractError


def test_the_history_of_the_carrier_and_what_lies_between(demo_out: Path) -> None:
    told = read_custody(demo_out / "store", "hull:CN/16", tracks=True)
    record = json.loads(json.dumps(custody_record("hull:CN/16", told)))
    assert record["object_name"] == "Liaoning"
    assert {row["publisher"] for row in record["held"]} >= {"USNI News", "The Sankei Shimbun"}
    assert all(leg["possible"] for leg in record["between"])
    assert [len(one["members"]) for one in record["companies"]] == [6]
    assert {match["track"] for match in record["matches"]} == {None}
    lines = "\n".join(custody_lines(told))
    assert "120 km E of Okinotorishima" in lines
    assert "stays unmatched" in lines


def test_a_lower_top_speed_flags_joins(demo_out: Path) -> None:
    told = read_custody(demo_out / "store", "hull:CN/16", ship_kn=5.0)
    assert "IMPOSSIBLE: above 5 kn" in "\n".join(custody_lines(told))
    with pytest.raises(ContractError, match="no speed"):
        read_custody(demo_out / "store", ship_kn=0.0)


def test_all_objects_are_listed(demo_out: Path) -> None:
    rows = {row["object_id"]: row for row in holding_records(read_custody(demo_out / "store"))}
    assert rows["hull:CN/16"]["documents"] == 6
    assert rows["name:CN/wz-7"]["unknown_h"] == 0
    assert {row["impossible"] for row in rows.values()} == {0}


def test_deployments_are_told_as_json(demo_out: Path) -> None:
    (voyage,) = map(voyage_record, read_voyages(demo_out / "store"))
    told = json.loads(json.dumps(voyage))
    assert (told["lead"], told["deployment"]["n"], len(told["days"])) == ("hull:CN/16", 16, 17)
    assert told["flights"] == {"low": 288, "high": 352}
    assert [way["to_sea"] for way in told["through"]] == ["Philippine Sea", "East China Sea"]


def test_the_command_answers_and_refuses(command, demo_out: Path) -> None:  # noqa: ANN001 - a fixture
    done = command("custody", "--store", demo_out, "--object", "hull:CN/104", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["object_name"] == "Wuxi"
    objects = command("objects", "--store", demo_out, "--object", "hull:CN/104", "--json")
    assert json.loads(objects.stdout)["custody"]["held"]
    unknown = command("custody", "--store", demo_out, "--object", "hull:CN/999")
    assert unknown.returncode == 2
    assert "no text places it" in unknown.stderr
