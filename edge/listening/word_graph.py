"""A graph of all sentences that a grammar allows: acyclic, its equal parts shared.

States are built from the end of the sentences to their beginning, and a state that has the same
ways out as an earlier one *is* the earlier one, so sentences share their endings. Two ways out may
bear the same word: joining those would multiply the states (a number before a unit, an hour, an
operator ...) where a recogniser follows both at little cost. Written out as the finite state
grammar ("FSG") text of PocketSphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

State: TypeAlias = int
Arcs: TypeAlias = frozenset[tuple[str, State]]

END: State = 0
"""The sentence is complete."""
DEAD: State = 1
"""No sentence goes on from here."""
SILENT = ""
"""The label of a way to another state that no word is said on; to END it says "may stop here"."""
_SLOT_PRIOR = 0.03
"""Probability of entering a shared part: any one of many values is less likely than fixed words,
and without this, noise is heard as numbers and letters."""
RARELY = "<rarely>"
"""The label of a silent way that is seldom taken."""
_RARE_PRIOR = 0.01
"""Its probability, which PocketSphinx raises to its language weight of 6.5."""
_COPIED = 3
"""Ways out that a union takes over from a part; to a part with more it leads silently."""


class WordGraph:
    """States by number; `arcs(state)` are the labels that lead on and where to."""

    def __init__(self) -> None:
        self._arcs: list[Arcs] = [frozenset({(SILENT, END)}), frozenset()]
        self._known: dict[Arcs, State] = {self._arcs[END]: END, self._arcs[DEAD]: DEAD}
        self._joined: dict[frozenset[State], State] = {}

    def arcs(self, state: State) -> Arcs:
        return self._arcs[state]

    def state(self, arcs: Iterable[tuple[str, State]]) -> State:
        """The state with these ways out."""
        alive = frozenset(arc for arc in arcs if arc[1] != DEAD)
        if alive not in self._known:
            self._known[alive] = len(self._arcs)
            self._arcs.append(alive)
        return self._known[alive]

    def word(self, label: str, after: State) -> State:
        """Say `label`, then go on from `after`."""
        return self.state([(label, after)])

    def union(self, states: Iterable[State]) -> State:
        """Go on from any of these."""
        alive = set(states) - {DEAD}
        if len(alive) < 2:
            return next(iter(alive), DEAD)
        return self.state(arc for state in alive for arc in self._entered(state))

    def _entered(self, state: State) -> Arcs:
        arcs = self._arcs[state]
        return arcs if len(arcs) <= _COPIED else frozenset({(SILENT, state)})

    def _heard(self, state: State) -> Iterator[tuple[str, State]]:
        """The ways out with a word, silent ways followed."""
        for label, target in self._arcs[state]:
            if label == SILENT and target != END:
                yield from self._heard(target)
            else:
                yield label, target

    def joined(self, states: Iterable[State]) -> State:
        """The union with one way out for each label, all the way to the end."""
        alive = frozenset(states) - {DEAD}
        if alive <= {END}:
            return END
        if alive not in self._joined:
            targets: dict[str, set[State]] = {}
            for state in alive:
                for label, target in self._heard(state):
                    targets.setdefault(label, set()).add(target)
            self._joined[alive] = self.state(
                (label, self.joined(found)) for label, found in targets.items()
            )
        return self._joined[alive]


def spell_words(pieces: WordGraph, start: State) -> tuple[WordGraph, State]:
    """The graph of whole words for a graph of pieces, where a piece ends a word by a space.

    "timer" + "s " is the word "timers"; a lone " " ends the word before it.
    """
    words = WordGraph()
    done: dict[State, State] = {END: END}

    def convert(state: State) -> State:
        if state not in done:
            done[state] = words.state(
                (word, convert(target)) for word, target in _words_from(pieces, state, "")
            )
        return done[state]

    return words, convert(start)


def _words_from(pieces: WordGraph, state: State, begun: str) -> Iterator[tuple[str, State]]:
    for piece, target in sorted(pieces.arcs(state)):
        word = begun + piece.strip()
        if (piece == SILENT and (target == END or not begun)) or (piece.endswith(" ") and word):
            yield word, target
        else:
            yield from _words_from(pieces, target, word)


class FsgText:
    """Writes graphs as one grammar, as PocketSphinx reads it; a part may be shared by many places.

    A part that is shared stands in the other graphs as the word "<name>" and is written once: its
    end leads on to wherever any of its places leads on to. So its places must all go on in the same
    way, or more would be allowed than was asked for ("ten minutes" of a timer, then the rest of an
    alarm). A recogniser keeps a network of phones for every copy of a word.
    """

    def __init__(self) -> None:
        self._count = 0
        self._lines: list[str] = []
        self._parts: dict[str, tuple[int, int]] = {}

    def add(self, graph: WordGraph, start: State) -> tuple[int, int]:
        """Write a graph; the numbers of its first and last state."""
        order = _reachable(graph, start)
        numbers = {state: self._count + place for place, state in enumerate(order)}
        self._count += len(order)
        for state in order:
            if state != END:
                for label, target in sorted(graph.arcs(state)):
                    self._arc(numbers[state], numbers[target], label)
        return numbers[start], numbers[END]

    def add_part(self, name: str, graph: WordGraph, start: State) -> None:
        """Write a part that other graphs, added later, name as the word "<name>"."""
        self._parts[f"<{name}>"] = self.add(graph, start)

    def _arc(self, source: int, target: int, label: str) -> None:
        if label in self._parts:
            entry, leave = self._parts[label]
            self._lines.append(f"TRANSITION {source} {entry} {_SLOT_PRIOR}")
            self._arc(leave, target, SILENT)
        elif label == RARELY:
            self._lines.append(f"TRANSITION {source} {target} {_RARE_PRIOR}")
        else:
            self._lines.append(f"TRANSITION {source} {target} 1.0 {label}".rstrip())

    def text(self, start: int, end: int) -> str:
        """The whole grammar, from and to these states."""
        head = ["FSG_BEGIN commands", f"NUM_STATES {self._count}"]
        ends = [f"START_STATE {start}", f"FINAL_STATE {end}"]
        return "\n".join([*head, *ends, *dict.fromkeys(self._lines), "FSG_END", ""])


def _reachable(graph: WordGraph, start: State) -> list[State]:
    order, seen = [start], {start, END}
    for state in order:
        for _, target in sorted(graph.arcs(state)):
            if target not in seen:
                seen.add(target)
                order.append(target)
    return [*order, END]
