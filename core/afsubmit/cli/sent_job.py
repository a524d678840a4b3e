"""A job that this command line has sent, and what became of it."""

from __future__ import annotations

from ..typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..submission.sending.delivery import Receipt
    from ..submitter.farm import FarmConnection


class SentJob(NamedTuple):
    """A job that is with a farm; `state` is "sent", or after a wait "done", "failed" or "deleted"."""

    receipt: Receipt
    farm: FarmConnection
    state: str = "sent"
