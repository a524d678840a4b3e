"""Who and where: folders, configuration, identity, server and path map. Reading creates nothing."""

from __future__ import annotations
