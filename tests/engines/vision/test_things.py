"""Detectors on the shared pictures, and on files and pictures that they cannot use."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from edge.engines.onnx.first_layer import first_layer_size
from edge.engines.vision.boxes import suppressed
from edge.engines.vision.depth import MeterDepthEstimator
from edge.engines.vision.faces import UltraFaceDetector, YuNetDetector
from edge.engines.vision.mobilenet import MobileNetEmbedder
from edge.engines.vision.network import IMAGENET_DEVIATION, IMAGENET_MEAN
from edge.engines.vision.yolox import YoloxDetector
from edge.errors import EngineError
from edge.opencv import opencv
from edge.ports.sight import Box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edge.ports.sight import Picture, Thing

    Photo = Callable[[str], Picture]

YOLOX = "yolox-nano/yolox_nano.onnx"
ULTRAFACE = "ultraface-rfb-320/version-RFB-320.onnx"
YUNET = "yunet/face_detection_yunet_2026may.onnx"
METER = "meter-depth-nyu/meter_nyu_xxs.onnx"
METER_ROADS = "meter-depth-kitti/meter_kitti_xxs.onnx"
MOBILENET = "mobilenet-v2-imagenet/tf2_mobilenet_v2_1.0_224_ptq.onnx"
ENGINES: dict[str, Any] = {
    YOLOX: YoloxDetector,
    ULTRAFACE: UltraFaceDetector,
    YUNET: YuNetDetector,
    METER: MeterDepthEstimator,
    MOBILENET: MobileNetEmbedder,
}


def look(engine: Any, picture: Picture) -> Any:
    """Whatever it does with a picture."""
    method = next(name for name in ("detect", "depth", "embed") if hasattr(engine, name))
    return getattr(engine, method)(picture)


def labels(things: list[Thing]) -> list[str]:
    return sorted(thing.label for thing in things)


@pytest.mark.parametrize(
    ("picture", "seen"),
    [
        ("bus.jpg", ["bus", "person", "person", "person"]),
        ("dog.jpg", ["bicycle", "car", "dog"]),
        ("person.jpg", ["dog", "horse", "person"]),
        ("cat.jpg", ["cat"]),
        ("astronaut.png", ["person"]),
        ("page_en.png", []),
        ("line_latin.jpg", []),
    ],
)
def test_things_are_seen_as_the_network_is_known_to(
    networks: Path, photo: Photo, picture: str, seen: list[str]
) -> None:
    assert labels(YoloxDetector(networks / YOLOX).detect(photo(picture))) == seen


def test_the_surest_thing_comes_first_with_its_place(networks: Path, photo: Photo) -> None:
    bus, *people = YoloxDetector(networks / YOLOX).detect(photo("bus.jpg"))
    assert bus.label == "bus"
    assert bus.score == pytest.approx(0.91, abs=0.01)
    assert bus.box.overlap(Box(15, 225, 805, 740)) > 0.9
    assert [thing.score for thing in people] == sorted([t.score for t in people], reverse=True)


def of_the_later_kind(model: Path, to: Path) -> None:
    """The same network with the normal numbers worked into its first layer, blue first."""
    onnx = pytest.importorskip("onnx", reason="onnx (extra dev) is not installed")
    network = onnx.load(model)
    first = next(node for node in network.graph.node if node.op_type == "Conv")
    weight, bias = (
        next(one for one in network.graph.initializer if one.name == name)
        for name in first.input[1:3]
    )
    old = onnx.numpy_helper.to_array(weight)  # four pixels of red, green, blue each
    mean, deviation = np.tile(IMAGENET_MEAN, 4), np.tile(IMAGENET_DEVIATION, 4)
    shift = (old * (mean / deviation)[None, :, None, None]).sum(axis=(1, 2, 3))
    new = old / (255 * deviation)[None, :, None, None]
    blue_first = np.arange(12).reshape(4, 3)[:, ::-1].ravel()
    for tensor, values in (
        (weight, new[:, blue_first]),
        (bias, onnx.numpy_helper.to_array(bias) - shift),
    ):
        tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float32), tensor.name))
    onnx.save(network, to)


def test_a_network_of_the_later_kind_is_known_by_its_first_layer(
    networks: Path, photo: Photo, tmp_path: Path
) -> None:
    later = tmp_path / "yolox_later.onnx"
    of_the_later_kind(networks / YOLOX, later)
    assert first_layer_size(networks / YOLOX) == pytest.approx(0.30, abs=0.01)
    assert first_layer_size(later) < 0.01
    before, after = (
        YoloxDetector(model).detect(photo("bus.jpg")) for model in (networks / YOLOX, later)
    )
    assert labels(after) == labels(before)
    for one, other in zip(before, after, strict=True):
        assert one.box.overlap(other.box) > 0.95


@pytest.mark.parametrize(
    ("model", "picture", "boxes"),
    [
        (ULTRAFACE, "astronaut.png", [Box(179, 63, 269, 173)]),
        (YUNET, "astronaut.png", [Box(179, 63, 269, 173)]),
        (ULTRAFACE, "bus.jpg", [Box(113, 412, 152, 466), Box(268, 418, 304, 483)]),
        (YUNET, "bus.jpg", [Box(113, 412, 152, 466), Box(268, 418, 304, 483)]),
        (ULTRAFACE, "page_en.png", []),
        (YUNET, "page_en.png", []),
    ],
)
def test_faces_are_counted_and_placed(
    networks: Path, photo: Photo, model: str, picture: str, boxes: list[Box]
) -> None:
    found = ENGINES[model](networks / model).detect(photo(picture))
    assert {thing.label for thing in found} <= {"face"}
    assert len(found) == len(boxes)
    for thing, box in zip(sorted(found, key=lambda one: one.box.left), boxes, strict=True):
        assert thing.box.overlap(box) > 0.6


def test_yunet_decodes_as_opencv_does(networks: Path, photo: Photo) -> None:
    cv2 = opencv()
    picture = np.ascontiguousarray(photo("bus.jpg")[: 640 // 32 * 32, :640])
    theirs = cv2.FaceDetectorYN.create(str(networks / YUNET), "", (640, 640), 0.7, 0.3, 500)
    _, rows = theirs.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    ours = YuNetDetector(networks / YUNET).detect(picture)
    assert len(ours) == len(rows)
    for thing, (left, top, width, height, *_, score) in zip(ours, rows, strict=True):
        assert thing.score == pytest.approx(score, abs=0.02)
        assert thing.box.overlap(Box(left, top, left + width, top + height)) > 0.95


def test_depth_puts_what_is_near_before_what_is_far(
    networks: Path, photo: Photo, shared: Path
) -> None:
    """Ranks against the measured disparity, of which greater is nearer."""
    depth = MeterDepthEstimator(networks / METER).depth(photo("motorcycle_left.png"))
    truth = np.load(shared / "data/images/motorcycle_disp.npz")["arr_0"]
    known = np.isfinite(truth)
    ours, theirs = (np.argsort(np.argsort(one[known])) for one in (depth, -truth))
    assert depth.shape == truth.shape
    assert np.corrcoef(ours, theirs)[0, 1] > 0.7


def test_the_network_for_roads_gives_an_order_too(networks: Path, photo: Photo) -> None:
    depth = MeterDepthEstimator(networks / METER_ROADS).depth(photo("bus.jpg"))
    assert depth.shape == (1080, 810)
    assert depth[-100:].mean() < depth[200:400].mean()


def test_a_picture_is_nearer_to_itself_turned_than_to_another(networks: Path, photo: Photo) -> None:
    embedder = MobileNetEmbedder(networks / MOBILENET)
    cat, mirrored, dog = (
        embedder.embed(one)
        for one in (photo("cat.jpg"), photo("cat.jpg")[:, ::-1], photo("dog.jpg"))
    )
    assert cat.shape == (1280,)
    assert np.linalg.norm(cat) == pytest.approx(1, abs=1e-4)
    assert cat @ mirrored > 0.85
    assert cat @ dog < 0.5


def test_of_boxes_over_each_other_the_surest_stays() -> None:
    corners = np.array(
        [[0, 0, 10, 10], [1, 1, 10, 10], [20, 20, 30, 30], [0, 0, 10, 2]], np.float32
    )
    assert suppressed(corners, np.array([0.5, 0.9, 0.3, 0.1], np.float32), 0.45) == [1, 2, 3]
    assert suppressed(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.5) == []


@pytest.mark.parametrize("name", ENGINES)
def test_pictures_of_any_size_can_be_looked_at_and_others_are_refused(
    networks: Path, name: str
) -> None:
    engine = ENGINES[name](networks / name)
    for shape in ((1, 1, 3), (3, 900, 3), (900, 3, 3), (33, 65, 3)):
        look(engine, np.full(shape, 120, np.uint8))
    for wrong in (np.zeros((5, 5), np.uint8), np.zeros((0, 5, 3), np.uint8)):
        with pytest.raises(EngineError, match="cannot be looked at"):
            look(engine, wrong)


@pytest.mark.parametrize("name", ENGINES)
def test_a_model_that_is_missing_cut_or_another_is_named(
    networks: Path, tmp_path: Path, name: str
) -> None:
    make, model = ENGINES[name], networks / name
    with pytest.raises(EngineError, match=r"the model file .*gone\.onnx"):
        make(tmp_path / "gone.onnx")
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(model.read_bytes()[:50_000])
    with pytest.raises(EngineError, match=r"the model file .*cut\.onnx cannot be"):
        make(cut)
    other = networks / ("fastestdet/FastestDet.onnx" if name != MOBILENET else YUNET)
    with pytest.raises(EngineError, match=f"{other.name} is not a"):
        make(other)


@pytest.mark.parametrize("name", ENGINES)
def test_a_missing_library_is_told_with_its_remedy(
    networks: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    opencv.cache_clear()
    with pytest.raises(EngineError, match=r"opencv is not installed: pip install edge-assistant"):
        ENGINES[name](networks / name)
