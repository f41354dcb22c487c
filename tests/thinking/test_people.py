"""What was set by voice goes before the settings file; everything else follows the file."""

from __future__ import annotations

from edge.settings import ProfileSettings, Settings, SpeakingSettings
from edge.store.store import Store
from edge.thinking.people import People


def _settings(language: str, rate: int) -> Settings:
    return Settings(
        profile=ProfileSettings(language=language),
        speaking=SpeakingSettings(words_per_minute=rate),
    )


def test_what_was_set_by_voice_outlives_a_change_of_the_file() -> None:
    store = Store.in_memory()
    People(store, _settings("en", 175)).change(words_per_minute=300)
    assert People(store, _settings("en", 120)).current.words_per_minute == 300


def test_learning_a_persons_pauses_does_not_freeze_the_rest_of_the_file() -> None:
    store = Store.in_memory()
    People(store, _settings("en", 175)).change(pauses={"wait": 1.1})
    later = People(store, _settings("zh", 120)).current
    assert (later.language, later.words_per_minute) == ("zh", 120)
    assert later.pauses == {"wait": 1.1}


def test_each_person_has_settings_of_their_own() -> None:
    people = People(Store.in_memory(), _settings("en", 175))
    people.add("anna", "zh")
    people.change(words_per_minute=300)
    people.use("anna")
    assert (people.current.language, people.current.words_per_minute) == ("zh", 175)
