"""Nuke reads this in every session, also those that only render: nothing to do, and nothing that could fail."""
