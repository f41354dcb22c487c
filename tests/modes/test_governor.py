"""The governor goes down in time, comes back with patience, and never flaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.modes.governor import RAISE_AFTER_SECONDS, STAY_SECONDS, TIERS, Governor, Step
from edge.ports import VitalSigns

LOOK = 5.0
WELL = VitalSigns(temperature=50.0, throttled=False, waiting=0.1, memory_mb=900.0, battery=90.0)


def _run(governor: Governor, signs: VitalSigns, start: float, seconds: float) -> list[Step]:
    looks = (start + number * LOOK for number in range(int(seconds / LOOK)))
    return [step for now in looks if (step := governor.look(signs, now)) is not None]


def test_a_healthy_machine_is_left_alone() -> None:
    governor = Governor()
    assert _run(governor, WELL, 0, 3600) == []
    assert governor.tier.name == "full"


def test_a_machine_that_tells_nothing_is_left_alone() -> None:
    assert _run(Governor(), VitalSigns(), 0, 3600) == []


def test_a_hot_machine_goes_down_one_step_at_a_time() -> None:
    steps = _run(Governor(), VitalSigns(temperature=90.0), 0, 600)
    assert [step.tier.name for step in steps] == ["saving", "low", "minimal"]
    assert {step.reason for step in steps} == {"temperature"}


def test_a_warm_machine_goes_down_only_as_far_as_it_must() -> None:
    steps = _run(Governor(), VitalSigns(temperature=76.0), 0, 3600)
    assert [step.tier.name for step in steps] == ["saving"]


def test_a_moment_of_work_costs_nothing() -> None:
    governor = Governor()
    busy, now = VitalSigns(waiting=0.95), 0.0
    for _ in range(100):
        assert governor.look(busy, now) is None
        assert governor.look(WELL, now + 5.0) is None
        now += 10.0


def test_what_was_lowered_comes_back_step_by_step() -> None:
    governor = Governor()
    _run(governor, VitalSigns(memory_mb=40.0), 0, 300)
    assert governor.tier is TIERS[-1]
    steps = _run(governor, WELL, 300, 600)
    assert [step.tier.name for step in steps] == ["low", "saving", "full"]
    assert not any(step.lowered for step in steps)


def test_a_value_near_its_limit_does_not_come_back() -> None:
    governor = Governor()
    _run(governor, VitalSigns(battery=19.0), 0, 60)
    assert _run(governor, VitalSigns(battery=22.0), 60, 3600) == []


def test_a_step_given_back_too_early_is_given_back_later() -> None:
    governor, now, waits = Governor(), 0.0, []
    for _ in range(5):
        now = _until(governor, VitalSigns(temperature=76.0), now, lowered=True)
        lowered = now
        now = _until(governor, WELL, now, lowered=False)
        waits.append(now - lowered)
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]


def _until(governor: Governor, signs: VitalSigns, now: float, *, lowered: bool) -> float:
    while (step := governor.look(signs, now)) is None:
        now += LOOK
    assert step.lowered is lowered
    return now


values = st.one_of(st.none(), st.floats(0, 120))
SIGNS = st.builds(
    VitalSigns,
    temperature=values,
    throttled=st.one_of(st.none(), st.booleans()),
    waiting=st.one_of(st.none(), st.floats(0, 1)),
    memory_mb=st.one_of(st.none(), st.floats(0, 500)),
    battery=st.one_of(st.none(), st.floats(0, 100)),
)


@given(st.lists(st.tuples(SIGNS, st.integers(1, 60)), max_size=40))
def test_whatever_happens_it_never_flaps(weather: list[tuple[VitalSigns, int]]) -> None:
    """One step at a time, never two within STAY_SECONDS, and none back within a minute of well."""
    governor, now = Governor(), 0.0
    tier, changed = 0, float("-inf")
    for signs, looks in weather:
        for _ in range(looks):
            step = governor.look(signs, now)
            if step is not None:
                reached = TIERS.index(step.tier)
                assert reached - tier == (1 if step.lowered else -1)
                assert now - changed >= STAY_SECONDS
                if not step.lowered:
                    assert now - changed >= RAISE_AFTER_SECONDS
                tier, changed = reached, now
            now += LOOK
        assert governor.tier is TIERS[tier]


@given(SIGNS)
def test_steady_signs_lead_to_a_tier_and_stay_there(signs: VitalSigns) -> None:
    governor = Governor()
    _run(governor, signs, 0, 600)
    assert _run(governor, signs, 600, 7200) == []
