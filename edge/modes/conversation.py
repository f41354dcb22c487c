"""Wires the stages into one conversation, whatever engines and devices it is given."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from edge import language as languages
from edge.modes.assistant import Assistant
from edge.modes.body import Body, Manners
from edge.modes.governing import govern
from edge.modes.governor import Governor
from edge.modes.guide.guiding import Guiding
from edge.modes.guide.voice import Unasked
from edge.modes.hearing import AllEars
from edge.modes.history import History
from edge.modes.model_use import ModelUse
from edge.modes.mouth import Mouth, Mouths
from edge.modes.patience import Patience
from edge.modes.replying import Replies
from edge.modes.ringing import Ringer
from edge.modes.sight.activity import Activities
from edge.modes.sight.backing import Backing
from edge.modes.sight.pointing import Pointing
from edge.modes.sight.senses import Senses
from edge.modes.telling import Telling
from edge.modes.wording import spoken, words_for
from edge.speaking.arbiter import Arbiter
from edge.speaking.held_speech import HeldSpeech
from edge.speaking.voice import Manner, Voice
from edge.tasks import Tasks
from edge.thinking import actions
from edge.thinking.answer import Answer
from edge.thinking.mind.mind import Limits, Mind
from edge.thinking.phrases import Phrases
from edge.thinking.surroundings import Surroundings
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from edge.audio.output import Output
    from edge.bus import Bus
    from edge.modes.parts import Devices, Engines
    from edge.ports import (
        Clock,
    )
    from edge.settings import Settings
    from edge.speaking.items import Item
    from edge.store.store import Store
    from edge.thinking.actions import Action
    from edge.thinking.people import People
    from edge.thinking.said import Said


class Conversation:
    """All parts, wired; `running()` opens and runs them."""

    def __init__(
        self,
        settings: Settings,
        engines: Engines,
        devices: Devices,
        store: Store,
        clock: Clock,
        bus: Bus,
    ) -> None:
        self._now = asyncio.get_running_loop().time
        self.settings, self.bus, self.store = settings, bus, store
        self._devices, self._engines = devices, engines
        self.governor = Governor()
        surroundings = Surroundings(devices.battery, senses=devices.senses)
        self.thinker = Thinker(store, clock, settings, surroundings)
        self.manners = _manners(self.thinker.people, settings)
        self._manner = Manner(self.manners.voice_for, spoken)
        self.speech = HeldSpeech(engines.synthesizer, self._manner)
        self.hearing = AllEars(
            devices, engines, settings.listening, bus, self.manners, self.thinker
        )
        self.ears = self.hearing.listeners
        self.mouths = Mouths([self._mouth(output) for output in devices.outputs], self._now)
        pointing = Pointing(output.signals for output in devices.outputs)
        self.activities = Activities(self._say_unasked, pointing)
        self.body = Body(self.manners, self.ears, self.mouths, words_for, self._on_action)
        self.mind = self._mind()
        overlap = settings.engines.overlap
        self._model = ModelUse(self.mind, self.governor, self.ears, overlap=overlap)
        backing = self._backing(clock)
        self.guiding = self._guiding(backing)
        surroundings.modes += self.guiding.modes
        self.assistant = Assistant(
            bus, self._now, self.ears, self.mouths, self._replies(backing), self.body
        )
        self.patience = Patience(bus, self.body.cue)
        self.history = History(bus, clock, store, self.thinker.people, self.ears)
        sound = self.body.sound
        self.ringer = Ringer(self.thinker, store, bus, clock, self._say_unasked, sound)

    @asynccontextmanager
    async def running(self, *, rings: bool = True) -> AsyncIterator[Conversation]:
        """Run every part, and end all with the block; the outputs are opened by the caller."""
        self.body.set_volume(int(self.thinker.people.setting("volume")))
        async with asyncio.TaskGroup() as keeping:
            keeping.create_task(self.history.run())
            async with (
                self._thinking(),
                aclosing(self.activities),
                self.guiding.running(),
                Tasks() as tasks,
            ):
                tasks.start(self.assistant.run())
                tasks.start(self._model.run())
                tasks.start(self.patience.run())
                if rings:
                    tasks.start(self.ringer.run())
                if self._devices.vitals:
                    governing = self._devices.vitals, self.bus, self._engines.governed
                    tasks.start(govern(self.governor, *governing))
                for mouth in self.mouths:
                    tasks.start(mouth.voice.run())
                self.hearing.start(tasks)
                yield self
            self.bus.close()  # the history keeps what is left, then ends too

    def _mind(self) -> Mind | None:
        if self._engines.mind is None:
            return None
        limits = Limits(context_tokens=self._engines.context_tokens)
        return Mind(self._engines.mind, self.thinker, self.store.run, limits, self.speech)

    def _backing(self, clock: Clock) -> Backing:
        summarise = self.mind.summary_of if self.mind else None
        return Backing(
            self.activities,
            self.store,
            lambda: self.thinker.people.current.name,
            clock,
            summarise,
        )

    def _guiding(self, backing: Backing) -> Guiding:
        unasked = Unasked(self._say_unasked, lambda: self._phrases(self.body.language))
        return Guiding(
            self.settings,
            self._devices,
            backing,
            unasked,
            self.bus,
            lambda: self.governor.tier.camera_rate,
        )

    def _replies(self, backing: Backing) -> Replies:
        families = [*self._devices.outfit.families(backing), self.guiding.questions]
        return Replies(
            lambda said: self.store.run(self.thinker.answer, said),
            self._model,
            Telling(self.bus, self._now),
            self.mouths,
            self.body,
            Senses(families, self._phrases, self._sensed),
        )

    def _phrases(self, code: str) -> Phrases:
        people = self.thinker.people
        hours = int(people.setting("clock"))
        return Phrases(languages.load(code), people.current.verbosity, hours)

    async def _sensed(self, turn: int, said: Said, answer: Answer) -> None:
        """The senses have answered: everybody who remembers is told."""
        if self.mind is not None:
            self.mind.remember(turn, said, answer)
        await self.store.run(self.thinker.replied, said, answer)

    @asynccontextmanager
    async def _thinking(self) -> AsyncIterator[None]:
        """The mind gets ready for the first question, and in the end gives up what it does."""
        if self.mind is None:
            yield
            return
        self.mind.rest()
        try:
            yield
        finally:
            await self.mind.close()

    def _say_unasked(self, item: Item) -> None:
        """The mind is told: somebody may ask what that was."""
        if self.mind is not None:
            self.mind.remember(item.id, None, Answer(item.text, item.language))
        self.mouths.say(item)

    def _mouth(self, output: Output) -> Mouth:
        voice = Voice(output, self.speech, Arbiter(), self.bus, self._now, self._manner)
        return Mouth(voice, output)

    def _on_action(self, action: Action) -> None:
        match action:
            case actions.ScheduleChanged():
                self.ringer.schedule_changed()
            case actions.StopRinging():
                self.ringer.stop()
            case actions.SwitchMode(mode=mode):
                self.guiding.guide.switch(mode)
            case actions.EndActivity():
                self.activities.stop()
            case actions.SetProfile():
                self.hearing.know_pauses()
            case actions.DeletedEverything():
                self.activities.stop()
                self.guiding.forget()
                self.ringer.stop()
                self.history.forget()
                if self.mind is not None:
                    self.mind.forget()


def _manners(people: People, settings: Settings) -> Manners:
    """Those of the person who uses the device."""
    person = people.current
    voice = people.setting("voice") or settings.speaking.voice
    return Manners(person.language, person.words_per_minute, voice, cues=settings.speaking.cues)
