"""The words and bits of the state of jobs, blocks, tasks and renders, as afserver writes them."""

from __future__ import annotations

import functools

RDY, RUN, WDP, WTM, DON, ERR, STO, STE, SKP, OFF, WRN, PER, PBR, PSC = (1 << bit for bit in range(14))
PPA, RER, WRC, TRY, SUS = (1 << bit for bit in range(16, 21))
FAILED_POST = 1 << 14
BAD_FILES = 1 << 15
FATAL_ERROR = 1 << 21
SOLVED = 1 << 62
"""The server's own bit, set once a task ran; it says nothing to a client."""

WORDS = {
    "RDY": RDY, "RUN": RUN, "DON": DON, "ERR": ERR, "SKP": SKP, "OFF": OFF, "WRN": WRN, "PER": PER, "PBR": PBR,
    "PSC": PSC, "WDP": WDP, "WTM": WTM, "STO": STO, "STE": STE, "PPA": PPA, "RER": RER, "WRC": WRC, "TRY": TRY,
    "SUS": SUS,
}  # fmt: skip
"""Word to bit, in the order in which the server writes the words (not the order of the bits)."""

RENDER_WORDS = ("ONL", "NbY", "NBY", "RUN", "DRT", "WFL", "WSL", "WWK", "PAU", "SIC")
"""The words of a render's state, bit 0 first; a render without bit 0 is written as OFF."""


def masked(st: int) -> int:
    """`st` without the server's own bit: small enough for any number type."""
    return st & ~SOLVED


@functools.lru_cache(maxsize=1024)
def text(st: int) -> str:
    """The state as the server writes it: each word after a blank, "" when no bit has a word."""
    return "".join(f" {word}" for word, bit in WORDS.items() if st & bit)


def bits(state: str) -> int:
    """The bits of a text such as " RUN WRN"; words that are not known count nothing."""
    found = 0
    for word in state.split():
        found |= WORDS.get(word, 0)
    return found


def render_text(st: int) -> str:
    """The state of a render as the server writes it."""
    words = [word for bit, word in enumerate(RENDER_WORDS) if st & 1 << bit]
    return "".join(f" {word}" for word in (words if st & 1 else ["OFF", *words]))
