"""What every detector, depth estimator and embedder keeps to, the fakes as well as the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.errors import EngineError
from edge.fakes.depth import FakeDepthEstimator
from edge.fakes.printed import FakePictureEmbedder, FakeThingDetector, printed
from edge.ports.sight import Box, Thing
from edge.seeing.picture import load

if TYPE_CHECKING:
    from pathlib import Path

    from edge.ports.sight import DepthEstimator, Picture, PictureEmbedder, ThingDetector

SHAPES = ((48, 64, 3), (1, 1, 3), (5, 700, 3), (700, 5, 3))
WRONG = (np.zeros((5, 5), np.uint8), np.zeros((5, 5, 4), np.uint8))
MODELS = {
    "yolox": "yolox-nano/yolox_nano.onnx",
    "yunet": "yunet/face_detection_yunet_2026may.onnx",
    "ultraface": "ultraface-rfb-320/version-RFB-320.onnx",
    "meter": "meter-depth-nyu/meter_nyu_xxs.onnx",
    "mobilenet": "mobilenet-v2-imagenet/tf2_mobilenet_v2_1.0_224_ptq.onnx",
}


def network(request: pytest.FixtureRequest, kind: str) -> Any:
    pytest.importorskip("cv2", reason="opencv (extra vision) is not installed")
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    from edge.engines.vision.kinds import KINDS

    shared = request.getfixturevalue("shared")
    make = next(kinds[kind] for kinds in KINDS.values() if kind in kinds)
    return make(shared / "models/vision" / MODELS[kind], 1)


@pytest.fixture(params=["fake", "yolox", "yunet", "ultraface"])
def detector(request: pytest.FixtureRequest) -> ThingDetector:
    return FakeThingDetector() if request.param == "fake" else network(request, request.param)


@pytest.fixture
def people(request: pytest.FixtureRequest, detector: ThingDetector) -> Picture:
    """A picture on which each of them finds several."""
    if isinstance(detector, FakeThingDetector):
        boxes = (Box(10, 10, 50, 90), Box(100, 10, 150, 90))
        return printed(things=[Thing("person", 0.9 - n / 10, box) for n, box in enumerate(boxes)])
    shared: Path = request.getfixturevalue("shared")
    return load(shared / "data/images/bus.jpg").picture


@pytest.fixture(params=["fake", "meter"])
def estimator(request: pytest.FixtureRequest) -> DepthEstimator:
    return FakeDepthEstimator() if request.param == "fake" else network(request, request.param)


@pytest.fixture(params=["fake", "mobilenet"])
def embedder(request: pytest.FixtureRequest) -> PictureEmbedder:
    return FakePictureEmbedder() if request.param == "fake" else network(request, request.param)


def test_things_come_the_surest_first_with_boxes_inside_the_picture(
    detector: ThingDetector, people: Picture
) -> None:
    found = detector.detect(people)
    scores = [thing.score for thing in found]
    assert len(found) >= 2
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    height, width = people.shape[:2]
    for thing in found:
        assert thing.label
        assert 0 <= thing.box.left < thing.box.right <= width
        assert 0 <= thing.box.top < thing.box.bottom <= height


@pytest.mark.parametrize("shape", SHAPES)
def test_an_even_picture_of_any_size_has_no_thing(
    detector: ThingDetector, shape: tuple[int, ...]
) -> None:
    assert detector.detect(np.full(shape, 128, np.uint8)) == []


def test_the_same_picture_gives_the_same_things_and_is_left_as_it_was(
    detector: ThingDetector, people: Picture
) -> None:
    before = people.copy()
    assert detector.detect(people) == detector.detect(people)
    assert (people == before).all()


def test_a_depth_has_the_shape_of_its_picture(estimator: DepthEstimator) -> None:
    for shape in SHAPES:
        depth = estimator.depth(np.full(shape, 128, np.uint8))
        assert depth.shape == shape[:2]
        assert depth.dtype == np.float32
        assert np.isfinite(depth).all()


def test_a_point_has_the_length_1_and_is_its_own_nearest(embedder: PictureEmbedder) -> None:
    random = np.random.default_rng(1)
    for shape in SHAPES:
        picture = random.integers(0, 255, shape, np.uint8)
        point = embedder.embed(picture)
        assert point.ndim == 1
        assert np.linalg.norm(point) == pytest.approx(1, abs=1e-3)
        assert point @ embedder.embed(picture) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("picture", WRONG, ids=["grey", "four channels"])
def test_what_is_no_picture_is_refused(
    detector: ThingDetector, estimator: DepthEstimator, picture: Picture
) -> None:
    for look in (detector.detect, estimator.depth):
        with pytest.raises(EngineError, match="cannot be looked at"):
            look(picture)


def test_a_fake_breaks_when_it_is_told_to_and_can_be_mended() -> None:
    even = np.full((48, 64, 3), 128, np.uint8)
    detector, estimator, embedder = FakeThingDetector(), FakeDepthEstimator(), FakePictureEmbedder()
    for fake, look in (
        (detector, detector.detect),
        (estimator, estimator.depth),
        (embedder, embedder.embed),
    ):
        fake.fail("it broke")
        with pytest.raises(EngineError, match="it broke"):
            look(even)
        fake.fail("")
        look(even)
