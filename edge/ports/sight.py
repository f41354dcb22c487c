"""Ports of what is seen and measured: cameras, what reads pictures, distances, positions.

Units: pixels from the upper left corner, metres, degrees; seconds of the loop's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import numpy as np
    from numpy.typing import NDArray

    from edge.ports.speech import Embedding

    Picture: TypeAlias = NDArray[np.uint8]
    """Colours, shape (height, width, 3), red, green, blue."""
    Depth: TypeAlias = NDArray[np.float32]
    """Greater is farther, without a unit; the shape of the picture."""


# -- nouns ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a camera."""

    picture: Picture
    at: float
    """Loop seconds at which it was taken."""
    number: int
    """Counts the camera's pictures; a gap is a picture that nobody took."""
    source: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where in a picture something is, in pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        common = width * height
        return common / (self.area + other.area - common)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a detector believes to see."""

    label: str
    """A word of its own list, in English."""
    score: float
    """0 to 1."""
    box: Box


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of print as a reader read it."""

    text: str
    score: float
    """0 to 1."""
    box: Box
    turned: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the print is turned in the picture; 180 stands on its head."""


@dataclass(frozen=True, slots=True)
class Code:
    """A bar code or a two-dimensional one whose check digits are right."""

    kind: str
    """"EAN13", "QRCode", … as ISO/IEC names them."""
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class RangeReading:
    """What a distance sensor measured at one moment."""

    at: float
    """`time.monotonic` seconds at which the last byte of it had come."""
    metres: tuple[tuple[float | None, ...], ...]
    """Rows from the top, columns from the left; one of each for a single beam. None: nothing came
    back, or too little to trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where the device is."""

    at: float
    """Loop seconds."""
    latitude: float
    longitude: float
    """Degrees, WGS 84."""
    accuracy: float
    """Metres within which it is two times out of three."""
    speed: float | None = None
    """Metres a second."""
    course: float | None = None
    """Degrees from true north, of the movement; None while it stands."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the person looks."""

    at: float
    degrees: float
    """From true north, clockwise."""
    accuracy: float = 15.0
    """Degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardCue:
    """What is told of a hazard without words: by tone, vibration and light."""

    kind: Literal["obstacle", "drop-off", "sensor"]
    """The last: the sensor itself is gone."""
    zone: int
    """0 is far, greater is nearer."""
    degrees: float = 0.0
    """From straight ahead, positive to the right."""


# -- ports ---------------------------------------------------------------------------------------


class Camera(Protocol):
    """A named source of pictures."""

    @property
    def name(self) -> str: ...

    def frames(self, rate: Callable[[], float]) -> AsyncIterator[Frame]:
        """Open the device and yield its newest picture, at most `rate()` times a second.

        What nobody took in time is gone. Ends with a file; closing it frees the device. Raises
        DeviceError when it cannot be opened or is lost, InputError for a broken file.
        """
        ...

    async def still(self) -> Frame:
        """The newest picture as large as the camera gives it, while `frames` runs."""
        ...


class CaptureLight(Protocol):
    """Tells everybody around that a camera takes pictures."""

    def show(self, *, capturing: bool) -> None:
        """Raises DeviceError where it cannot; then nothing is captured."""
        ...


class ThingDetector(Protocol):
    """Finds things (or faces) in a picture."""

    def detect(self, picture: Picture) -> list[Thing]:
        """The surest first. Raises EngineError."""
        ...


class TextReader(Protocol):
    """Reads print."""

    def read(self, picture: Picture) -> list[TextLine]:
        """Line by line, in no order. Raises EngineError."""
        ...


class CodeReader(Protocol):
    """Reads bar codes and two-dimensional codes."""

    def decode(self, picture: Picture) -> list[Code]:
        """Only what passed its own check. Raises EngineError."""
        ...


class DepthEstimator(Protocol):
    """Tells what is in front of what."""

    def depth(self, picture: Picture) -> Depth:
        """Raises EngineError."""
        ...


class PictureEmbedder(Protocol):
    """Turns a picture into a point that is near to those of the same thing."""

    def embed(self, picture: Picture) -> Embedding:
        """Raises EngineError."""
        ...


class RangeSensor(Protocol):
    """Measures how far it is to what stands in the way."""

    @property
    def name(self) -> str: ...

    def read(self, timeout: float) -> RangeReading | None:
        """Wait for the next reading, in a thread; None after `timeout` seconds without one.

        The first call opens the device. Raises DeviceError when it cannot be opened or is lost.
        """
        ...

    def close(self) -> None: ...


class Alerter(Protocol):
    """Something besides sound that warns: a motor, a flash."""

    @property
    def name(self) -> str: ...

    def alert(self, cue: HazardCue) -> None:
        """Begin at once and return at once; from any thread. Raises DeviceError."""
        ...


class PositionSensor(Protocol):
    """Tells where on earth the device is."""

    def fixes(self) -> AsyncIterator[Fix | None]:
        """Every position as it comes; None where the sensor says that it has none.

        Raises DeviceError.
        """
        ...


class Compass(Protocol):
    """Tells where the person looks."""

    def headings(self) -> AsyncIterator[Heading]:
        """Raises DeviceError."""
        ...
