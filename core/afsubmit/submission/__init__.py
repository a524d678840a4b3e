"""The engine between a host and a farm: scene state in, jobs out. No Qt and no host import.

A chamber for each step of a submission's life: `settings`, `planning`, `sending`, `history`, `hooks`. Each may use what
stands left of it.
"""
