"""The Afanasy protocol: frames (pure) and the client, the only place of the suite that opens a socket to a farm."""

from __future__ import annotations

from .address import Address, JobId
from .client import Client

__all__ = ["Address", "Client", "JobId"]
