"""What `edge setup` asks, step by step; what is not answered stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge import language as languages
from edge.audio.level import clipped_share, dbfs
from edge.commands.progress import megabytes, minutes
from edge.errors import EdgeError
from edge.ports import BLOCK_SAMPLES
from edge.thinking.phrases import Phrases
from edge.thinking.router import Router

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from edge.commands.fetching import Order
    from edge.commands.setup_talk import Sound, Talk
    from edge.ports import Samples
    from edge.store.store import Store
    from edge.thinking.people import People

TRIES = 3
"""Answers that are not understood, before the step is left as it is."""
RATE_STEP, SLOWEST, FASTEST = 25, 80, 400
RECORDED_SECONDS = 3.0
QUIET_DBFS, CLIPPED_SHARE = -45.0, 0.01
METER_COLUMNS, METER_DB = 30, 60.0


def prepare() -> None:
    """Read the languages and compile what people may answer; takes tenths of a second."""
    for code in languages.available():
        languages.load(code)
        Router().warm(code)


class LeftError(Exception):
    """Nobody answers any more, or the person wants to stop here."""


@dataclass(frozen=True)
class ModelStep:
    """The bundle for this machine, per language, and how it is fetched."""

    order: Callable[[str], Awaitable[Order]]
    fetch: Callable[[Order], Awaitable[None]]


@dataclass
class Setup:
    """One person, going through the steps."""

    talk: Talk
    people: People
    store: Store
    models: ModelStep
    sound: Sound
    router: Router = field(init=False, default_factory=Router)

    @property
    def code(self) -> str:
        return self.people.current.language

    async def offer(self) -> bool:
        """Ask first whether to begin at all; as `run`."""
        try:
            wanted = await self._agreed("setup.offer")
        except LeftError:
            wanted = False
        if not wanted:
            await self._tell("setup.left")
        return wanted and await self.run()

    async def run(self) -> bool:
        """True when all steps were gone through, False when the person left."""
        try:
            for step in (
                self.choose_language,
                self.choose_rate,
                self.try_microphone,
                self.get_models,
            ):
                await step()
            await self._tell("setup.done")
        except LeftError:
            await self._tell("setup.left")
            return False
        return True

    async def choose_language(self) -> None:
        """Asked and heard in all languages at once, as nobody knows yet which is understood."""
        self.talk.asks_language = True
        try:
            await self._choose_language()
        finally:
            self.talk.asks_language = False

    async def _choose_language(self) -> None:
        *others, last = languages.available()
        for code in others:
            await self.talk.tell(_language_question(code), code)
        question = _language_question(last)
        for _ in range(TRIES):
            answer = await self._answer(question, last)
            if not answer:
                return
            chosen = _language_in(answer)
            if chosen:
                await self.store.run(self.people.change, language=chosen)
                await self._tell("setup.language_set")
                return
            question, last = _say(self.code, "setup.again"), self.code

    async def choose_rate(self) -> None:
        """Slower or faster, until it is right."""
        await self._tell("setup.rate_sample")
        while True:
            answer = await self._ask("setup.rate")
            change = {"rate.up": RATE_STEP, "rate.down": -RATE_STEP}.get(self._meant(answer), 0)
            rate = min(FASTEST, max(SLOWEST, self.people.current.words_per_minute + change))
            if not change:
                return
            await self.store.run(self.people.change, words_per_minute=rate)
            await self._tell("setup.rate_sample")

    async def try_microphone(self) -> None:
        """Hear somebody, show how loud that is, and play it back."""
        microphone, loudspeaker = self.sound.microphone, self.sound.loudspeaker
        if microphone is None:
            await self._tell("setup.no_microphone")
            return
        while await self._agreed("setup.microphone"):
            await self._tell("setup.speak_now")
            heard = await microphone.record(RECORDED_SECONDS, lambda s: self.talk.show(meter(s)))
            verdict = judged(heard)
            if loudspeaker is not None and len(heard):
                await loudspeaker.play(heard)
            await self._tell(f"setup.heard_{verdict}")
            if verdict == "well":
                return

    async def get_models(self) -> None:
        """The bundle of this machine, with its size and time, if it is wanted."""
        order = await self.models.order(self.code)
        if not order.entries:
            await self._tell("setup.models_here")
            return
        names = ", ".join(entry.name for entry in order.entries)
        size, time = megabytes(order.size), minutes(order.size)
        if not await self._agreed("setup.models", names=names, size=size, time=time):
            return
        try:
            await self.models.fetch(order)
        except EdgeError as error:
            self.talk.show(str(error))
            await self._tell("setup.models_failed")
        else:
            await self._tell("setup.models_fetched")

    async def _agreed(self, key: str, **values: str) -> bool:
        for _ in range(TRIES):
            meant = self._meant(await self._ask(key, **values))
            if meant in ("answer.yes", "answer.no"):
                return meant == "answer.yes"
            await self._tell("setup.again")
        return False

    def _meant(self, answer: str) -> str:
        """The skill that the answer names; empty where it is not understood."""
        found = [match.skill for match in self.router.matches(answer, self.code)]
        wanted = ("answer.yes", "answer.no", "rate.up", "rate.down")
        return next((name for name in wanted if name in found), "")

    async def _tell(self, key: str) -> None:
        await self.talk.tell(_say(self.code, key), self.code)

    async def _ask(self, key: str, **values: str) -> str:
        return await self._answer(_say(self.code, key, **values), self.code)

    async def _answer(self, text: str, code: str) -> str:
        """Raises LeftError where nobody answers, or the answer is to leave."""
        answer = await self.talk.ask(text, code)
        if answer is None:
            raise LeftError
        plain = answer.strip().casefold().rstrip(".!。！")
        if plain in _leaving():
            raise LeftError
        return plain


def _say(code: str, key: str, **values: str) -> str:
    return Phrases(languages.load(code)).say(key, None, **values)


def _language_question(code: str) -> str:
    return _say(code, "setup.language", name=languages.load(code).name)


def _leaving() -> set[str]:
    """What ends the setup, in every language."""
    return {
        word
        for code in languages.available()
        for word in _say(code, "setup.leaving").casefold().split("|")
    }


def _language_in(answer: str) -> str:
    """The code of the language that is named, in any of the languages; empty where none is."""
    known = languages.available()
    for code in known:
        if answer in (code, languages.load(code).name.casefold()):
            return code
    for asked in known:
        for choice in languages.load(asked).lists["language"]:
            if choice.value in known and choice.said.casefold() in answer:
                return choice.value
    return ""


def judged(sound: Samples) -> str:
    """well, quiet, clipped or nothing: what the microphone makes of a voice."""
    if not len(sound):
        return "nothing"
    blocks = sound[: len(sound) - len(sound) % BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
    loudest = max((dbfs(block) for block in blocks), default=-120.0)
    if loudest < QUIET_DBFS:
        return "quiet"
    return "clipped" if clipped_share(sound, BLOCK_SAMPLES) > CLIPPED_SHARE else "well"


def meter(samples: Samples) -> str:
    """A bar as long as the sound is loud, with its level."""
    level = dbfs(samples)
    filled = round(max(0.0, 1 + level / METER_DB) * METER_COLUMNS)
    return f"[{'#' * filled:<{METER_COLUMNS}}] {level:.0f} dBFS"
