"""Networks that are loaded by the first picture they are shown, in the thread that shows it.

A conversation in which nobody asks what is seen has loaded none of them. One that cannot be loaded
raises its EngineError at each picture.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from edge.ports import CodeReader, DepthEstimator, PictureEmbedder, ThingDetector

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.ports import Code, Embedding, Thing
    from edge.ports.sight import Depth, Picture

E = TypeVar("E")


class _OnFirstUse(Generic[E]):
    """Used from one thread, as `Looker`'s."""

    def __init__(self, load: Callable[[], E]) -> None:
        self._load = load

    @cached_property
    def _engine(self) -> E:
        return self._load()


class ThingsOnFirstUse(_OnFirstUse[ThingDetector]):
    """A ThingDetector."""

    def detect(self, picture: Picture) -> list[Thing]:
        return self._engine.detect(picture)


class CodesOnFirstUse(_OnFirstUse[CodeReader]):
    """A CodeReader."""

    def decode(self, picture: Picture) -> list[Code]:
        return self._engine.decode(picture)


class DepthOnFirstUse(_OnFirstUse[DepthEstimator]):
    """A DepthEstimator."""

    def depth(self, picture: Picture) -> Depth:
        return self._engine.depth(picture)


class FeaturesOnFirstUse(_OnFirstUse[PictureEmbedder]):
    """A PictureEmbedder."""

    def embed(self, picture: Picture) -> Embedding:
        return self._engine.embed(picture)
