"""A mask is a program that the server runs: what could kill or hold it is refused, everyday masks are not."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document import validate
from afsubmit.document.masks import NAME_BYTES, why_dangerous, why_refused
from afsubmit.submission.planning.names import mask_of

BLOCK = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 3, "command": "x"}
JOB = {"name": "a", "user_name": "jimmy", "host_name": "pc01", "blocks": [BLOCK]}
ACTION = {"user_name": "jimmy", "host_name": "pc01", "type": "jobs"}

EVERYDAY = """
    comp|Write1|shot_010 .* .+ ..* render.* .*comp.* .*comp .*_v[0-9]+ (a|b) (a|b).* render[0-9]+ pc0[1-9]|pc1[0-9]
    render-?[0-9]{2,3} (render|ws)-?[0-9]{2,3} (nuke|maya|blender).* shot_[0-9]+_v[0-9]+ sh[0-9]{3}_(comp|light)_.*
    comp(_v[0-9]+)? (seq[0-9]+)_(shot[0-9]+)_.* ([a-z]+_){2}v[0-9]+ ([a-z]+_){1,3}comp .*_(left|right)_.* [^_]+_[^_]+_.*
    [a-z]+_[a-z]+_[a-z]+_[0-9]+ .*foo.*bar.*baz.* .*shot.*comp.*v[0-9]+.* (.*)comp(.*) (.*)_comp ^job$ .*?x a+? (ab|cd)*
    render\\d+ .*\\.nk \\w+\\s\\w+ (?!.*_tmp).* (?:a|b)(?=c) [[:alpha:]]+[[:digit:]]* [A-Za-z0-9_.-]+ a{3} [-a] [a-] a]b
    Prep[.]Inner é|日本 .*é.* (beauty|shadow|spec|diffuse)[.][0-9]{4} [0-9]{4}-[0-9]{4} job-1(-[0-9]+)? v0*12
    (render|ws|pc)[0-9]*[.]studio[.]lan .*(beauty|shadow).* [A-Z]{3}_[0-9]{4}_.* (?:.*_)?comp (Write|Read)[0-9]* a}b
""".split()

DANGEROUS = [
    "(a+)+", "(a+)+b", "(a*)*", "(.*)*(.*)*", "(.*)*(.*)*(.*)*xq", "(a|a)*", "(a|ab)*", "(a|ab)*c",
    "(aa?)*", "a**", "a+*", "a{2}{3}", "(a{1,})+", "(a+){2,}", "(a+){30}", ".*.*.*.*x", ".*a.*a.*a.*a.*b", "a*a*a*a*b",
    "(a*)(a*)(a*)(a*)(a*)b", "(.+)+", "(x+x+)+y", "([a-z]+)*", "(\\w+\\s?)*", "(.*a){12}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(()|a)*", "(a?)+", "(^)*", "((a|b)+)*", "(a?){500}", "(?=(a+)+b)a", "(?!(a+)+b).*", "(?:(?=a)a)*",
    "(a)\\1", "(.*)\\1+",
    "(a{1000}){1000}", "a{100000}", "a{1,99999999999}", "(a{0,100}){0,100}", "(()()()()()()()()()()()()()()()()()()a)*",
    "((((((((((((((((((a))))))))))))))))))*",
]  # fmt: skip

UNREADABLE = [
    "a[", "a(", "a)", "*a", "+", "a|*", "(?i)a", "(?<=a)b", "(?P<x>a)", "a{", "a{,3}", "a{3,2}", "a{x}", "[z-a]",
    "[a-\\d]", "\\A", "a\\", "[]]", "[^]", "[[:foo:]]", "[[.a.]]", "[[=a=]]", "é+", "[é]", "^*",
]  # fmt: skip

LONG = [
    pytest.param("a" * 88_062, id="letters"),
    pytest.param("." * 5000, id="any letters"),
    pytest.param("(" * 16_268 + "a" + ")" * 16_268, id="brackets"),
    pytest.param("(" * 16_268, id="brackets that are not closed"),
    pytest.param("(?:" * 300 + "a" + ")" * 300, id="other brackets"),
    pytest.param("[a]" * 40_000, id="sets"),
    pytest.param("a|" * 100_000, id="alternatives"),
    pytest.param("a?" * 60 + "a" * 60, id="letters that may be left out"),
    pytest.param("(a|a)" * 60 + "b", id="alternatives that are the same"),
    pytest.param("[a-z]*" * 9 + "1", id="repetitions side by side"),
    pytest.param("a" * 88_062 + "[", id="letters, and a mistake behind them"),
]

PLACES = {
    "job.depend_mask": lambda mask: {"job": {**JOB, "depend_mask": mask}},
    "job.depend_mask_global": lambda mask: {"job": {**JOB, "depend_mask_global": mask}},
    "job.hosts_mask": lambda mask: {"job": {**JOB, "hosts_mask": mask, "hosts_mask_type": "regex"}},
    "job.hosts_mask_exclude": lambda mask: {"job": {**JOB, "hosts_mask_exclude": mask, "hosts_mask_type": "regex"}},
    "job.blocks[0].depend_mask": lambda mask: {"job": {**JOB, "blocks": [{**BLOCK, "depend_mask": mask}]}},
    "job.blocks[0].tasks_depend_mask": lambda mask: {"job": {**JOB, "blocks": [{**BLOCK, "tasks_depend_mask": mask}]}},
    "job.blocks[0].hosts_mask": lambda mask: {
        "job": {**JOB, "hosts_mask_type": "regex", "blocks": [{**BLOCK, "hosts_mask": mask}]}
    },
    "action.mask": lambda mask: {"action": {**ACTION, "mask": mask, "operation": {"type": "pause"}}},
    "action.params.depend_mask": lambda mask: {"action": {**ACTION, "ids": [2], "params": {"depend_mask": mask}}},
    "action.params.tasks_depend_mask": lambda mask: {
        "action": {**ACTION, "ids": [2], "block_ids": [0], "params": {"tasks_depend_mask": mask}}
    },
    "action.operation.blocks[0].depend_mask": lambda mask: {
        "action": {
            **ACTION, "ids": [2], "operation": {"type": "append_blocks", "blocks": [{**BLOCK, "depend_mask": mask}]}
        }
    },
    "action.params.pattern": lambda mask: {
        "action": {**ACTION, "type": "pools", "ids": [2], "params": {"pattern": mask}}
    },
}  # fmt: skip
PREFIXES = {
    "job.hosts_mask": lambda mask: {"job": {**JOB, "hosts_mask": mask}},
    "job.blocks[0].hosts_mask_exclude": lambda mask: {
        "job": {**JOB, "blocks": [{**BLOCK, "hosts_mask_exclude": mask}]}
    },
    "action.params.hosts_mask": lambda mask: {
        "action": {**ACTION, "type": "users", "ids": [2], "params": {"hosts_mask": mask}}
    },
    "action.block_mask": lambda mask: {
        "action": {**ACTION, "ids": [2], "block_mask": mask, "operation": {"type": "skip"}}
    },
    "get.mask": lambda mask: {"get": {"type": "renders", "mask": mask}},
}
"""Where a mask is a list of prefixes, until somebody turns it into an expression."""


def errors(root: Any) -> list[str]:
    return [problem.where for problem in validate.request_problems(root) if problem.level == "error"]


@pytest.mark.parametrize("mask", EVERYDAY)
def test_everyday_mask_is_taken(mask: str) -> None:
    assert why_refused(mask) == ""


@pytest.mark.parametrize("mask", DANGEROUS + LONG)
def test_mask_that_could_hold_or_kill_the_server_is_refused(mask: str) -> None:
    assert why_dangerous(mask)


@pytest.mark.parametrize("mask", UNREADABLE)
def test_mask_that_the_server_cannot_read_is_refused_but_not_called_dangerous(mask: str) -> None:
    assert why_refused(mask)
    assert why_dangerous(mask) == ""


@pytest.mark.parametrize("where", PLACES)
def test_mask_is_refused_wherever_the_server_runs_it(where: str) -> None:
    for mask in ("(a+)+b", "a" * 88_062, "(" * 16_268 + "a" + ")" * 16_268, "a["):
        assert where in errors(PLACES[where](mask))
    assert where not in errors(PLACES[where]("(a|b).*"))


def test_pattern_of_a_pool_is_refused_when_its_alternatives_are_the_same_but_for_their_case() -> None:
    """Pools are matched without regard to case."""
    assert "action.params.pattern" in errors(PLACES["action.params.pattern"]("(a|A)*"))
    assert "action.mask" not in errors(PLACES["action.mask"]("(a|A)*"))


@pytest.mark.parametrize("where", PREFIXES)
def test_list_of_prefixes_is_refused_when_it_would_be_dangerous_as_an_expression(where: str) -> None:
    assert where in errors(PREFIXES[where]("(a+)+b"))
    assert where not in errors(PREFIXES[where]("render|ws-01,*.lan"))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([f"layer {number:03} [beauty] (v1.{number})" for number in range(500)], id="500 blocks"),
        pytest.param([f"{'n' * 130}{number}" for number in range(500)], id="500 long names"),
        pytest.param([f"日本 {number}" for number in range(900)], id="900 names outside ASCII"),
        pytest.param([chr(number) * 3 for number in range(32, 127)], id="every sign"),
    ],
)
def test_mask_that_names_hundreds_of_blocks_is_taken(names: list[str]) -> None:
    assert why_refused(mask_of(names)) == ""
    assert why_refused(f"({mask_of(names[:50])})") == ""


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
@settings(deadline=None, derandomize=True)
def test_mask_of_any_names_is_taken(names: list[str]) -> None:
    assert why_refused(mask_of([name.replace("\ud800", "") for name in names])) == ""


@pytest.mark.parametrize(
    ("where", "root"),
    [
        pytest.param("job.name", {"job": {**JOB, "name": "n" * 241}}, id="job"),
        pytest.param("job.user_name", {"job": {**JOB, "user_name": "n" * 241}}, id="user"),
        pytest.param("job.host_name", {"job": {**JOB, "host_name": "n" * 241}}, id="host"),
        pytest.param("job.branch", {"job": {**JOB, "branch": "/n" * 121}}, id="branch"),
        pytest.param("job.blocks[0].name", {"job": {**JOB, "blocks": [{**BLOCK, "name": "日" * 81}]}}, id="block"),
        pytest.param(
            "action.params.name", {"action": {**ACTION, "ids": [2], "block_ids": [0], "params": {"name": "n" * 241}}},
            id="new name of a block",
        ),
        pytest.param(
            "action.params.user_name", {"action": {**ACTION, "ids": [2], "params": {"user_name": "n" * 241}}},
            id="new owner",
        ),
    ],
)  # fmt: skip
def test_name_that_masks_are_matched_with_is_bounded(where: str, root: Any) -> None:
    assert where in errors(root)


PARTS = (
    "a b c . a* b* .* a+ [ab]* (a|b)* (ab)* (a|aa) (ab|a)? a? (.*a|b) (a*|b) (a.*b)? (a*b){1,3} (a|b){1,9} (a?b?) | ( )"
    " (?=.*b) (?!.*ab) a{3} .{0,200} ^ $ (a+)+ (a*)* (a|a)+ \\b [^a]* )* )+ (?: ){2,4} )?"
).split()
NAMES = ["a" * NAME_BYTES, "a" * 239 + "c", "ab" * 120, "aab" * 80, "a" * 120 + "b" * 120]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map("".join))
@settings(deadline=None, derandomize=True, max_examples=400, suppress_health_check=list(HealthCheck))
def test_whatever_mask_is_taken_comes_to_an_end_on_the_worst_names(mask: str) -> None:
    """Run for real, by an engine that tries every way as the server's does: one that slipped through never ends."""
    if why_refused(mask):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pattern = re.compile(mask)
    for name in NAMES:
        pattern.fullmatch(name)
