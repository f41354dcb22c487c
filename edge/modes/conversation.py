"""Wires the stages into one conversation, whatever engines and devices it is given."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from edge import language as languages
from edge.audio.drift import ClockFollower
from edge.audio.echo import EchoReference, without_echo
from edge.errors import DeviceError
from edge.events import ButtonPressed, DeviceLost
from edge.listening.cascade import Ears
from edge.listening.listener import Listener
from edge.listening.pauses import Pauses
from edge.listening.words import ListeningWords
from edge.modes.assistant import Assistant
from edge.modes.body import Body, Manners
from edge.modes.governing import govern
from edge.modes.governor import Governor, Tier
from edge.modes.history import History
from edge.modes.model_use import ModelUse
from edge.modes.mouth import Mouth, Mouths
from edge.modes.patience import Patience
from edge.modes.replying import Replies
from edge.modes.ringing import Ringer
from edge.modes.sight.senses import Senses
from edge.modes.telling import Telling
from edge.speaking.arbiter import Arbiter
from edge.speaking.held_speech import HeldSpeech
from edge.speaking.normalise import Normaliser
from edge.speaking.voice import Manner, Voice
from edge.tasks import Tasks
from edge.thinking import actions
from edge.thinking.answer import Answer
from edge.thinking.mind.mind import Limits, Mind
from edge.thinking.phrases import Phrases
from edge.thinking.surroundings import Surroundings
from edge.thinking.thinker import Thinker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

    from edge.audio.output import Output
    from edge.bus import Bus
    from edge.language import Language
    from edge.modes.sight.outfit import Outfit
    from edge.ports import (
        Battery,
        Block,
        Button,
        Clock,
        EchoCanceller,
        LanguageModel,
        Microphone,
        Role,
        Samples,
        SpeechRecognizer,
        SpeechSynthesizer,
        Vitals,
        VoiceActivityDetector,
        VoiceOnsetDetector,
        WakeWordDetector,
    )
    from edge.settings import ListeningSettings, Settings
    from edge.speaking.items import Item
    from edge.speaking.spoken import Spoken
    from edge.store.store import Store
    from edge.thinking.actions import Action
    from edge.thinking.said import Said


KEY_RETRY_SECONDS = 2.0


def _anything_goes(_: Tier) -> None:
    """These engines are the same in every tier."""


class Closing(Protocol):
    """Something that holds on to more than memory."""

    async def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Engines:
    """The models that a conversation has one of."""

    recognizer: Callable[[Callable[[], str]], SpeechRecognizer]
    """Given who tells the language of the moment."""
    synthesizer: SpeechSynthesizer
    mind: LanguageModel | None = None
    context_tokens: int = 2048
    """Of the mind."""
    opened: Sequence[Closing] = ()
    """What must be closed in the end."""
    governed: Callable[[Tier], None] = _anything_goes
    """Told what the governor allows from now on."""

    async def close(self) -> None:
        """Free the engines that work in processes of their own."""
        await asyncio.gather(*(engine.close() for engine in self.opened))


def _as_it_is(blocks: AsyncIterator[Block]) -> AsyncIterator[Block]:
    return blocks


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A microphone, whose voice it carries, and the models that remember its sound."""

    microphone: Microphone
    vad: VoiceActivityDetector
    onset: VoiceOnsetDetector
    wake: WakeWordDetector | None = None
    canceller: EchoCanceller | None = None
    judge: Callable[[str, Samples], Awaitable[float]] | None = None
    """Tells from words and sound whether the speaker has finished; see listening/judging.py."""
    role: Role
    heard: Callable[[AsyncIterator[Block]], AsyncIterator[Block]] = _as_it_is
    """Looks on at the sound that the listener gets."""
    patient: bool = False
    """Its sound does not come in real time."""


@dataclass(frozen=True, kw_only=True)
class Devices:
    """What the conversation hears and speaks with."""

    hearing: Sequence[Hearing] = ()
    outputs: Sequence[Output] = ()
    buttons: Sequence[Button] = ()
    battery: Battery | None = None
    vitals: Vitals | None = None
    outfit: Outfit | None = None
    """What there is to see with."""


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
        now = asyncio.get_running_loop().time
        self.settings = settings
        self.bus = bus
        self.store = store
        self._devices = devices
        self._engines = engines
        self._reference = EchoReference(devices.outputs)
        self._followed = False
        """The outputs keep the pace of one microphone, the first."""
        self.governor = Governor()
        present = devices.outfit.senses if devices.outfit else frozenset()
        surroundings = Surroundings(devices.battery, senses=present)
        self.thinker = Thinker(store, clock, settings, surroundings)
        person = self.thinker.people.current
        self.manners = Manners(
            person.language,
            person.words_per_minute,
            self.thinker.people.setting("voice") or settings.speaking.voice,
            cues=settings.speaking.cues,
        )
        self._manner = Manner(self.manners.voice_for, spoken)
        self.speech = HeldSpeech(engines.synthesizer, self._manner)
        self.ears = {item.microphone.name: self._listener(item) for item in devices.hearing}
        self.mouths = Mouths([self._mouth(output, now) for output in devices.outputs], now)
        self.body = Body(self.manners, self.ears, self.mouths, words_for, self._on_action)
        limits = Limits(context_tokens=engines.context_tokens)
        self.mind = (
            Mind(engines.mind, self.thinker, store.run, limits, self.speech)
            if engines.mind
            else None
        )
        overlap = settings.engines.overlap
        self._model = ModelUse(self.mind, self.governor, self.ears, overlap=overlap)
        replies = Replies(
            lambda said: store.run(self.thinker.answer, said),
            self._model,
            Telling(self.bus, now),
            self.mouths,
            self.body,
            self._senses(devices.outfit) if devices.outfit else None,
        )
        self.assistant = Assistant(self.bus, now, self.ears, self.mouths, replies, self.body)
        self.patience = Patience(self.bus, self.body.cue)
        self.history = History(self.bus, clock, store, self.thinker.people, self.ears)
        sound = self.body.sound
        self.ringer = Ringer(self.thinker, store, self.bus, clock, self._say_unasked, sound)

    @asynccontextmanager
    async def running(self, *, rings: bool = True) -> AsyncIterator[Conversation]:
        """Run every part, and end all with the block; the outputs are opened by the caller."""
        self.body.set_volume(int(self.thinker.people.setting("volume")))
        async with asyncio.TaskGroup() as keeping:
            keeping.create_task(self.history.run())
            async with self._thinking(), Tasks() as tasks:
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
                for item in self._devices.hearing:
                    tasks.start(self._hear(item))
                for button in self._devices.buttons:
                    tasks.start(self._follow(button))
                yield self
            self.bus.close()  # the history keeps what is left, then ends too

    def _senses(self, outfit: Outfit) -> Senses:
        return Senses(outfit.families(), self._phrases, self._sensed)

    def _phrases(self, code: str) -> Phrases:
        people = self.thinker.people
        hours = int(people.setting("clock"))
        return Phrases(languages.load(code), people.current.verbosity, hours)

    async def _sensed(self, turn: int, said: Said, answer: Answer) -> None:
        """The senses have answered: everybody who remembers is told."""
        if self.mind is not None:
            self.mind.remember(turn, said, answer)
        await self.store.run(self.thinker.replied, said, answer)

    def key(self, *, down: bool) -> None:
        """The talk key went down, or up."""
        for listener in self.ears.values():
            listener.key(down=down)

    def tapped(self, key: str) -> None:
        """A key that tells no release calls the device."""
        now = asyncio.get_running_loop().time()
        self.bus.publish(ButtonPressed(at=now, key=key, action="tap"))
        for listener in self.ears.values():
            listener.attend("key")

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

    async def _hear(self, item: Hearing) -> None:
        listener = self.ears[item.microphone.name]
        await listener.run(item.heard(self._cleaned(item)), patient=item.patient)

    def _cleaned(self, item: Hearing) -> AsyncIterator[Block]:
        blocks = item.microphone.blocks()
        if item.canceller is None:
            return blocks
        clocks = [] if self._followed else [ClockFollower(out) for out in self._devices.outputs]
        self._followed = True
        return without_echo(blocks, item.canceller, self._reference.tap(), clocks)

    async def _follow(self, button: Button) -> None:
        """The talk key; without it the conversation goes on, and it may come back."""
        lost = False
        while True:
            try:
                async for press in button.presses():
                    lost = False
                    self.key(down=press == "down")
            except DeviceError as error:
                if not lost:
                    now = asyncio.get_running_loop().time()
                    self.bus.publish(DeviceLost(at=now, device="talk key", message=str(error)))
                lost = True
            await asyncio.sleep(KEY_RETRY_SECONDS)

    def _listener(self, item: Hearing) -> Listener:
        listener = listener_for(
            item,
            self._engines.recognizer(lambda: self.manners.language),
            self.settings.listening,
            self.manners.language,
            self.bus,
            lambda text: self.thinker.is_complete(text, self.manners.language),
        )
        self._know_pauses([listener])
        return listener

    def _say_unasked(self, item: Item) -> None:
        """The mind is told: somebody may ask what that was."""
        if self.mind is not None:
            self.mind.remember(item.id, None, Answer(item.text, item.language))
        self.mouths.say(item)

    def _know_pauses(self, listeners: Iterable[Listener]) -> None:
        """What was learned of the pauses of the person who speaks now."""
        kept = self.thinker.people.current.pauses
        fresh = Pauses.starting_at(self.settings.listening.unfinished_silence_seconds)
        for listener in listeners:
            listener.turns.pauses = Pauses.from_record(kept) if kept else fresh

    def _mouth(self, output: Output, now: Callable[[], float]) -> Mouth:
        voice = Voice(output, self.speech, Arbiter(), self.bus, now, self._manner)
        return Mouth(voice, output)

    def _on_action(self, action: Action) -> None:
        match action:
            case actions.ScheduleChanged():
                self.ringer.schedule_changed()
            case actions.StopRinging():
                self.ringer.stop()
            case actions.SetProfile():
                self._know_pauses(self.ears.values())
            case actions.DeletedEverything():
                self.ringer.stop()
                self.history.forget()
                if self.mind is not None:
                    self.mind.forget()


def listener_for(
    item: Hearing,
    recognizer: SpeechRecognizer,
    settings: ListeningSettings,
    language: str,
    bus: Bus,
    is_complete: Callable[[str], bool] = lambda _: False,
) -> Listener:
    """The listener of one microphone."""
    ears = Ears(
        recognizer=recognizer,
        vad=item.vad,
        onset=item.onset,
        wake=item.wake,
        judge=item.judge,
        name=item.microphone.name,
        role=item.role,
    )
    clock = asyncio.get_running_loop().time
    return Listener(ears, settings, words_for(language), is_complete, bus, clock)


@cache
def normaliser_for(code: str) -> Normaliser:
    """How numbers, units and dates are said in a language."""
    language = languages.load(code)
    return Normaliser(code, language.spoken, language.spaced)


def spoken(text: str, code: str) -> Spoken:
    """What the synthesiser is given for a text."""
    return normaliser_for(code).spoken(text)


def _spelled(language: Language) -> frozenset[str]:
    """Digits and letters as they are said one by one."""
    digits = language.words["numbers"]["digits"]
    return frozenset(digits) | frozenset("abcdefghijklmnopqrstuvwxyz")


@cache
def words_for(code: str) -> ListeningWords:
    """What listening must know of a language."""
    language = languages.load(code)
    return ListeningWords(
        language=code,
        backchannels=language.backchannels,
        stop_words=language.stop_words,
        unfinished_endings=frozenset(language.unfinished_endings),
        fillers=language.fillers,
        spelled=_spelled(language),
    )
