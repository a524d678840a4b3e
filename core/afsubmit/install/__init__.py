"""Puts a plugin, with the core in it, where an application looks for such things, and takes exactly that away again.

Nothing of a Python installation is ever put on an application's path: a plugin is a folder that needs nothing else.
"""

from __future__ import annotations
