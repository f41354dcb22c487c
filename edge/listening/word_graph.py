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
FINAL = ""
"""The label of the arc to END that says "may stop here"."""


class WordGraph:
    """States by number; `arcs(state)` are the labels that lead on and where to."""

    def __init__(self) -> None:
        self._arcs: list[Arcs] = [frozenset({(FINAL, END)}), frozenset()]
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
        return self.state(arc for state in alive for arc in self._arcs[state])

    def joined(self, states: Iterable[State]) -> State:
        """The union with one way out for each label, all the way to the end."""
        alive = frozenset(states) - {DEAD}
        if alive <= {END}:
            return END
        if alive not in self._joined:
            targets: dict[str, set[State]] = {}
            for state in alive:
                for label, target in self._arcs[state]:
                    targets.setdefault(label, set()).add(target)
            self._joined[alive] = self.state(
                (label, self.joined(found)) for label, found in targets.items()
            )
        return self._joined[alive]

    def graft(self, other: WordGraph, start: State, after: State) -> State:
        """The sentences of `other` from `start`, each followed by `after`."""
        done = {END: after}

        def copied(state: State) -> State:
            if state not in done:
                ways = [
                    (after if label == FINAL else self.word(label, copied(target)))
                    for label, target in other.arcs(state)
                ]
                done[state] = self.union(ways)
            return done[state]

        return copied(start)


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
    for piece, target in pieces.arcs(state):
        word = begun + piece.strip()
        if piece == FINAL:
            yield word, END
        elif piece.endswith(" ") and word:
            yield word, target
        else:
            yield from _words_from(pieces, target, word)


def fsg_text(graph: WordGraph, start: State, name: str = "commands") -> str:
    """The part of the graph that `start` reaches, as PocketSphinx reads it; END is the last."""
    order = _reachable(graph, start)
    numbers = {state: number for number, state in enumerate(order)}
    lines = [
        f"FSG_BEGIN {name}",
        f"NUM_STATES {len(order)}",
        f"START_STATE {numbers[start]}",
        f"FINAL_STATE {numbers[END]}",
    ]
    for state in order:
        lines += [
            f"TRANSITION {numbers[state]} {numbers[target]} 1.0 {label}".rstrip()
            for label, target in sorted(graph.arcs(state))
            if (label, target) != (FINAL, END) or state != END
        ]
    return "\n".join([*lines, "FSG_END", ""])


def _reachable(graph: WordGraph, start: State) -> list[State]:
    order, seen = [start], {start, END}
    for state in order:
        for _, target in sorted(graph.arcs(state)):
            if target not in seen:
                seen.add(target)
                order.append(target)
    return [*order, END]
