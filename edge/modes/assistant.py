"""The assistant: listens, lets itself be interrupted, thinks, answers, listens on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge import language as languages
from edge.errors import NoRecognizer
from edge.events import (
    AttentionChanged,
    BargedIn,
    DeviceFound,
    DeviceLost,
    EngineReplaced,
    PlaybackFinished,
    PlaybackStarted,
    SpeechConfirmed,
    SpeechEnded,
    SpeechStarted,
    StateChanged,
    TierChanged,
    Transcribed,
    TurnFailed,
    TurnPassedOver,
    WakeWordDetected,
)
from edge.modes.governing import words as tier_words
from edge.modes.interruption import TICK_SECONDS, Interruptions
from edge.ports import Role
from edge.speaking.items import Item, Priority
from edge.turn import State, after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edge.bus import Bus
    from edge.events import Event
    from edge.listening.listener import Listener
    from edge.modes.body import Body
    from edge.modes.mouth import Mouth, Mouths
    from edge.modes.replying import Replies

ANSWERING = (State.THINKING, State.SPEAKING, State.DECIDING)


class Assistant:
    """The policy of a conversation; used from the loop, `run` is its only task."""

    def __init__(
        self,
        bus: Bus,
        clock: Callable[[], float],
        ears: Mapping[str, Listener],
        mouths: Mouths,
        replies: Replies,
        body: Body,
    ) -> None:
        self.state = State.IDLE
        self._bus = bus
        self._clock = clock
        self._ears = ears
        self._mouths = mouths
        self._replies = replies
        self._body = body
        self._events = bus.subscribe(size=1024)
        self._interruptions = Interruptions(self._stoppable_by, lambda: body.words)
        self._typed = 0
        """Lines that are on their way over the bus."""
        self._idle = asyncio.Event()
        """No answer is owed or sounding."""
        self._idle.set()
        self._paused = asyncio.Event()
        """Somebody may have begun to speak over us."""

    async def run(self) -> None:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_interruptions())
            async for event in self._events:
                self._move(event)
                self._react(event, tasks)
                self._note_owed(event)

    def typed(self, text: str) -> None:
        """The owner typed something: it counts like speech, at once."""
        now = self._clock()
        self._mouths.stop()
        self._typed += 1
        self._idle.clear()
        event = Transcribed(
            at=now, text=text, final=True, source="typed", role=Role.OWNER,
            language=self._body.language, typed=True, last_voiced=now,
        )  # fmt: skip
        self._bus.publish(event)

    async def answered(self) -> None:
        """Return when what was asked last has been answered, to the last word."""
        await self._idle.wait()

    def _move(self, event: Event) -> None:
        state = after(self.state, event)
        if state is not self.state:
            self.state = state
            self._bus.publish(StateChanged(at=self._clock(), state=state.value))

    def _note_owed(self, event: Event) -> None:
        """Whether an answer is still owed: asked for, thought about, or sounding."""
        self._typed -= isinstance(event, Transcribed) and event.typed
        sounding = bool(list(self._mouths)) and self.state in ANSWERING
        if self._typed or self._replies.pending or sounding or self._mouths.speaking:
            self._idle.clear()
        elif not self._idle.is_set():
            self._idle.set()
            self._replies.rest()

    def _react(self, event: Event, tasks: asyncio.TaskGroup) -> None:
        match event:
            case SpeechStarted() | SpeechConfirmed() | SpeechEnded():
                self._interruptions.note(event)
                self._paused.set()
            case Transcribed():
                wanted = self._interruptions.note(event)
                if wanted and event.text:
                    self._replies.begin(event, tasks)
                elif not event.final:
                    self._replies.foresee(event)
                elif event.text and not self._replies.pending:
                    self._bus.publish(TurnPassedOver(at=self._clock(), source=event.source))
            case WakeWordDetected():
                self._mouths.stop()
            case _:
                self._follow(event)

    def _follow(self, event: Event) -> None:
        """What the device itself did, or what happened to it."""
        match event:
            case PlaybackStarted():
                self._tell_ears()
            case PlaybackFinished() | BargedIn():
                self._spoken(event)
            case AttentionChanged():
                self._body.show_attention(event)
            case TurnFailed():
                self._tell_failure(event)
            case EngineReplaced() | TierChanged():
                self._remark(event)
            case DeviceLost(device=name):
                self._mouths.lost(name)
            case DeviceFound(device=name):
                self._mouths.found(name)

    def _tell_failure(self, event: TurnFailed) -> None:
        """A tone; and in words where the speaker can do something about it."""
        self._body.cue("error")
        if event.code == NoRecognizer.code:
            self._mouths.say(Item(text=event.message, language=self._body.language, key=event.code))

    def _remark(self, event: EngineReplaced | TierChanged) -> None:
        """Said once, when nothing more important is."""
        language = self._body.language
        match event:
            case EngineReplaced(role=about):
                key = f"replaced.{about}"
            case TierChanged():
                key, about = tier_words(event), "tier"
        text = languages.load(language).replies[key]
        self._mouths.say(Item(text=text, language=language, priority=Priority.CHATTER, key=about))

    def _spoken(self, event: PlaybackFinished | BargedIn) -> None:
        """An item ended; when nothing else is being said, listen for what comes next."""
        self._tell_ears()
        asked = self._replies.heard(event)
        if self._mouths.speaking:
            return
        for listener in self._ears.values():
            listener.attend("question") if asked else listener.follow_up()

    def _tell_ears(self) -> None:
        """Listeners hear differently while we speak."""
        speaking = self._mouths.speaking
        is_open = any(mouth.output.open_loudspeaker for mouth in speaking)
        saying = self._mouths.saying if speaking else None
        for listener in self._ears.values():
            listener.set_speaking(saying, open_loudspeaker=is_open)

    def _stoppable_by(self, source: str) -> list[Mouth]:
        role = self._ears[source].role if source in self._ears else Role.OWNER
        return [mouth for mouth in self._mouths if mouth.may_be_stopped_by(role)]

    async def _watch_interruptions(self) -> None:
        """Time passes for a pause that is undecided; otherwise nothing wakes us."""
        while True:
            self._paused.clear()
            await self._paused.wait()
            while self._interruptions.undecided:
                await asyncio.sleep(TICK_SECONDS)
                self._interruptions.look(self._clock())
