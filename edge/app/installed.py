"""The models on the shelf as engines: what is chosen, how it runs, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from edge import language as languages
from edge.app.chosen import survey
from edge.errors import EngineError, SettingsError
from edge.modes.governor import TIERS, Tier
from edge.settings import state_folder
from edge.store.store import HEADS
from edge.tasks import apart
from edge.thinking.router import telling_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from edge.app.chosen import Survey
    from edge.engines.tts.fallback import OpenedVoice
    from edge.http import Connect
    from edge.models.record import Model
    from edge.ports import LanguageModel, SpeechRecognizer, SpeechSynthesizer, TurnJudge
    from edge.settings import Settings
    from edge.store.store import Store

WORKER_NICE = 5
"""A language model waits for the recogniser and the voice."""
SERVER_CONTEXT = 4096
"""Tokens that any server is expected to hold."""


class Opened(Protocol):
    """An engine with something to load and to free."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...


@dataclass
class Spoken:
    """The language of the moment, for engines that are made before anybody tells it."""

    now: Callable[[], str]

    def followed(self, language: Callable[[], str]) -> Callable[[], str]:
        """`language` tells it from now on."""
        self.now = language
        return language

    def allowed(self) -> tuple[str, ...]:
        return (self.now(),)


@dataclass
class Installed:
    """Makes engines of what was chosen; `opened` collects those that must be opened and closed."""

    settings: Settings
    found: Survey
    replaced: Callable[[str, str], None]
    """(role, reason): an engine failed, and another one does its work from now on."""
    opened: list[Opened] = field(default_factory=list)
    names: tuple[str, ...] = ()
    """Of people, for the recogniser to expect."""
    tier: Tier = TIERS[0]
    """What the governor allows."""

    @classmethod
    def surveyed(
        cls,
        settings: Settings,
        store: Store | None = None,
        replaced: Callable[[str, str], None] = lambda _role, _reason: None,
    ) -> Installed:
        """For every language of the assistant; looks at the disk, so not on the loop."""
        found = survey(settings, store, languages.available())
        names = tuple(profile.name for profile in store.profiles.all()) if store else ()
        return cls(settings, found, replaced, names=names)

    def govern(self, tier: Tier) -> None:
        """From now on only what this tier allows; the embedded engines do the rest."""
        self.tier = tier

    @property
    def threads(self) -> int:
        """Of one engine; one core stays free for the loop and the sound card."""
        return self.settings.engines.threads or max(1, min(4, self.found.board.cores - 1))

    def recognizers(
        self, embedded: Mapping[str, SpeechRecognizer], spoken: Spoken
    ) -> dict[str, SpeechRecognizer]:
        """The embedded ones, each behind the chosen one of its language where there is one."""
        made: dict[str, SpeechRecognizer] = {}
        by_language = dict(embedded)
        for code in languages.available():
            model = self._chosen("recogniser", code)
            if model is None or model.kind == "pocketsphinx":
                continue
            first = made.get(model.name) or self._recognizer(model, spoken)
            made[model.name] = first
            by_language[code] = self._backed(first, embedded.get(code))
        return {code: self._denoised(one) for code, one in by_language.items()}

    def voices(self, espeak: SpeechSynthesizer) -> SpeechSynthesizer:
        """eSpeak NG, behind a voice for each language that has one."""
        from edge.engines.tts.by_language import SynthesizerByLanguage
        from edge.engines.tts.fallback import FallbackSynthesizer

        told = partial(self.replaced, "voice")
        chosen = [self._chosen("voice", code) for code in languages.available()]
        models = {model.name: model for model in chosen if model is not None}
        voices = []
        for model in models.values():
            voice = self._voice(model)
            if voice is not None:
                voices.append(FallbackSynthesizer(voice, espeak, told, self._may_speak))
        self.opened += voices
        return SynthesizerByLanguage(voices, espeak) if voices else espeak

    def judge(self) -> TurnJudge | None:
        """smart-turn; None where it is not here, or cannot be used."""
        model = self._chosen("end of turn", self.settings.profile.language)
        if model is None:
            return None
        from edge.engines.turn_smart import SmartTurnJudge

        try:
            return SmartTurnJudge(model.files["model"])
        except EngineError as error:
            self.replaced("end of turn", str(error))
            return None

    async def language_model(self, connect: Connect | None) -> tuple[LanguageModel | None, int]:
        """The mind, and the tokens that it can hold: a model of the shelf, or a server's.

        `connect` is the way to servers; without it none is asked.
        """
        wanted = self.settings.engines.language_model
        if wanted == "none":
            return None, 0
        chosen = self._chosen("language model", self.settings.profile.language)
        local, context = await apart(lambda: self._llama(chosen))
        server = await self._server(connect) if wanted == "server" or local is None else None
        if server is None:
            return local, context
        if local is None:
            return server, SERVER_CONTEXT
        from edge.engines.llm.fallback import FallbackLanguageModel

        told = partial(self.replaced, "language model")
        return FallbackLanguageModel(server, local, told), min(context, SERVER_CONTEXT)

    def spotter(self) -> Path | None:
        """The folder of a model that listens for names of one's own."""
        spotters = (model for model in self.found.models if model.kind == "keyword spotter")
        return next((model.folder for model in spotters if model.files), None)

    def _may_speak(self) -> bool:
        return self.tier.chosen_voice

    def _chosen(self, role: str, language: str) -> Model | None:
        return self.found.choice(role, language).model

    def _recognizer(self, model: Model, spoken: Spoken) -> SpeechRecognizer:
        from edge.engines.asr.sherpa import sherpa_recognizer

        told = [word for code in languages.available() for word in telling_words(code)]
        hotwords = (*self.settings.engines.hotwords, *self.names, *told)
        made = sherpa_recognizer(model.folder, model.kind, spoken.allowed, self.threads, hotwords)
        self.opened.append(made)
        return made

    def _denoised(self, recognizer: SpeechRecognizer) -> SpeechRecognizer:
        """Behind the denoiser that the owner wants. Raises SettingsError where there is none."""
        name = self.settings.engines.denoiser
        if not name:
            return recognizer
        from edge.engines.asr.denoised import DenoisedRecognizer
        from edge.engines.denoise_onnx import Dtln, Gtcrn, OnnxDenoiser

        makers = {"gtcrn": Gtcrn, "dtln": Dtln}
        fitting = [one for one in self.found.models if one.name == name and one.kind in makers]
        if not fitting:
            raise SettingsError(
                f'engines.denoiser = "{name}" is no denoiser in {self.found.folder}'
            )
        network = makers[fitting[0].kind](*fitting[0].files.values())
        return DenoisedRecognizer(recognizer, OnnxDenoiser(network))

    def _backed(self, first: SpeechRecognizer, second: SpeechRecognizer | None) -> SpeechRecognizer:
        from edge.engines.asr.fallback import FallbackRecognizer

        if second is None:
            return first
        told = partial(self.replaced, "recogniser")
        return FallbackRecognizer(first, second, told, lambda: self.tier.chosen_recognizer)

    def _voice(self, model: Model) -> OpenedVoice | None:
        """None, and told, where its files cannot be used."""
        from edge.engines.tts.neural import neural_voice

        try:
            return neural_voice(model.name, model.kind, model.files, model.languages, self.threads)
        except EngineError as error:
            self.replaced("voice", str(error))
            return None

    def _llama(self, model: Model | None) -> tuple[LanguageModel | None, int]:
        """None, and told, where its file cannot be used. Reads it, so not on the loop."""
        if model is None:
            return None, 0
        from edge.engines.llm.llama_cpp import LlamaCppLanguageModel, options_for, trained_on
        from edge.engines.runtime.in_process import InProcess

        board, path = self.found.board, model.files["model"]
        try:
            options = options_for(board.memory_mb, board.cores, trained_on(path))
        except EngineError as error:
            self.replaced("language model", str(error))
            return None, 0
        if self.settings.engines.threads:
            options = replace(options, threads=self.settings.engines.threads)
        heads = state_folder() / HEADS
        engine = "edge.engines.llm.llama_cpp:LlamaEngine"
        runtime = InProcess(engine, path, options, heads, nice=WORKER_NICE)
        made = LlamaCppLanguageModel(runtime)
        self.opened.append(made)
        return made, options.context

    async def _server(self, connect: Connect | None) -> LanguageModel | None:
        """The one that the owner names, or else the first that is found on this machine."""
        if connect is None:
            return None
        from edge.engines.llm.openai import OpenAiLanguageModel, Server, find_servers

        engines = self.settings.engines
        if engines.server:
            url, model = f"http://{engines.server}/v1", engines.server_model
        else:
            servers = await find_servers(connect)
            if not servers:
                return None
            url, model = servers[0].url, engines.server_model or servers[0].models[0]
        server = Server(url=url, model=model, prepares=not engines.server)
        return OpenAiLanguageModel(connect, server)


async def open_all(opened: Sequence[Opened], replaced: Callable[[str, str], None]) -> None:
    """Load models before sound opens; one that cannot be loaded is told, and tried again later."""
    for engine in opened:
        try:
            await engine.open()
        except EngineError as error:
            replaced(_role(engine), str(error))


def _role(engine: Opened) -> str:
    """By what it does for the conversation."""
    return "language model" if hasattr(engine, "generate") else "recogniser"
