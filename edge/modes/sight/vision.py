"""Whatever can be found out about one picture, each on the vision thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from edge.seeing import light as lightness
from edge.seeing.boxes import look
from edge.seeing.codes import is_checked
from edge.seeing.colours import colour_of
from edge.seeing.describing import Findings
from edge.seeing.document import document
from edge.seeing.scene import people_of, scene_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.ports import (
        Code,
        CodeReader,
        DepthEstimator,
        Picture,
        PictureEmbedder,
        TextLine,
        TextReader,
        ThingDetector,
    )
    from edge.ports.sight import Thing
    from edge.seeing.boxes import Look
    from edge.seeing.eyes import Eyes
    from edge.seeing.looker import Looker
    from edge.seeing.scene import Placed, Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Vision:
    """Engines behind one looker; what is None finds nothing. Everything raises EngineError."""

    looker: Looker
    field_of_view: float
    """Degrees, horizontally."""
    things: ThingDetector | None = None
    faces: ThingDetector | None = None
    depth: DepthEstimator | None = None
    reader: TextReader | None = None
    codes: CodeReader | None = None
    features: PictureEmbedder | None = None

    async def findings(self, picture: Picture) -> Findings:
        """All but print, which takes longest."""
        return Findings(
            scene=await self.scene(picture),
            codes=await self.decoded(picture),
            colour=await self.looker.ask("colour", partial(colour_of, picture)),
            light=lightness.in_words(await self.light(picture)),
        )

    async def print(self, picture: Picture) -> Findings:
        return Findings(document=document(await self.lines(picture)))

    async def scene(self, picture: Picture) -> Scene:
        return await self.looker.ask("things", partial(self._scene, picture))

    async def people(self, picture: Picture) -> tuple[Placed, ...]:
        """Bodies, and faces that belong to none of them; the nearest first."""
        return await self.looker.ask("people", partial(self._people, picture))

    async def lines(self, picture: Picture) -> list[TextLine]:
        if self.reader is None:
            return []
        return await self.looker.ask("reading", partial(self.reader.read, picture))

    async def decoded(self, picture: Picture) -> list[Code]:
        """Codes whose digits are right by our own arithmetic, too."""
        if self.codes is None:
            return []
        found = await self.looker.ask("codes", partial(self.codes.decode, picture))
        return [code for code in found if is_checked(code)]

    async def label(self, eyes: Eyes, year: int) -> Look:
        """Codes and words of what is held up now."""
        picture = (await eyes.still()).picture
        return look(await self.decoded(picture), await self.lines(picture), year)

    async def light(self, picture: Picture) -> float:
        """Share of full light, 0 to 1."""
        return await self.looker.ask("light", partial(lightness.level, picture))

    def placed(self, things: Sequence[Thing], picture: Picture) -> tuple[Placed, ...]:
        """Directions alone, without a network: fit for the loop."""
        size = picture.shape[1], picture.shape[0]
        return scene_of(things, size, self.field_of_view).placed

    def place(self, things: list[Thing], picture: Picture, *, faces: list[Thing]) -> Scene:
        """On the vision thread."""
        depth = self.depth.depth(picture) if self.depth and things else None
        size = picture.shape[1], picture.shape[0]
        return scene_of(things, size, self.field_of_view, depth, faces)

    def detected(self, picture: Picture) -> list[Thing]:
        """On the vision thread."""
        return self.things.detect(picture) if self.things else []

    def _scene(self, picture: Picture) -> Scene:
        faces = self.faces.detect(picture) if self.faces else []
        return self.place(self.detected(picture), picture, faces=faces)

    def _people(self, picture: Picture) -> tuple[Placed, ...]:
        faces = self.faces.detect(picture) if self.faces else []
        found = people_of(self.detected(picture), faces)
        return self.place(found, picture, faces=[]).placed
