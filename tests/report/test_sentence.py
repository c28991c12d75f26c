"""Each kind of event in one sentence of one language."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.report.sentence import KIND_JA, Told, event_sentence, kind_words
from straitwatch.report.states import NAMES, state_name
from straitwatch.report.words import KIND

DAY = timedelta(days=1)
T0, T1 = datetime(2022, 12, 16, 4, 5, tzinfo=UTC), datetime(2022, 12, 16, 6, 35, tzinfo=UTC)
SPAN = {"t_start": T0, "t_end": T1}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES_JA = {"who": "遼寧(CN 16)", "gate": "宮古海峡", "state": "日本", "from_sea": "東シナ海",
            "to_sea": "太平洋", "place": "石垣", "others": ("長春(CN 150)",),
            "watchers": ("護衛艦「ありあけ」",)}  # fmt: skip
NAMES_EN = {"who": "Liaoning (CN 16)", "gate": "Miyako Strait", "state": "Japan",
            "from_sea": "East China Sea", "to_sea": "Pacific", "place": "Ishigaki",
            "others": ("Changchun (CN 150)",), "watchers": ("JS Ariake",)}  # fmt: skip


def english(kind: str, **more: object) -> str:
    told: dict[str, Any] = SPAN | NAMES_EN | {"kind": kind} | more
    return event_sentence(Told(**told), "en")


def japanese(kind: str, **more: object) -> str:
    told: dict[str, Any] = SPAN | NAMES_JA | {"kind": kind} | more
    return event_sentence(Told(**told), "ja")


def test_every_kind_has_a_label_in_both_languages() -> None:
    assert set(KIND_JA) == set(KIND)
    for kind in KIND:
        first, second = kind_words(kind)
        assert not JAPANESE.search(first)
        assert JAPANESE.search(second)


DETAILS = [
    {},
    {"hours": 2.5, "nearest_nm": 3.25, "closest_m": 120.0, "speed_kn": 3328.5, "apart_nm": 400.0},
    {"hours": float("nan"), "nearest_nm": "near", "closest_m": None, "speed_kn": True},
    {"counted_from": "tracks", "duration_h": 3.0},
]


@pytest.mark.parametrize("kind", [*KIND, "something_new"])
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("bare", [False, True])
def test_each_kind_is_one_sentence_of_one_language(
    kind: str, detail: dict[str, object], *, bare: bool
) -> None:
    for certainty in ("observed", "reported", "inferred", "simulated"):
        for n in (None, 1, 320):
            for status in ("open", "closed", "retracted"):
                more = {"detail": detail, "certainty": certainty, "n": n, "status": status}
                if bare:
                    more |= {"gate": None, "state": None, "place": None, "from_sea": None,
                             "others": (), "watchers": (), "t_end": None}  # fmt: skip
                told = english(kind, **more)
                assert told.endswith(".")
                assert not told[:1].islower()
                assert not JAPANESE.search(told)
                assert "None" not in told
                assert "  " not in told
                said = japanese(kind, **more)
                assert said.endswith("。")
                assert set(LATIN.findall(said)) <= {"CN", "UTC"}
                assert not re.search(r"。。|、、|、。|None|nan", said)


NIGHT, NEW_YEAR = datetime(2022, 12, 15, 15, tzinfo=UTC), datetime(2022, 12, 31, 15, tzinfo=UTC)
TOLD = {"when": "2022-12-16 JST", "certainty": "reported", "others": ()}
COUNTED = {"n": 320, "n_is": "about", "when": "2022-12-17 to 2022-12-31 JST", "t_end": NEW_YEAR}


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        (
            english("transit", others=()),
            "Liaoning (CN 16) passed through the Miyako Strait from the East China Sea ",
            "to the Pacific on 16 December 2022 at 04:05 UTC.",
        ),
        (
            english("transit", air=True, **TOLD),
            "Liaoning (CN 16) flew through the Miyako Strait from the East China Sea ",
            "to the Pacific on 16 December 2022, by report.",
        ),
        (
            english("entry", detail={"hours": 2.5}, certainty="simulated"),
            "Simulated: Liaoning (CN 16) entered the territorial sea of Japan ",
            "on 16 December 2022 at 04:05 UTC, for 2 h 30 min.",
        ),
        (
            english("gap", status="open", t_end=None),
            "No position of Liaoning (CN 16) was received ",
            "from 16 Dec 2022 04:05 UTC on.",
        ),
        (
            english("encounter", detail={"hours": 3.0, "closest_m": 120.0}),
            "Liaoning (CN 16) and Changchun (CN 150) were near each other, slow, for 3 h ",
            "on 16 December 2022 at 04:05 UTC, 120 m apart at the closest.",
        ),
        (
            english("flight_operations", **COUNTED),
            "About 320 take-offs and landings, counted together, were reported ",
            "on Liaoning (CN 16) from 17 to 31 December 2022.",
        ),
        (
            japanese("transit", others=()),
            "2022年12月16日4時05分(UTC)、遼寧(CN 16)が",
            "宮古海峡を東シナ海から太平洋へ通過した。",
        ),
        (
            japanese("entry", detail={"hours": 2.5}, certainty="simulated", others=()),
            "[模擬]2022年12月16日4時05分(UTC)、遼寧(CN 16)が",
            "日本の領海に入った。滞在は約2時間30分。",
        ),
        (
            japanese("gap", status="open", t_end=None),
            "2022年12月16日4時05分(UTC)以降、",
            "遼寧(CN 16)の位置を受信していない。",
        ),
        (
            japanese("flight_operations", **COUNTED | {"t_start": NIGHT}),
            "2022年12月16日から31日まで(日本時間)、",
            "遼寧(CN 16)で発艦と着艦の合計約320回が伝えられた。",
        ),
        (
            japanese("first_sighting", when="morning to afternoon of 2022-12-16 JST"),
            "2022年12月16日午前から午後(日本時間)、宮古海峡で遼寧(CN 16)が確認された。",
            "発表元によれば、そこでは初めて。",
        ),
        (
            japanese("reported_absence", **TOLD | {"t_start": NIGHT, "t_end": NIGHT + DAY}),
            "2022年12月16日(日本時間)、遼寧(CN 16)による",
            "日本の領海への侵入はなかったと発表された。",
        ),
    ],
)
def test_sentences_read_as_people_write(said: str, start: str, end: str) -> None:
    assert said == start + end


def test_a_day_of_a_text_is_no_length() -> None:
    day = {"when": "2022-12-16 JST", "certainty": "reported", "detail": {}}
    assert ", for" not in english("entry", **day)
    assert "滞在" not in japanese("entry", **day)


def test_states_are_named_in_both_languages() -> None:
    assert state_name("JP", "en") == "Japan"
    assert state_name("CN|JP|TW", "en") == "China, Japan and Taiwan (disputed)"
    assert state_name("CN|JP|TW", "ja") == "中国・日本・台湾(係争中)"
    assert state_name("ZZ", "ja") == "ZZ"
    assert all(JAPANESE.search(native) for _, native in NAMES.values())


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(), st.text(max_size=30))
def test_no_moment_and_no_wording_breaks_a_sentence(
    start: datetime, length: object, when: str
) -> None:
    try:
        end = start + length  # type: ignore[operator]
    except OverflowError:
        end = start
    for kind in ("deployment", "transit", "observation", "gap"):
        for told in (when, None, f"2022-12-16 to {when} JST"):
            assert english(kind, t_start=start, t_end=end, when=told)
            assert japanese(kind, t_start=start, t_end=end, when=told)
