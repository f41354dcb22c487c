"""Everything that hears: a listener for each microphone, the talk keys, the pace of the outputs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.audio.drift import ClockFollower
from edge.audio.echo import EchoReference, without_echo
from edge.errors import DeviceError
from edge.events import ButtonPressed, DeviceLost
from edge.listening.cascade import Ears
from edge.listening.listener import Listener
from edge.listening.pauses import Pauses
from edge.modes.guide.street import over_the_street
from edge.modes.wording import words_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from edge.bus import Bus
    from edge.modes.body import Manners
    from edge.modes.parts import Devices, Engines, Hearing
    from edge.ports import Block, Button, SpeechRecognizer
    from edge.settings import ListeningSettings
    from edge.tasks import Tasks
    from edge.thinking.thinker import Thinker

KEY_RETRY_SECONDS = 2.0


class AllEars:
    """Used from the loop; `start` sets it to work."""

    def __init__(
        self,
        devices: Devices,
        engines: Engines,
        settings: ListeningSettings,
        bus: Bus,
        manners: Manners,
        thinker: Thinker,
    ) -> None:
        self._devices = devices
        self._engines = engines
        self._settings = settings
        self._bus = bus
        self._manners = manners
        self._thinker = thinker
        self._reference = EchoReference(devices.outputs)
        self._followed = False
        """The outputs keep the pace of one microphone, the first."""
        self.listeners: Mapping[str, Listener] = {
            item.microphone.name: self._listener(item) for item in devices.hearing
        }
        self.know_pauses()

    def start(self, tasks: Tasks) -> None:
        """Hear and follow the keys until the tasks end."""
        for item in self._devices.hearing:
            tasks.start(self._hear(item))
        for button in self._devices.buttons:
            tasks.start(self._follow(button))

    def key(self, *, down: bool) -> None:
        """The talk key went down, or up."""
        for listener in self.listeners.values():
            listener.key(down=down)

    def tapped(self, key: str) -> None:
        """A key that tells no release calls the device."""
        now = asyncio.get_running_loop().time()
        self._bus.publish(ButtonPressed(at=now, key=key, action="tap"))
        for listener in self.listeners.values():
            listener.attend("key")

    def know_pauses(self) -> None:
        """What was learned of the pauses of the person who speaks now."""
        kept = self._thinker.people.current.pauses
        fresh = Pauses.starting_at(self._settings.unfinished_silence_seconds)
        for listener in self.listeners.values():
            listener.turns.pauses = Pauses.from_record(kept) if kept else fresh

    async def _hear(self, item: Hearing) -> None:
        listener = self.listeners[item.microphone.name]
        blocks = self._cleaned(item)
        if self._devices.hazards.has_sensor and item is self._devices.hearing[0]:
            blocks = over_the_street(blocks, self._devices.outputs)
        await listener.run(item.heard(blocks), patient=item.patient)

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
                    self._bus.publish(DeviceLost(at=now, device="talk key", message=str(error)))
                lost = True
            await asyncio.sleep(KEY_RETRY_SECONDS)

    def _listener(self, item: Hearing) -> Listener:
        return listener_for(
            item,
            self._engines.recognizer(lambda: self._manners.language),
            self._settings,
            self._manners.language,
            self._bus,
            lambda text: self._thinker.is_complete(text, self._manners.language),
        )


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
