"""Expressions as an earlier process compiled them are the same, and whatever is wrong with them does no harm."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine import expressions
from engine.expressions import compiled
from tests.test_cli import GOOD, ROOT, run

EXPRESSIONS = [
    ("", 0),
    ("公开|(?P<name>申请)(?!x)", 0),
    (r"(?<!\d)(\d{1,3}(?:,\d{3})*+)(?P<unit>万?元)(?P=unit)?", re.ASCII),
    ("^[一二三]、", re.MULTILINE),
    ("(?i)pdf", 0),
    ("[\U00020000-\U0002a6df]", re.IGNORECASE),
]


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just begun."""
    for name, empty in (("_known", {}), ("_patterns", {}), ("_fresh", [])):
        monkeypatch.setattr(expressions, name, empty)


def at_the_next_start(kept: bytes | None) -> None:
    expressions._patterns.clear()
    expressions._known.clear()
    if kept is not None:
        expressions.know(kept)


def test_what_is_kept_gives_the_same_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [compiled(*item) for item in EXPRESSIONS]
    assert made == [re.compile(*item) for item in EXPRESSIONS]
    at_the_next_start(expressions.kept())
    monkeypatch.setattr(re, "compile", lambda *_: pytest.fail("it was compiled again"))
    again = [compiled(*item) for item in EXPRESSIONS]
    assert again == made
    assert [(p.flags, p.groups, p.groupindex) for p in again] == [(p.flags, p.groups, p.groupindex) for p in made]
    assert again[1].fullmatch("申请").groupdict() == {"name": "申请"}  # type: ignore[union-attr]
    assert expressions.kept() is None


def test_what_is_new_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled("甲")
    at_the_next_start(expressions.kept())
    compiled("甲")
    compiled("乙")
    at_the_next_start(expressions.kept())
    assert {expression for expression, _ in expressions._known} == {"甲", "乙"}
    monkeypatch.setattr(expressions, "_MOST", 2)
    compiled("丙")
    at_the_next_start(expressions.kept())
    assert {expression for expression, _ in expressions._known} == {"丙"}


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"hello",
        marshal.dumps(["x"]),
        marshal.dumps({("甲", 0): "x"}),
        marshal.dumps({("甲", 0): (32, b"\1\2\3", 0, {}, (None,))}),
        marshal.dumps({("甲", 0): (32, b"\xff" * 40, 0, {}, (None,))}),
        marshal.dumps({("甲", 0): (32, b"\0" * 40, -1, {}, ())}),
    ],
)
def test_what_cannot_be_used_is_compiled(kept: bytes) -> None:
    at_the_next_start(kept)
    assert compiled("甲") == re.compile("甲")


def test_another_python_compiles_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_pattern", lambda *_: (_ for _ in ()).throw(TypeError))
    assert compiled("甲") == re.compile("甲")
    assert expressions.kept() is None


def test_the_second_start_compiles_no_expression_of_the_rulebook(tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    assert run("score", "-q", GOOD, env=env).returncode == 0
    (file,) = tmp_path.glob("compliance/expressions-*")
    before = file.read_bytes()
    count = (
        "import atexit, sys\nfrom engine import expressions\n"
        "atexit.register(lambda: print(len(expressions._patterns), len(expressions._fresh)))\n"
        f"sys.argv = ['compliance', 'score', '-q', {GOOD!r}]\nimport cli\ncli.main()"
    )
    clean = {**os.environ, **env, "COMPLIANCE_CACHE": ""}
    result = subprocess.run([sys.executable, "-c", count], cwd=ROOT, env=clean, capture_output=True, check=False)
    patterns, fresh = map(int, result.stdout.split())
    assert patterns > 50
    assert fresh == 0
    assert file.read_bytes() == before
