"""Which write node waits for which by Nuke's render order, where the artist wants it. Pure.

Foundry's reference: of several write nodes that one run executes, those with a lower order come first, at each frame.
Each output has a block of its own here, so nothing follows from it unless it is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from afsubmit.submission.planning.output_order import in_order
from afsubmit.submission.planning.scene import Output

from ._facts import facts_of


def waiting(outputs: Sequence[Output]) -> list[Output]:
    """`outputs`, each of which also waits for those with a lower order, at the same frame where both have it.

    What an output reads goes first: it counts as late as the latest of what it reads. One whose order is not known
    counts as the last.
    """
    by_id = {output.id: output for output in outputs}

    @functools.cache
    def place(name: str) -> float:
        return max([_order(by_id[name]), *(place(other) for other in by_id[name].inputs if other in by_id)])

    for output in outputs:  # inputs come first, so no call goes deep
        place(output.id)
    reads = {
        one.id: {
            **{other.id: True for other in outputs if place(other.id) < place(one.id)},
            **{name: name in one.frame_inputs for name in one.inputs},
        }
        for one in outputs
    }
    return in_order(outputs, reads)


def _order(output: Output) -> float:
    order = facts_of(output).render_order
    return float("inf") if order is None else order
