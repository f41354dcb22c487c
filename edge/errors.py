"""Every error of the product, as one tree.

EdgeError
├── SettingsError      (also ValueError)    the owner's file or environment is wrong
├── InputError         (also ValueError)    a file or text that was handed in cannot be used
├── DeviceError        (also OSError)       a microphone, output or key is missing, busy or gone
├── EngineError        (also RuntimeError)  a model runtime failed to load or broke while working
│   ├── NoRecognizer                        nothing installed understands a language
│   └── ContextFull                         a prompt is longer than the language model can hold
├── StoreError         (also OSError)       what was to be kept could not be kept, or read back
├── NothingHeard       (also ValueError)    sound was handed in, and there is no speech in it
├── EgressRefused      (also PermissionError)  something asked to leave the device and may not
└── RemoteError        (also OSError)       a server cannot be reached, stalls, or answers wrongly

Each message is one sentence that names what and where. `code` is stable and meant for programs;
`exit_code` is what a command ends with.
"""

from __future__ import annotations


class EdgeError(Exception):
    """Something the user can be told in one sentence."""

    code = "error"
    exit_code = 1


class SettingsError(EdgeError, ValueError):
    """The settings file or the environment holds something that cannot be used."""

    code = "settings"
    exit_code = 3


class DeviceError(EdgeError, OSError):
    """A device is missing, taken by another program, or was unplugged."""

    code = "device"
    exit_code = 4


class InputError(EdgeError, ValueError):
    """A file or a sentence that was handed in is broken or of the wrong kind."""

    code = "input"
    exit_code = 5


class EngineError(EdgeError, RuntimeError):
    """A model runtime could not be loaded, or failed while it worked."""

    code = "engine"
    exit_code = 6


class NoRecognizer(EngineError):
    """No recogniser for the language is installed; the sentence is in that language."""

    code = "no recogniser"


class ContextFull(EngineError):
    """Prompt and answer need more tokens than the model's context has."""

    code = "context full"

    def __init__(self, needed: int, limit: int) -> None:
        super().__init__(f"the prompt and its answer need {needed} tokens of {limit}")
        self.needed = needed
        self.limit = limit

    def __reduce__(self) -> tuple[type[ContextFull], tuple[int, int]]:
        return type(self), (self.needed, self.limit)  # it crosses from a worker process


class StoreError(EdgeError, OSError):
    """The state folder or its database could not be read or written."""

    code = "store"
    exit_code = 7


class EgressRefused(EdgeError, PermissionError):
    """Something asked to leave the device and the owner has not allowed that kind of thing."""

    code = "egress"
    exit_code = 8


class RemoteError(EdgeError, OSError):
    """A server could not be reached, broke off, stalled, or answered something else."""

    code = "remote"
    exit_code = 10


class NothingHeard(EdgeError, ValueError):
    """A recording was played to its end and nobody spoke in it."""

    code = "nothing heard"
    exit_code = 9


class Terminated(BaseException):
    """The program was told to end, by a SIGTERM: in order, and without waiting for anybody."""
