"""No mutant that kills a server, or that the rules call wrong, ever leaves through the client: a socket listens."""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from afsubmit.document import normalise, validate
from afsubmit.errors import FrameError, JobError
from afsubmit.wire import Address, Client
from tests.core.api.conftest import RecordingFarm, framed
from tests.fuzz.mutants import KEYS, VALUES, kills, places, seeds

MUTANTS = int(os.environ["AFSUBMIT_TEST_MUTANTS"])
ROOTS = seeds()
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
ANY = st.recursive(
    SCALARS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def farm() -> Iterator[RecordingFarm]:
    recording = RecordingFarm()
    recording.answer = lambda root: framed({"id": 1, "serial": 1})
    yield recording
    recording.close()


@st.composite
def mutants(draw: Any) -> Any:
    """A recorded request with one to three changes: another value, a key gone, a key added."""
    root = copy.deepcopy(draw(st.sampled_from(ROOTS)))
    for _ in range(draw(st.integers(1, 3))):
        spots = list(places(root))
        if not spots:
            break
        container, key = spots[draw(st.integers(0, len(spots) - 1))]
        what = draw(st.integers(0, 9))
        if what < 2:
            del container[key]
            continue
        value = copy.deepcopy(draw(st.sampled_from(VALUES) if what < 8 else ANY))
        if what < 7:
            container[key] = value
        elif isinstance(container, dict):
            container[draw(st.sampled_from(KEYS))] = value
        else:
            container.append(value)
    if isinstance(root.get("job"), dict) and draw(st.booleans()):
        root["job"] = normalise(root["job"])
    return root


def test_mutant_when_it_is_wrong_then_it_never_leaves(farm: RecordingFarm) -> None:
    client = Client(Address("127.0.0.1", farm.port))
    counted: Counter[str] = Counter()

    @settings(
        max_examples=MUTANTS, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(mutants())
    def send(mutant: Any) -> None:
        farm.requests.clear()
        is_wrong = any(problem.level == "error" for problem in validate.request_problems(mutant))
        counted.update(made=1, fatal=bool(kills(mutant)), wrong=is_wrong)
        is_refused = False
        try:
            client.request(mutant)
        except (JobError, FrameError):
            is_refused = True
        assert is_refused == is_wrong
        counted["sent"] += not is_refused
        for sent in farm.requests:
            assert kills(sent) == ""
            assert json.loads(json.dumps(mutant)) == sent, "it was changed on the way"

    send()
    print(f"\n{counted['made']} mutants: {counted['fatal']} fatal, {counted['wrong']} wrong, {counted['sent']} sent")
    assert counted["made"] >= MUTANTS
    assert counted["fatal"] > MUTANTS / 50, "the mutants are too tame to prove anything"
    assert counted["sent"] > MUTANTS / 50, "the gate refuses everything"
