"""Jobs shared out among threads: all are done, at their turn, and a failure ends the waiting."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from straitwatch.decode.aivdm_crew import Crew, InOrder


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_all_jobs_are_done_and_touch_what_is_common_in_order(threads: int) -> None:
    ready, common = InOrder[int](), list[int]()

    def work(k: int) -> None:
        crew.wait_turn(k)
        common.append(k)
        crew.pass_turn()
        with ready.lock:
            ready.add(k, -k)

    with ThreadPoolExecutor(max(1, threads - 1)) as pool:
        crew = Crew(pool, threads)
        crew.run(partial(work, k) for k in range(500))
    assert common == [*range(500)]
    assert ready.taken == [-k for k in range(500)]


def test_a_job_put_is_done_before_the_next() -> None:
    crew, done = Crew(None, 1), list[str]()

    def work(name: str) -> None:
        done.append(name)
        if name == "a":
            crew.put(partial(work, more) for more in "xy")

    crew.run(partial(work, name) for name in "ab")
    assert done == ["a", "x", "y", "b"]


@pytest.mark.parametrize("failure", [MemoryError, KeyboardInterrupt])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_job_that_fails_ends_the_others_and_the_wait_for_its_turn(
    failure: type[BaseException], *, is_own: bool
) -> None:
    main, begun = threading.get_ident(), list[int]()
    both = threading.Barrier(2)

    def work(k: int) -> None:
        begun.append(k)
        both.wait(10)
        if (threading.get_ident() == main) == is_own:
            raise failure
        crew.wait_turn(99)

    with ThreadPoolExecutor(1) as pool:
        crew = Crew(pool, 2)
        with pytest.raises(failure):
            crew.run(partial(work, k) for k in range(10))
    assert begun == [0, 1]


def test_things_are_taken_on_in_order() -> None:
    ready = InOrder[str]()
    assert [ready.add(k, "abcd"[k]) for k in (1, 0, 3, 2)] == [[], ["a", "b"], [], ["c", "d"]]
    assert ready.taken == [*"abcd"]
