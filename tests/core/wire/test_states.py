"""Words and bits of states, against every state that was recorded."""

from __future__ import annotations

import pytest

from afsubmit.wire import states

from .conftest import decoded, exchanges, golden_files


def states_in(value):
    """Every pair (st, state) of a job, block or task inside an answer."""
    if isinstance(value, dict):
        if "st" in value and "pool" not in value and "renders_total" not in value:
            yield value["st"], value.get("state", "")
        for inner in value.values():
            yield from states_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from states_in(inner)


def test_recorded_states_when_written_from_their_bits_then_same_words() -> None:
    seen = set()
    for file in golden_files():
        for _, response in exchanges(file):
            if response.startswith(b"AFANASY"):
                seen.update(states_in(decoded(response)))
    assert len(seen) > 20
    for st, state in seen:
        assert states.text(st) == state, st


@pytest.mark.parametrize(
    ("st", "words"),
    [
        pytest.param(0, "", id="nothing"),
        pytest.param(states.DON | states.SKP, " DON SKP", id="skipped"),
        pytest.param(states.WDP | states.OFF, " OFF WDP", id="the server's order, not the bits'"),
        pytest.param(states.ERR | states.BAD_FILES, " ERR", id="a bit without a word"),
        pytest.param(states.RDY | states.SOLVED, " RDY", id="the server's own bit"),
    ],
)
def test_state_when_written_then_words_of_the_server(st: int, words: str) -> None:
    assert states.text(st) == words
    assert states.bits(words) == st & ~(states.SOLVED | states.BAD_FILES)


def test_masked_when_the_servers_own_bit_is_set_then_a_small_number() -> None:
    assert states.masked(4611686018427387936) == 32
