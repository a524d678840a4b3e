"""A few thousand mutated requests, the same ones each time: none that kills a server passes the gate.

`nox -s fuzz` makes a hundred thousand other ones and sends what passes.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from afsubmit.document import normalise, validate
from tests.fuzz.mutants import KEYS, VALUES, kills, places, seeds

MUTANTS = 4000


def mutate(root: Any, chance: random.Random) -> Any:
    """A copy of `root` with one to three changes: a value, a key gone, a key added."""
    made = copy.deepcopy(root)
    for _ in range(chance.randint(1, 3)):
        spots = list(places(made))
        if not spots:
            break
        container, key = chance.choice(spots)
        what = chance.random()
        if what < 0.6:
            container[key] = copy.deepcopy(chance.choice(VALUES))
        elif what < 0.8:
            del container[key]
        elif isinstance(container, dict):
            container[chance.choice(KEYS)] = copy.deepcopy(chance.choice(VALUES))
        else:
            container.append(copy.deepcopy(chance.choice(VALUES)))
    return made


def test_no_mutant_that_kills_the_server_passes_the_gate() -> None:
    roots, chance = seeds(), random.Random(20240229)
    assert len(roots) > 200
    fatal = refused = 0
    for _ in range(MUTANTS):
        mutant = mutate(chance.choice(roots), chance)
        if isinstance(mutant.get("job"), dict) and chance.random() < 0.5:
            mutant = {**mutant, "job": normalise(mutant["job"])}
        errors = [problem for problem in validate.request_problems(mutant) if problem.level == "error"]
        why = kills(mutant)
        assert errors or not why, (why, mutant)
        fatal, refused = fatal + bool(why), refused + bool(errors)
        if not errors:
            json.dumps(mutant, allow_nan=False).encode("utf-8")
    assert fatal > MUTANTS / 50, "the mutants are too tame to prove anything"
    assert refused < MUTANTS, "the gate refuses everything"
