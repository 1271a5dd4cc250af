"""What follows from people who shall be together: who meets whom along a chain of such pairs, and what that costs.

The search would find all of this by trial; said beforehand, it sees at once that two colleagues who shall be together
are a pair of one agency in a group, and that fifteen people in a chain do not fit into a group of eleven.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from potensi.web.visits.grouping.wishes import TOGETHER, Wish

Node = str | int  # a member's key, or the number of a group into which somebody is pinned


@dataclass(frozen=True)
class Chain:
    """Two members joined by wishes to be together: if all ``wishes`` are kept, the two are in one group."""

    ends: tuple[str, str]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Chains:
    """The graph of wishes to be together; pins join a member to a group for good."""

    edges: Mapping[Node, tuple[tuple[Node, Wish | None], ...]]

    def bundles(self) -> Iterator[tuple[tuple[str, ...], tuple[Wish, ...]]]:
        """Yield everybody who hangs together by such wishes, with the wishes that join them."""
        seen: set[Node] = set()
        for start in self.edges:
            if start in seen:
                continue
            found = self._reached(start)
            seen |= found.keys()
            wishes = {wish for node in found for _, wish in self.edges[node] if wish is not None}
            if wishes:
                yield tuple(node for node in found if isinstance(node, str)), tuple(sorted(wishes))

    def among(self, members: Iterable[str]) -> Iterator[Chain]:
        """Yield the chains that join two of some members, by the fewest wishes each; none where only pins join them."""
        inside = [key for key in members if key in self.edges]
        for at, one in enumerate(inside):
            found = self._reached(one)
            for two in inside[at + 1 :]:
                if found.get(two):
                    yield Chain((one, two), found[two])

    def clashes(self) -> Iterator[tuple[Wish, ...]]:
        """Yield the wishes along chains from one group to another: they cannot all be kept."""
        groups = [node for node in self.edges if isinstance(node, int)]
        for at, one in enumerate(groups):
            found = self._reached(one)
            yield from (found[two] for two in groups[at + 1 :] if two in found)

    def _reached(self, start: Node) -> dict[Node, tuple[Wish, ...]]:
        """Return everything that hangs together with a node, each with the wishes along the shortest way to it."""
        found: dict[Node, tuple[Wish, ...]] = {start: ()}
        left = deque([start])
        while left:
            node = left.popleft()
            for other, wish in self.edges[node]:
                if other not in found:
                    found[other] = (*found[node], *(() if wish is None else (wish,)))
                    left.append(other)
        return found


def chains(wishes: Iterable[Wish], pins: Mapping[str, int]) -> Chains:
    """Return the graph of the wishes to be together among ``wishes``, with those pins that touch it."""
    edges: dict[Node, list[tuple[Node, Wish | None]]] = defaultdict(list)
    for wish in wishes:
        if wish.code == TOGETHER:
            one, two = wish.about
            edges[one].append((two, wish))
            edges[two].append((one, wish))
    if edges:
        for key, group in pins.items():
            edges[key].append((group, None))
            edges[group].append((key, None))
    return Chains({node: tuple(found) for node, found in edges.items()})
