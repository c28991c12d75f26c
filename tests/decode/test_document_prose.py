"""Documents to be read are told from data to be decoded by their first bytes."""

import gzip
from pathlib import Path

import pytest

from straitwatch.decode.document import is_prose

_JAPANESE = (
    "中国海軍艦艇の動向について\n１月５日午前４時頃、海上自衛隊は、架空島の東約７０ｋｍの海域を"
    "西進する駆逐艦１隻（艦番号「９９９」）を確認した。\n"
)
_ENGLISH = (
    "Carrier off the cape\n\nThe ship sailed by the cape on Jan. 2, 2023, and was seen there.\n"
)


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "cp932", "euc_jp", "iso2022_jp"])
def test_a_release_is_prose_in_every_set(name: str) -> None:
    assert is_prose(_JAPANESE.encode(name))


@pytest.mark.parametrize(
    "text",
    [
        _ENGLISH,
        "Source: https://example.org/a\nPublished: 2022-12-19\n\n" + _ENGLISH,
        "By A. Name | Jan 2, 2023\nThe ship sailed by the cape, the island, and the strait.\n",
        "<!doctype html><p>x",
        "<!-- saved --><html><body>x",
        '<?xml version="1.0"?><html xmlns="x">',
        "<p>A paragraph",
        "令和6年3月22日\n統合幕僚監部\n人事発令\n第5航空群司令（那覇） 海将補\n",
        "日時 位置\n18日（木）午後3時頃 北大東島（沖縄県）の東約320kmの海域\n",
        "%PDF-1.7\n",
    ],
)
def test_documents_are_prose(text: str) -> None:
    assert is_prose(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "t,lat,lon\n",
        "mmsi,t,lat,lon,name\n1,2020-01-01,2,3,A ship that was seen by the cape.\n",
        '1,2020-01-01,2,3,"The ship sailed by the cape. It was seen."\n' * 3,
        "日時\t緯度\t経度\n2023-01-02\t25.1\t125.2\n",
        "船名,日時,海域\nあさひ丸,2023-01-02,宮古海峡\nはやて丸,2023-01-03,大隅海峡\n",
        "MSG,3,1,1,AB1234,1,2023/01/02,00:00:00.000,,,,1000,,,25.1,125.2,,,,,,\n" * 3,
        "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n",
        "# A log of the ship that sailed by the cape.\n$GPRMC,1,A\n",
        '{"text": "The ship sailed by the cape on Jan. 2."}\n',
        '[{"text": "The ship sailed by the cape."}]',
        "[1.5, 2.5]",
        '<?xml version="1.0"?><gpx><name>The ship sailed by the cape.</name></gpx>',
        "<rss><title>The ship sailed by the cape.</title></rss>",
        'name = "x"\ntext = "The ship sailed by the cape."\n',
        "PK\x03\x04The ship sailed by the cape on a day.",
        "{\\rtf1 The ship sailed by the cape on a day.}",
        "\x89PNG\r\n",
    ],
)
def test_data_are_no_prose(text: str) -> None:
    assert not is_prose(text.encode("latin-1" if text.startswith("\x89") else "utf-8"))


def test_no_real_sample_of_data_is_prose(shared: Path) -> None:
    files = [path for path in shared.rglob("*") if path.is_file() and path.suffix != ".md"]
    assert len(files) > 15
    for path in files:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        assert not is_prose(data), path
        assert not is_prose(data[:2_000]), path


def test_the_news_report_is_prose(shared: Path) -> None:
    texts = list((shared.parent / "seed").glob("*.txt"))
    if not texts:
        pytest.skip("the news report is not here")
    for path in texts:
        data = path.read_bytes()
        assert is_prose(data)
        assert is_prose(data[:1_000])


def test_a_head_that_cuts_a_sign_is_prose() -> None:
    long = (_JAPANESE * 2_000).encode()
    assert all(is_prose(long[: (64 << 10) + n]) for n in range(4))
