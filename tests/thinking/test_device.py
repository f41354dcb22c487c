"""What skills know of the device: modes, battery, and what left it."""

from __future__ import annotations

from edge.fakes.time import FakeClock
from edge.store.records import EgressEntry
from edge.store.store import Store
from edge.thinking.actions import SwitchMode
from edge.thinking.said import Said
from edge.thinking.surroundings import Surroundings
from edge.thinking.thinker import Thinker


class FixedBattery:
    """A charge that was chosen; None where it cannot be read."""

    def __init__(self, charge: float | None) -> None:
        self.charge = charge

    def percent(self) -> float | None:
        return self.charge


def _thinker(store: Store | None = None, charge: float | None = 41.6) -> Thinker:
    around = Surroundings(FixedBattery(charge), modes=("assistant", "guide"))
    return Thinker(store or Store.in_memory(), FakeClock(), surroundings=around)


def test_an_installed_mode_is_switched_to_and_left() -> None:
    thinker = _thinker()
    assert thinker.answer(Said("switch to guide mode")).actions == (SwitchMode("guide"),)
    assert thinker.answer(Said("which mode is this")).text == "Guide mode."
    assert thinker.answer(Said("undo that")).actions == (SwitchMode("assistant"),)
    thinker.answer(Said("guide mode"))
    assert thinker.answer(Said("leave guide mode")).actions == (SwitchMode("assistant"),)
    assert thinker.answer(Said("tutor mode")).actions == ()


def test_the_battery_is_told_or_said_to_be_unknown() -> None:
    assert _thinker().answer(Said("battery")).text == "Battery at 42 percent."
    assert _thinker(charge=None).answer(Said("battery")).text == "I can't read a battery here."


def test_what_left_the_device_is_read_from_the_ledger() -> None:
    store = Store.in_memory()
    thinker = _thinker(store)
    store.ledger.add(EgressEntry(kind="text", host="blocked.example", allowed=False))
    for here in ("127.0.0.1", "127.0.1.1", "::1"):
        store.ledger.add(EgressEntry(kind="language model", host=here, allowed=True))
    assert thinker.answer(Said("what left this device")).text == "Nothing left this device."
    store.ledger.add(EgressEntry(kind="text", host="model.example", allowed=True))
    told = thinker.answer(Said("what left this device")).text
    assert told == "Once something left this device: text: model.example."
