"""Sentences of satellite receivers: what is told, what is damaged, what is noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge.devices.nmea import LONGEST_LINE, UERE, Lines, NmeaReader
from tests.devices.nmea_lines import GGA, GST, NO_FIX_GGA, NO_FIX_RMC, RMC, VTG, sentence

if TYPE_CHECKING:
    from edge.ports.sight import Fix

pytest.importorskip("pynmeagps", reason="reads the sentences")


def read(*bodies: str, now: float = 10.0) -> list[Fix | None]:
    reader = NmeaReader()
    return [fix for body in bodies for fix in reader.take(sentence(body).strip(), now)]


def only(fixes: list[Fix | None]) -> Fix:
    (fix,) = fixes
    assert fix is not None
    return fix


def test_a_position_is_told_with_time_and_place() -> None:
    fix = only(read(GGA))
    assert fix.at == 10.0
    assert fix.latitude == pytest.approx(52.52)
    assert fix.longitude == pytest.approx(13.405)


def test_accuracy_comes_from_gst_where_the_receiver_sends_it() -> None:
    assert only(read(GST, GGA)).accuracy == 5.0  # 3 and 4 metres


def test_accuracy_comes_from_hdop_otherwise() -> None:
    assert only(read(GGA)).accuracy == pytest.approx(1.2 * UERE)


def test_corrections_make_the_same_hdop_more_accurate() -> None:
    corrected = GGA.replace(",E,1,", ",E,2,")
    assert only(read(corrected)).accuracy < only(read(GGA)).accuracy / 3


def test_an_old_gst_does_not_count() -> None:
    reader = NmeaReader()
    reader.take(sentence(GST).strip(), 0.0)
    assert only(reader.take(sentence(GGA).strip(), 5.0)).accuracy == pytest.approx(1.2 * UERE)


@pytest.mark.parametrize("movement", [RMC, VTG])
def test_speed_and_course_come_from_either_sentence(movement: str) -> None:
    fix = only(read(GGA, movement, GGA)[-1:])
    assert fix.speed == pytest.approx(1.286, abs=0.001)
    assert fix.course == 87.5


def test_who_stands_has_no_course() -> None:
    fix = only(read(GGA, RMC.replace(",2.50,", ",0.20,"), GGA)[-1:])
    assert fix.speed == pytest.approx(0.103, abs=0.001)
    assert fix.course is None


@pytest.mark.parametrize("body", [NO_FIX_GGA, NO_FIX_RMC])
def test_no_fix_is_told_as_none(body: str) -> None:
    assert read(body) == [None]


@pytest.mark.parametrize("talker", ["GP", "GN", "GL", "GA", "BD", "GB", "GQ"])
def test_every_constellation_is_understood(talker: str) -> None:
    assert only(read(talker + GGA[2:])).latitude == pytest.approx(52.52)


def test_a_receiver_without_gga_is_read_by_its_rmc() -> None:
    fix = only(read(RMC))
    assert fix.longitude == pytest.approx(13.405)
    assert fix.course == 87.5


def test_both_sentences_of_a_round_make_one_position() -> None:
    assert len(read(GGA, RMC, GST, VTG)) == 1


def test_the_southern_and_western_halves_are_negative() -> None:
    fix = only(read(GGA.replace(",N,", ",S,").replace(",E,", ",W,")))
    assert fix.latitude == pytest.approx(-52.52)
    assert fix.longitude == pytest.approx(-13.405)


def test_every_single_damaged_byte_is_noticed() -> None:
    line = sentence(GGA).strip()
    for place in range(1, len(line) - 3):
        damaged = line[:place] + bytes([line[place] ^ 0x01]) + line[place + 1 :]
        reader = NmeaReader()
        assert reader.take(damaged, 0.0) == [], damaged
        assert reader.understood == 0


def test_a_sentence_without_a_checksum_is_not_believed() -> None:
    assert NmeaReader().take(b"$" + GGA.encode("ascii"), 0.0) == []


def test_a_position_off_the_earth_is_none() -> None:
    assert read(GGA.replace("5231.2000", "9931.2000")) == [None]


@given(some.binary(max_size=120))
def test_noise_is_never_a_position(noise: bytes) -> None:
    assert NmeaReader().take(b"$" + noise, 0.0) == []


@given(some.text("GPARMC,0123456789.NVEW", max_size=80))
def test_a_sound_checksum_around_nonsense_breaks_nothing(body: str) -> None:
    for fix in NmeaReader().take(sentence(body).strip(), 0.0):
        assert fix is None or abs(fix.latitude) <= 90


@pytest.mark.parametrize("body", [GGA, RMC, GST, VTG, NO_FIX_GGA, NO_FIX_RMC])
@pytest.mark.parametrize("value", ["", "x", "-1", "1e9", "nan", "0.0.0", "99999999999"])
def test_a_sound_checksum_around_wrong_fields_breaks_nothing(body: str, value: str) -> None:
    fields = body.split(",")
    for place in range(1, len(fields)):
        for wrong in ([*fields[:place], value, *fields[place + 1 :]], fields[:place]):
            for fix in read(",".join(wrong)):
                assert fix is None or (abs(fix.latitude) <= 90 and fix.accuracy > 0)


@given(some.integers(1, 60))
def test_sentences_survive_any_cut_into_pieces(size: int) -> None:
    data = b"\r\n" + sentence(GGA) + sentence(RMC) + sentence(GST)
    lines = Lines()
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    cut = [line for part in parts for line in lines.take(part)]
    assert cut == [sentence(body).strip() for body in (GGA, RMC, GST)]


def test_a_line_that_began_before_us_is_dropped() -> None:
    assert Lines().take(sentence(GGA)[20:] + sentence(RMC)) == [sentence(RMC).strip()]


def test_a_flood_without_line_ends_is_not_kept() -> None:
    lines = Lines()
    for _ in range(100):
        assert lines.take(b"\x00" * LONGEST_LINE) == []
    assert lines.take(b"\n" + sentence(GGA)) == [sentence(GGA).strip()]
