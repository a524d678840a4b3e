"""`afsubmit completion SHELL`: a script that lets the shell complete commands, words and their choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse


class CompletedWord(NamedTuple):
    """A word with dashes: `choices` of what follows it, none for anything; `is_alone` when nothing follows."""

    text: str
    help: str
    choices: Sequence[str]
    is_alone: bool


SHELLS = {
    "bash": 'eval "$(afsubmit completion bash)" in ~/.bashrc',
    "zsh": "afsubmit completion zsh > a file called _afsubmit in a folder of $fpath",
    "fish": "afsubmit completion fish > ~/.config/fish/completions/afsubmit.fish",
    "powershell": "afsubmit completion powershell | Out-String | Invoke-Expression in the file $PROFILE",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit completion` takes."""
    parser.epilog = "; ".join(f"{shell}: {text}" for shell, text in SHELLS.items())
    parser.add_argument("shell", choices=list(SHELLS), help="the shell that the script is for")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    lines = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}[arguments.shell]()
    print("\n".join(lines))
    return 0


def words_of(command: str) -> list[CompletedWord]:
    """The words with dashes that `command` takes."""
    from .main import parser_of

    parser = parser_of(command)
    return [
        CompletedWord(
            text, (action.help or "").replace("%%", "%").partition(". ")[0], _choices(action), action.nargs == 0
        )
        for action in parser._actions
        for text in action.option_strings
        if text.startswith("--") and action.help != "==SUPPRESS=="
    ]


def choices_after(command: str) -> Sequence[str]:
    """What may follow `command` at once, where that is one of a few words."""
    from .main import parser_of

    first = next((action for action in parser_of(command)._actions if not action.option_strings), None)
    return _choices(first) if first else []


def _choices(action: argparse.Action) -> Sequence[str]:
    if action.choices:
        return [str(choice) for choice in action.choices]
    return action.metavar.split("|") if isinstance(action.metavar, str) and "|" in action.metavar else []


def _commands() -> dict[str, str]:
    from .main import COMMANDS

    return COMMANDS


def _choices_by_place() -> Iterator[tuple[str, Sequence[str]]]:
    """A command with the word before the cursor, itself or one of its words, and what may follow that."""
    for command in _commands():
        following = [(command, choices_after(command)), *((word.text, word.choices) for word in words_of(command))]
        yield from ((f"{command} {before}", choices) for before, choices in following if choices)


def _bash() -> Iterator[str]:
    yield "_afsubmit() {"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" choices=""'
    yield '  if [ "$COMP_CWORD" -eq 1 ]; then'
    yield f'    choices="{" ".join(_commands())}"'
    yield "  else"
    yield '    case "${COMP_WORDS[1]} $before" in'
    for place, choices in _choices_by_place():
        yield f'      "{place}") choices="{" ".join(choices)}" ;;'
    yield "    esac"
    yield '    if [ -z "$choices" ] && [ "${word:0:1}" = "-" ]; then'
    yield '      case "${COMP_WORDS[1]}" in'
    for command in _commands():
        yield f'        {command}) choices="{" ".join(word.text for word in words_of(command))}" ;;'
    yield "      esac"
    yield "    fi"
    yield "  fi"
    yield '  COMPREPLY=($(compgen -W "$choices" -- "$word"))'
    yield "}"
    yield "complete -o default -F _afsubmit afsubmit"


def _zsh() -> Iterator[str]:
    yield "#compdef afsubmit"
    yield "local -a commands"
    yield "commands=("
    for command, text in _commands().items():
        yield f"  {_quoted(f'{command}:{text}')}"
    yield ")"
    yield "if (( CURRENT == 2 )); then"
    yield "  _describe command commands"
    yield "  return"
    yield "fi"
    yield "shift words; (( CURRENT-- ))"
    yield "case $words[1] in"
    for command in _commands():
        yield f"  {command}) _arguments \\"
        for word in words_of(command):
            yield f"    {_quoted(_zsh_word(word))} \\"
        if choices_after(command):
            yield f"    '1:word:({' '.join(choices_after(command))})' \\"
        yield "    '*:file:_files' ;;"
    yield "esac"


def _zsh_word(word: CompletedWord) -> str:
    text = "".join(f"\\{letter}" if letter in "[]:\\" else letter for letter in word.help)
    following = "" if word.is_alone else f":value:({' '.join(word.choices)})" if word.choices else ":value:_files"
    return f"*{word.text}[{text}]{following}"


def _fish() -> Iterator[str]:
    for command, text in _commands().items():
        yield f"complete -c afsubmit -n __fish_use_subcommand -f -a {command} -d {_quoted(text)}"
        condition = _quoted(f"__fish_seen_subcommand_from {command}")
        if choices_after(command):
            yield f"complete -c afsubmit -n {condition} -f -a {_quoted(' '.join(choices_after(command)))}"
        for word in words_of(command):
            rest = f" -x -a {_quoted(' '.join(word.choices))}" if word.choices else "" if word.is_alone else " -r"
            yield f"complete -c afsubmit -n {condition} -l {word.text[2:]}{rest} -d {_quoted(word.help)}"


def _powershell() -> Iterator[str]:
    """For PowerShell 5 and 7: what is typed before the cursor decides, as in the other shells."""
    yield "Register-ArgumentCompleter -Native -CommandName 'afsubmit', 'afsubmit.exe', 'afsubmit.bat' -ScriptBlock {"
    yield "  param($word, $tree, $position)"
    yield "  $before = $tree.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position }"
    yield '  $typed = @($before | ForEach-Object { "$_" })'
    yield "  $choices = @()"
    yield "  if ($typed.Count -eq 1) {"
    yield f"    $choices = @({_listed(_commands())})"
    yield "  } else {"
    yield '    switch -CaseSensitive ("$($typed[1]) $($typed[-1])") {'
    for place, choices in _choices_by_place():
        yield f"      '{place}' {{ $choices = @({_listed(choices)}) }}"
    yield "    }"
    yield "    if ($choices.Count -eq 0 -and $word.StartsWith('-')) {"
    yield "      switch -CaseSensitive ($typed[1]) {"
    for command in _commands():
        yield f"        '{command}' {{ $choices = @({_listed(word.text for word in words_of(command))}) }}"
    yield "      }"
    yield "    }"
    yield "  }"
    yield "  $choices | Where-Object { $_.StartsWith($word) } | ForEach-Object {"
    yield "    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)"
    yield "  }"
    yield "}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(_quoted, words))


def _quoted(text: str) -> str:
    """`text` for any of the shells."""
    return "'" + text.replace("'", "’") + "'"
