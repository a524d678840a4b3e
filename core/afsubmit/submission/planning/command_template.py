"""A command line with words in braces, the application's own or a studio's, and what a submission puts there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...document.shell_words import quoted_places
from ...errors import QuotingError
from .scene import BlockRequest

KEY = "command_template"
_FIX = "Correct the command template."
_WORD = re.compile(r"\{(\w*)\}( *)")


class CommandTemplate:
    """What the setting `command_template` says, with its paths as the farm has them; where it is empty, `own`."""

    def __init__(self, request: BlockRequest, own: str) -> None:
        """Take the template; `own` is the application's, such as "{program} {options} {scene}"."""
        studio = str(request.settings[KEY]).strip()
        self._text, self._quoted = own, set[int]()
        if studio:
            self._text = request.farm.command(studio, KEY)
            self._quoted = quoted_places(self._text, request.farm.farm_os)

    def has(self, name: str) -> bool:
        """Whether `{name}` stands in it."""
        return f"{{{name}}}" in self._text

    def filled(self, words: Mapping[str, str]) -> str:
        """The command line; `words` are finished, quoted for the farm's shell. What is empty goes with its blanks.

        Raises:
            QuotingError: it has a word that is not in `words`, or one that brings quotes where quotes are already.
        """

        def word(found: re.Match[str]) -> str:
            name, blank = found.groups()
            if name not in words:
                known = ", ".join(f"{{{name}}}" for name in sorted(words))
                raise QuotingError(f"The command template has {{{name}}}; it can have {known}.", _FIX)
            if found.start() in self._quoted and set(words[name]) & set("'\""):
                raise QuotingError(f"The command template has {{{name}}} inside quotes, and it brings its own.", _FIX)
            is_alone = self._text[: found.start()][-1:] in ("", " ")
            return words[name] + blank if words[name] or not is_alone else ""

        return _WORD.sub(word, self._text).rstrip(" ")
