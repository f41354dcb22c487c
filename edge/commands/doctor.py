"""`edge doctor`: what this machine has, what is missing, and how late its sound is heard."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from edge import settings as edge_settings
from edge.commands import board_table, checks, checks_sight, measure
from edge.store.store import Store

if TYPE_CHECKING:
    import argparse

    from edge.commands.board_table import Line
    from edge.commands.checks import Check
    from edge.settings import Settings


def main(options: argparse.Namespace, settings: Settings) -> int:
    """0 when it can run, 1 when something essential is missing."""
    found = [
        *checks.machine(),
        *checks.settings_file(options.config),
        *checks.state_folder(),
        *checks.sound_cards(),
        *checks.private_outputs(settings),
        *checks.talk_key(settings),
        *checks.models(settings),
        *checks_sight.sight(settings),
    ]
    engines: list[Line] = []
    if not any(check.state == "missing" for check in found):
        measured, engines = asyncio.run(_measured(settings, aloud=not options.no_sound))
        found += measured
    can_run = not any(check.state == "missing" for check in found)
    _print(found, engines, can_run, as_json=options.json)
    return 0 if can_run else 1


async def _measured(settings: Settings, *, aloud: bool) -> tuple[list[Check], list[Line]]:
    store = await asyncio.to_thread(Store.open_or_in_memory, edge_settings.state_folder())
    try:
        delays = await measure.loop_delays(settings, store) if aloud else []
        told, engines = await board_table.table(settings, store)
        return [*delays, *await measure.speeds(settings), *told], engines
    finally:
        await asyncio.to_thread(store.close)


def _print(found: list[Check], engines: list[Line], can_run: bool, *, as_json: bool) -> None:
    if as_json:
        record = {
            "can_run": can_run,
            "checks": [asdict(check) for check in found],
            "engines": [asdict(line) for line in engines],
        }
        print(json.dumps(record, ensure_ascii=False))
        return
    for check in found:
        print(check.line())
    print("edge can run" if can_run else "edge cannot run as it is: see what is missing above")
