"""How many plays a table of states allows that repeat no state.

Exact on a table without loops; with loops, above a million or after a bounded search it says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

Values = tuple[int, ...]
Move = tuple[int, int]
State = tuple[int, Values, tuple[Move, ...]]

MANY = 10**6
_ABOVE = "> 10^6"
# A simple-path count on a graph with loops may need more steps than there is time for.
_STEPS = 200_000


def count_paths(states: Sequence[State], alive: Sequence[int]) -> int | str:
    """The number of plays from state 0 to an ending that repeat no state, or "> 10^6", or "≥ N".

    `alive` tells of each state whether it can still reach an ending.
    """
    order = _topological(states)
    forward = list(range(len(states)))
    if order is not None:
        return _counted(states, order)
    # Moves that only ever go forward in the order of discovery make no loop: a lower bound.
    if _counted(states, forward) == _ABOVE:
        return _ABOVE
    return _count_simple(states, alive)


def _counted(states: Sequence[State], order: list[int]) -> int | str:
    """The number of paths that follow an order of the states."""
    place = [0] * len(order)
    for rank, state in enumerate(order):
        place[state] = rank
    counts = [0] * len(order)
    for state in reversed(order):
        node, _, moves = states[state]
        rank, total = place[state], 0
        for _, after in moves:
            if place[after] > rank:
                total += counts[after]
        # Above a million the number is not told, so it need not grow beyond.
        counts[state] = 1 if node < 0 else min(MANY + 1, total)
    return counts[0] if counts[0] <= MANY else _ABOVE


def _topological(states: Sequence[State]) -> list[int] | None:
    """The states so that every move goes forward; None where there is a loop."""
    degree = [0] * len(states)
    for _, _, moves in states:
        for _, after in moves:
            degree[after] += 1
    queue = deque(i for i, d in enumerate(degree) if not d)
    order = []
    while queue:
        state = queue.popleft()
        order.append(state)
        for _, after in states[state][2]:
            degree[after] -= 1
            if not degree[after]:
                queue.append(after)
    return order if len(order) == len(states) else None


def _count_simple(states: Sequence[State], alive: Sequence[int]) -> int | str:
    """Plays that repeat no state, on a graph with loops: walk them all, up to a million."""
    on_path = bytearray(len(states))
    on_path[0] = 1
    stack = [(0, iter(states[0][2]))]
    count = steps = 0
    while stack:
        state, moves = stack[-1]
        steps += 1
        if count > MANY:
            return _ABOVE
        if steps > _STEPS:
            return f"≥ {count}"
        for _, after in moves:
            if states[after][0] < 0:
                count += 1
            elif alive[after] and not on_path[after]:
                on_path[after] = 1
                stack.append((after, iter(states[after][2])))
                break
        else:
            on_path[state] = 0
            stack.pop()
    return count
