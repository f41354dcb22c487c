"""The assistant: listens, lets itself be interrupted, thinks, answers, listens on."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import EdgeError, NoRecognizer
from edge.events import (
    AttentionChanged,
    BargedIn,
    DeviceFound,
    DeviceLost,
    PlaybackFinished,
    PlaybackStarted,
    SkillAnswered,
    SpeechConfirmed,
    SpeechEnded,
    SpeechStarted,
    StateChanged,
    Transcribed,
    TurnFailed,
    WakeWordDetected,
)
from edge.modes.interruption import TICK_SECONDS, Interruptions
from edge.ports import Role
from edge.speaking.items import Item, Priority
from edge.thinking.said import Said
from edge.turn import State, after

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from edge.bus import Bus
    from edge.events import Event
    from edge.listening.listener import Listener
    from edge.modes.body import Body
    from edge.modes.mouth import Mouth, Mouths
    from edge.thinking.answer import Answer

log = logging.getLogger(__name__)

ANSWERING = (State.THINKING, State.SPEAKING, State.DECIDING)


class Assistant:
    """The policy of a conversation; used from the loop, `run` is its only task."""

    def __init__(
        self,
        bus: Bus,
        clock: Callable[[], float],
        ears: Mapping[str, Listener],
        mouths: Mouths,
        think: Callable[[Said], Awaitable[Answer]],
        body: Body,
    ) -> None:
        self.state = State.IDLE
        self._bus = bus
        self._clock = clock
        self._ears = ears
        self._mouths = mouths
        self._think = think
        self._body = body
        self._events = bus.subscribe(size=1024)
        self._interruptions = Interruptions(self._stoppable_by, lambda: body.words)
        self._asked_back: set[int] = set()
        self._thinking: asyncio.Task[None] | None = None
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
        thinking = self._thinking is not None and not self._thinking.done()
        sounding = bool(list(self._mouths)) and self.state in ANSWERING
        if self._typed or thinking or sounding or self._mouths.speaking:
            self._idle.clear()
        else:
            self._idle.set()

    def _react(self, event: Event, tasks: asyncio.TaskGroup) -> None:
        match event:
            case SpeechStarted() | SpeechConfirmed() | SpeechEnded():
                self._interruptions.note(event)
                self._paused.set()
            case Transcribed():
                if self._interruptions.note(event) and event.text:
                    self._begin_thinking(event, tasks)
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
            case DeviceLost(device=name):
                self._mouths.lost(name)
            case DeviceFound(device=name):
                self._mouths.found(name)

    def _begin_thinking(self, event: Transcribed, tasks: asyncio.TaskGroup) -> None:
        """One turn at a time: a new question replaces one that is still being thought about."""
        if self._thinking and not self._thinking.done():
            self._thinking.cancel()
        said = Said(
            event.text, event.language, event.role, event.source, event.dictation,
            event.is_command, event.typed,
        )  # fmt: skip
        self._thinking = tasks.create_task(self._answer(said))

    async def _answer(self, said: Said) -> None:
        try:
            answer = await self._think(said)
        except Exception as error:  # a skill that breaks costs its turn, not the conversation
            log.exception("no answer to %r", said.text)
            code = error.code if isinstance(error, EdgeError) else "bug"
            self._bus.publish(
                TurnFailed(at=self._clock(), stage="thinking", code=code, message=str(error))
            )
            return
        item = Item(
            text=answer.text,
            language=answer.language,
            audience=answer.audience,
            priority=Priority.ANSWER,
        )
        self._bus.publish(
            SkillAnswered(
                at=self._clock(), text=said.text, skill=answer.skill, reply=answer.text,
                language=answer.language, slots=answer.slots, effect=answer.effect,
                source=said.source, role=said.role, item=item.id if answer.text else 0,
            )
        )  # fmt: skip
        self._body.apply(answer.actions)
        if answer.expects:
            self._asked_back.add(item.id)
        if answer.text:
            self._mouths.say(item)

    def _tell_failure(self, event: TurnFailed) -> None:
        """A tone; and in words where the speaker can do something about it."""
        self._body.cue("error")
        if event.code == NoRecognizer.code:
            self._mouths.say(Item(text=event.message, language=self._body.language, key=event.code))

    def _spoken(self, event: PlaybackFinished | BargedIn) -> None:
        """An item ended; when nothing else is being said, listen for what comes next."""
        self._tell_ears()
        if self._mouths.speaking:
            return
        asked = event.item in self._asked_back
        self._asked_back.discard(event.item)
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
