"""What there is to see with, and the questions that can be answered by it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from edge.seeing.looker import Looker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.modes.sight.backing import Backing
    from edge.modes.sight.camera_use import CameraUse
    from edge.modes.sight.question import Family
    from edge.modes.sight.vision import Vision
    from edge.modes.sight.way_outfit import WayOutfit
    from edge.ports import (
        CodeReader,
        DepthEstimator,
        PictureEmbedder,
        TextReader,
        ThingDetector,
    )


class Closing(Protocol):
    """Something that holds on to more than memory."""

    async def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Outfit:
    """Devices and engines; what is None is not there."""

    camera: CameraUse | None = None
    reader: TextReader | None = None
    codes: CodeReader | None = None
    things: ThingDetector | None = None
    faces: ThingDetector | None = None
    depth: DepthEstimator | None = None
    features: PictureEmbedder | None = None
    field_of_view: float = 66.0
    """Of the camera, horizontally, in degrees."""
    opened: Sequence[Closing] = ()
    """What must be closed in the end, after the camera."""
    looker: Looker = field(default_factory=Looker)
    way: WayOutfit | None = None
    """What there is to find the way with."""

    @property
    def senses(self) -> frozenset[str]:
        """As skills ask for them."""
        found = {"camera"} if self.camera else set()
        found |= {"position"} if self.way else set()
        return frozenset(found | {"guide"} if found else found)

    def families(self, backing: Backing) -> list[Family]:
        """Whoever has no camera does not load what only a camera needs: 2 MB and 50 ms."""
        found: list[Family] = []
        if self.camera:
            from edge.modes.sight.camera_families import camera_families

            found += camera_families(self.camera, self.vision, backing)
        return [*found, *(self.way.families(backing) if self.way else ())]

    @property
    def vision(self) -> Vision:
        """The engines that look at one picture."""
        from edge.modes.sight.vision import Vision

        return Vision(
            looker=self.looker,
            field_of_view=self.field_of_view,
            things=self.things,
            faces=self.faces,
            depth=self.depth,
            reader=self.reader,
            codes=self.codes,
            features=self.features,
        )

    async def close(self) -> None:
        """The camera is free when this returns, and so is what engines held in other processes."""
        if self.camera:
            await self.camera.close()
        if self.way:
            self.way.close()
        self.looker.close()
        await asyncio.gather(*(engine.close() for engine in self.opened))
