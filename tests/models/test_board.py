"""What a board is, read from the files of its kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge.models.board import Board, is_for, read

if TYPE_CHECKING:
    from pathlib import Path


def a_board(memory_mb: int, machine: str = "aarch64", model: str = "Raspberry Pi") -> Board:
    return Board(memory_mb=memory_mb, cores=4, machine=machine, model=model)


@pytest.mark.parametrize(
    ("memory_mb", "size"),
    [(426, "512 MB"), (909, "1 GB"), (1846, "1 GB"), (3791, "4 GB"), (7936, "8 GB"),
     (16_300, "laptop")],
)  # fmt: skip
def test_a_board_is_classed_by_its_memory(memory_mb: int, size: str) -> None:
    assert a_board(memory_mb).size == size


def test_a_laptop_is_a_pc_with_memory_and_no_device_tree() -> None:
    assert a_board(7_700, "x86_64", "").size == "laptop"
    assert a_board(3_700, "x86_64", "").size == "4 GB"
    assert a_board(7_700, "x86_64", "UP Squared").size == "8 GB"


def test_a_model_is_meant_for_its_class_and_those_above() -> None:
    assert is_for("1 GB", "1 GB")
    assert is_for("1 GB", "laptop")
    assert not is_for("4 GB", "1 GB")


def _kernel(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


MEMINFO = "MemTotal:        8000000 kB\nMemFree: 1 kB\n"


def test_the_device_tree_names_the_board(tmp_path: Path) -> None:
    root = _kernel(
        tmp_path,
        {
            "proc/meminfo": MEMINFO,
            "proc/device-tree/model": "NVIDIA Jetson Orin Nano Developer Kit\0",
        },
    )
    board = read(root)
    assert board.model == "NVIDIA Jetson Orin Nano Developer Kit"
    assert board.memory_mb == 7812
    assert "NVIDIA Jetson" in board.told
    assert "class 8 GB" in board.told


@pytest.mark.parametrize(
    ("group", "files", "memory_mb"),
    [
        ("0::/a/b\n", {"a/memory.max": "1073741824\n", "a/b/memory.max": "max\n"}, 1024),
        ("0::/a/b\n", {"a/memory.max": "max\n", "memory.max": "536870912\n"}, 512),
        ("4:cpu:/x\n9:memory:/c\n", {"memory/c/memory.limit_in_bytes": "2147483648\n"}, 2048),
        ("9:memory:/c\n", {"memory/c/memory.limit_in_bytes": "9223372036854771712\n"}, 7812),
        ("broken", {}, 7812),
    ],
)
def test_a_control_group_lowers_what_may_be_used(
    tmp_path: Path, group: str, files: dict[str, str], memory_mb: int
) -> None:
    limits = {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
    own = {"proc/meminfo": MEMINFO, "proc/self/cgroup": group}
    assert read(_kernel(tmp_path, {**own, **limits})).memory_mb == memory_mb
