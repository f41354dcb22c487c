"""Which things of a map a walker may be told of: OpenStreetMap's tags by our classes.

Tags and their meanings: wiki.openstreetmap.org/wiki/Map_features. The classes are those by which
call-outs have their ranges (callouts.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Category = Literal[
    "safety", "mobility", "landmark", "place", "information", "object", "address"
]  # fmt: skip
ANY: frozenset[str] = frozenset()
"""Every value of a key, but "no"."""

Row = tuple[str, frozenset[str], Category]


def _row(key: str, values: str, category: Category) -> Row:
    return key, frozenset(values.split()), category


ROWS: tuple[Row, ...] = (
    _row("barrier", "bollard block cycle_barrier gate lift_gate kissing_gate turnstile", "safety"),
    _row("highway", "steps", "safety"),
    _row("hazard", "", "safety"),
    _row("highway", "crossing bus_stop elevator traffic_signals", "mobility"),
    _row("railway", "station halt", "landmark"),
    _row("railway", "tram_stop subway_entrance", "mobility"),
    _row("public_transport", "station", "landmark"),
    _row("public_transport", "platform", "mobility"),
    _row("aerialway", "station", "landmark"),
    _row("amenity", "ferry_terminal bus_station taxi", "mobility"),
    _row("amenity", "hospital university college school place_of_worship townhall theatre library"
                    " marketplace courthouse arts_centre exhibition_centre", "landmark"),
    _row("amenity", "bench waste_basket bicycle_parking post_box recycling vending_machine"
                    " telephone drinking_water fountain clock parking parking_entrance"
                    " motorcycle_parking charging_station bicycle_rental", "object"),
    _row("amenity", "", "place"),
    _row("shop", "", "place"),
    _row("tourism", "museum attraction zoo aquarium theme_park viewpoint", "landmark"),
    _row("tourism", "information", "information"),
    _row("tourism", "", "place"),
    _row("leisure", "park stadium sports_centre garden nature_reserve swimming_pool", "landmark"),
    _row("leisure", "playground fitness_centre dance", "place"),
    _row("historic", "", "landmark"),
    _row("healthcare", "", "place"),
    _row("office", "", "place"),
    _row("craft", "", "place"),
    _row("entrance", "", "mobility"),
    _row("addr:housenumber", "", "address"),
)  # fmt: skip
"""The first row that fits counts."""
KEYS = tuple(dict.fromkeys(key for key, _, _ in ROWS))

NOT_WALKED = frozenset(
    (
        "motorway", "motorway_link", "trunk_link", "proposed", "construction", "raceway",
        "bus_guideway", "corridor", "abandoned", "razed", "platform", "rest_area", "services",
        "escape", "crossing", "bus_stop", "steps", "elevator",
    )
)  # fmt: skip
"""Ways tagged `highway` along which nobody walks, or that are no street."""


def place_kind(tags: Mapping[str, str]) -> tuple[str, Category] | None:
    """What a tagged thing is, as OpenStreetMap calls it, and its class; None for anything else."""
    for key, values, category in ROWS:
        value = tags.get(key, "no")
        if value != "no" and (values == ANY or value in values):
            return _name(key, value), category
    return None


def _name(key: str, value: str) -> str:
    """The value, where it says more than the key."""
    return key.removeprefix("addr:") if value == "yes" or key.startswith("addr:") else value


def street_kind(tags: Mapping[str, str]) -> str:
    """The value of `highway` for a way that people walk along or beside; else empty."""
    value = tags.get("highway", "")
    return "" if value in NOT_WALKED else value
