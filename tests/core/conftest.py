"""Tests of what only Windows has are marked `windows(reason)`; elsewhere they are deselected."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "windows(reason): of what only Windows has; deselected elsewhere")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out on other systems."""
    away = [item for item in items if os.name != "nt" and item.get_closest_marker("windows")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
