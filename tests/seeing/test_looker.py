"""The vision thread: who comes first, and what happens when an engine breaks."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from edge.errors import EngineError
from edge.seeing.looker import MOST_ASKED, Looker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.engines


@pytest.fixture
def looker() -> Iterator[Looker]:
    made = Looker()
    yield made
    made.close()


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.over = threading.Event()

    def __call__(self) -> str:
        self.began.set()
        assert self.over.wait(10)
        return "held"


async def at_work(looker: Looker) -> tuple[Held, asyncio.Task[str]]:
    held = Held()
    task = asyncio.create_task(looker.ask("held", held))
    await asyncio.to_thread(held.began.wait, 5)
    return held, task


async def test_work_runs_in_one_thread_of_its_own(looker: Looker) -> None:
    names = [await looker.ask("name", lambda: threading.current_thread().name) for _ in range(3)]
    assert len(set(names)) == 1
    assert names[0].startswith("vision")
    assert looker.seconds["name"] < 1


async def test_a_question_comes_before_routine_that_waited_longer(looker: Looker) -> None:
    order: list[str] = []

    def noted(name: str) -> Callable[[], None]:
        return lambda: order.append(name)

    held, first = await at_work(looker)
    routine = asyncio.create_task(looker.routine("routine", noted("routine")))
    await asyncio.sleep(0)
    questions = [asyncio.create_task(looker.ask("q", noted(f"question {n}"))) for n in (1, 2)]
    await asyncio.sleep(0)
    held.over.set()
    await asyncio.gather(first, routine, *questions)
    assert order == ["question 1", "question 2", "routine"]


async def test_of_routine_looks_that_wait_the_newest_is_done(looker: Looker) -> None:
    held, first = await at_work(looker)
    looks = []
    for number in range(5):
        looks.append(asyncio.create_task(looker.routine("r", lambda number=number: number)))  # type: ignore[misc]  # bound now
        await asyncio.sleep(0)
    held.over.set()
    assert await asyncio.gather(*looks) == [None, None, None, None, 4]
    assert looker.dropped == 4
    assert await first == "held"


async def test_too_many_questions_are_refused(looker: Looker) -> None:
    held, first = await at_work(looker)
    waiting = [asyncio.create_task(looker.ask("q", lambda: 1)) for _ in range(MOST_ASKED)]
    await asyncio.sleep(0)
    with pytest.raises(EngineError, match="8 questions about the picture wait already"):
        await looker.ask("q", lambda: 1)
    held.over.set()
    assert await asyncio.gather(*waiting) == [1] * MOST_ASKED
    await first


async def test_an_engine_that_breaks_costs_its_own_question_only(looker: Looker) -> None:
    def breaks() -> None:
        raise ZeroDivisionError("no more")

    with pytest.raises(EngineError, match=r"reading failed: ZeroDivisionError\('no more'\)"):
        await looker.ask("reading", breaks)
    assert await looker.ask("reading", lambda: "text") == "text"


async def test_who_goes_away_leaves_the_turn_to_the_next(looker: Looker) -> None:
    held, first = await at_work(looker)
    gone = [asyncio.create_task(looker.ask("gone", lambda: "gone")) for _ in range(3)]
    stays = asyncio.create_task(looker.ask("stays", lambda: "answer"))
    await asyncio.sleep(0)
    for task in (first, *gone):
        task.cancel()
    await asyncio.gather(first, *gone, return_exceptions=True)
    assert not stays.done()
    held.over.set()
    assert await stays == "answer"
    assert "gone" not in looker.seconds
    assert await looker.routine("later", lambda: "also") == "also"


async def test_a_turn_that_was_given_just_as_its_owner_left_is_handed_on(looker: Looker) -> None:
    held, first = await at_work(looker)
    leaves = asyncio.create_task(looker.ask("leaves", lambda: "x"))
    stays = asyncio.create_task(looker.ask("stays", lambda: "answer"))
    await asyncio.sleep(0)
    held.over.set()
    first.add_done_callback(lambda _: leaves.cancel())
    assert await stays == "answer"
