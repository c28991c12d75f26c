"""`straitwatch read` as a person or a script meets it: a process of its own, pipes, exit codes."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from straitwatch.model.schema import SIGHTING

Command = Callable[..., subprocess.CompletedProcess[str]]

SEEN = (
    "2月3日（月）午前10時頃、海上自衛隊は、対馬（長崎県）の北東約50kmの海域において、同海域を南西進する"
    "ロシア海軍ウダロイⅠ級駆逐艦1隻（艦番号「548」）を確認した。\n"
)
THEN = "その後、当該艦艇は、対馬海峡を南西進し、東シナ海へ向けて航行したことを確認した。\n"
ASIDE = "なお、港の桟橋では猫が三匹眠っていた。\n"
TEXT = SEEN + THEN + ASIDE
DAY = ("--published", "2020-02-04")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_pipe_gets_one_object_a_line(command: Command, file: Path) -> None:
    done = command("read", file, *DAY, "--publisher", "An office")
    assert done.returncode == 0
    rows = _rows(done)
    assert [list(row) for row in rows] == [SIGHTING.names] * len(rows)
    seen = next(row for row in rows if row["kind"] == "sighting")
    assert seen["objects"][0]["hull"] == "548"  # type: ignore[index]
    assert seen["place"] == "50 km NE of Tsushima"
    assert seen["t_start"] == "2020-02-03T00:30:00Z"
    assert seen["t_end"] == "2020-02-03T01:30:00Z"
    assert (seen["publisher"], seen["published"]) == ("An office", "2020-02-04T00:00:00Z")
    assert "1 text read: 2 sightings (1 sighting, 1 transit)" in done.stderr
    assert "1 sentence in which nothing was understood" in done.stderr


def test_offsets_count_the_text_that_to_text_prints(command: Command, file: Path) -> None:
    text = command("read", file, "--to", "text").stdout
    rows = _rows(command("read", file, "--json", *DAY))
    assert text == TEXT
    assert len(rows) == 2
    for row in rows:
        start, end = row["start"], row["end"]
        assert text[start:end] == row["text"]  # type: ignore[misc]
        assert row["spans"]
        for span in row["spans"]:  # type: ignore[attr-defined]
            assert 0 <= span["start"] < span["end"] <= len(text)


def test_standard_input_reads_as_the_file_does(command: Command, file: Path) -> None:
    piped = _rows(command("read", "-", *DAY, input=TEXT))
    direct = _rows(command("read", file, *DAY))
    ours = ("sighting_id", "document")
    assert piped
    assert [{k: v for k, v in row.items() if k not in ours} for row in piped] == [
        {k: v for k, v in row.items() if k not in ours} for row in direct
    ]


def test_parquet_csv_and_ndjson_say_the_same(command: Command, file: Path, tmp_path: Path) -> None:
    for name in ("a.parquet", "a.csv", "a.jsonl"):
        done = command("read", file, *DAY, "-o", tmp_path / name)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.schema.equals(SIGHTING)
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    kinds = table["kind"].to_pylist()
    assert [json.loads(line)["kind"] for line in lines] == kinds == ["sighting", "transit"]
    assert (tmp_path / "a.csv").read_text("utf-8").splitlines()[0] == ",".join(SIGHTING.names)


def test_nothing_understood_is_an_empty_table_of_the_same_form(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The ministers met on Friday to speak of budgets.\n")
    done = command("read", tmp_path / "a.txt", *DAY, "-o", tmp_path / "a.parquet")
    assert done.returncode == 0
    assert pq.read_table(tmp_path / "a.parquet").equals(SIGHTING.empty_table())
    assert command("read", tmp_path / "a.txt", "--to", "table").stdout == "no sighting\n"


def test_the_table_for_people_is_short(command: Command, file: Path) -> None:
    done = command("read", file, *DAY, "--publisher", "An office", "--to", "table")
    head, _, first, *_ = done.stdout.splitlines()
    assert head.split() == ["when", "kind", "who", "where", "source"]
    assert re.fullmatch(
        r"about 10:00, 2020-02-03 JST +sighting +RU 548 +50 km NE of Tsushima, heading SW +"
        r"An office \[1\]",
        first,
    )


def test_a_folder_is_read_whole_and_a_bad_file_does_not_stop_it(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nthis is no more than a beginning")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    done = command("read", tmp_path, *DAY, "--json")
    assert done.returncode == 1
    documents = {str(row["document"]) for row in _rows(done)}
    assert documents == {str(tmp_path / "a.txt"), str(tmp_path / "c.txt.gz")}
    assert "1 text could not be read" in done.stderr
    assert f"straitwatch: {tmp_path / 'b.pdf'}: " in done.stderr


def test_explain_marks_what_was_understood_and_lists_the_rest(command: Command, file: Path) -> None:
    done = command("read", file, *DAY, "--explain")
    assert done.returncode == 0
    assert "[time: 2月3日（月）午前10時頃]" in done.stdout
    assert "[objects: ロシア海軍ウダロイⅠ級駆逐艦1隻（艦番号「548」）]" in done.stdout
    assert "published 2020-02-04: told by option" in done.stdout
    assert "publisher: none found" in done.stdout
    start = TEXT.index(ASIDE)
    told = re.search(r"^  (\d+)-(\d+): (.+)$", done.stdout, re.MULTILINE)
    assert told is not None
    assert (int(told[1]), told[3].rstrip("。")) == (start, ASIDE.strip().rstrip("。"))
    assert "\x1b" not in done.stdout


def test_the_marks_take_nothing_from_the_text_and_add_only_marks(
    command: Command, file: Path
) -> None:
    told = command("read", file, *DAY, "--explain").stdout.split("\n\n")[1]
    bare = re.sub(r"\[\w+: |\]", "", told)
    assert bare.strip() == TEXT.strip()


def test_the_page_holds_every_span_and_no_script(
    command: Command, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    done = command("read", file, *DAY, "--explain", "-o", page)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    html = page.read_text("utf-8")
    titles = [unescape(title) for title in re.findall(r'<span[^>]* title="([^"]*)"', html)]
    for row in _rows(command("read", file, *DAY)):
        for span in row["spans"]:  # type: ignore[attr-defined]
            where = f"characters {span['start']} to {span['end']}"
            assert any(
                span["slot"] in title.split(":")[0].split(", ") and title.endswith(where)
                for title in titles
            ), span
    body = html.split('<div class="text">')[1].split("</div>")[0]
    assert unescape(re.sub(r"<[^>]+>", "", body)) == TEXT
    assert "<script" not in html
    assert "http" not in html
    assert "prefers-color-scheme:dark" in html


def test_a_text_cannot_write_into_the_page_or_steer_the_terminal(
    command: Command, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text(SEEN + "<script>alert(1)</script>\x1b[2J and more words here.\n", "utf-8")
    command("read", bad, *DAY, "--explain", "-o", tmp_path / "p.html")
    assert "<script" not in (tmp_path / "p.html").read_text("utf-8")
    assert "\x1b" not in command("read", bad, *DAY, "--explain").stdout


def test_several_texts_are_named_where_they_are_printed(command: Command, file: Path) -> None:
    other = file.with_name("other.txt")
    other.write_text(THEN, encoding="utf-8")
    done = command("read", file, other, "--to", "text")
    assert done.stdout == f"==> {file} <==\n{TEXT}==> {other} <==\n{THEN}"


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("--published", "yesterday"), "write it as 2022-12-17"),
        (("--to", "xml"), "choose table, ndjson"),
        (("--explain", "--json"), "leave out --to and --json"),
        (("--json", "--to", "csv"), "leave out one of"),
        (("-o", "page.html"), "--explain"),
        (("-o", "rows.xlsx"), "Add --to"),
    ],
)
def test_bad_usage_is_told_with_its_mend(
    command: Command, file: Path, words: tuple[str, ...], mend: str
) -> None:
    done = command("read", file, *words, cwd=file.parent)
    assert done.returncode == 2
    assert mend in done.stderr
    assert not (file.parent / words[-1]).exists()


def test_what_is_not_there_is_a_failure(command: Command, tmp_path: Path) -> None:
    done = command("read", tmp_path / "none.txt")
    assert done.returncode == 1
    assert "no such file" in done.stderr


def test_sightings_go_into_a_store_and_come_out_of_it(
    command: Command, file: Path, tmp_path: Path
) -> None:
    store = tmp_path / "kept"
    assert command("read", file, *DAY, "--store", store, "--json").returncode == 0
    asked = command(
        "query", "SELECT kind, gate FROM sightings ORDER BY kind", "--store", store, "--json"
    )
    assert [json.loads(line) for line in asked.stdout.splitlines()] == [
        {"kind": "sighting", "gate": None},
        {"kind": "transit", "gate": "tsushima-east"},
    ]


def test_help_teaches_by_example(command: Command) -> None:
    told = command("read", "--help").stdout
    assert "straitwatch read release.pdf" in told
    assert "--explain -o article-as-read.html" in " ".join(told.split())
