"""The mutation test of the engine: which changes it makes, and how sure its score is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mutation.interval import interval
from benchmarks.mutation.mutants import is_python, mutants
from engine.cases import ROOT as CASES


def changed(source: str) -> set[str]:
    """All sources that differ from this one by one change and that Python reads."""
    content = source.encode()
    made = {mutant.applied(content) for mutant in mutants(content)}
    return {text.decode() for text in made if is_python(text)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(a < b)", {"f((a) <= (b))", "pass"}),
        ("x = a == b", {"x = (a) != (b)", "x = None"}),
        ("x = a and b", {"x = (a) or (b)", "x = None"}),
        ("x = not a", {"x = (a)", "x = None"}),
        ("x += y", {"x -= y"}),
        ("x = a + b", {"x = (a) - (b)", "x = None"}),
        ("if a:\n    pass", {"if not (a):\n    pass"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("x = 7", {"x = 8", "x = None"}),
        ("x = True", {"x = False", "x = None"}),
        ("x = '申'", {"x = ''", "x = None"}),
        ("x = ''", {"x = 'XX'", "x = None"}),
        ("x = '申请'", {"x = 'XX申请'", "x = None"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if (not (c))]", "x = None"}),
        ("for a in b:\n    continue", {"for a in b:\n    break"}),
        (
            "x = '申' + f(1)  # 请",
            {"x = ('申') - (f(1))  # 请", "x = '' + f(1)  # 请", "x = '申' + f(2)  # 请", "x = None  # 请"},
        ),
    ],
)
def test_changes_of_a_source(source: str, expected: set[str]) -> None:
    assert changed(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "def f(a: int) -> bool:\n    '''And another.'''",
        "from a import b\nimport c",
        "@dataclass(frozen=True)\nclass A:\n    b: int",
        "if TYPE_CHECKING:\n    x = 1",
        "Lang = Literal['zh', 'en']",
        "assert a == b, 'never'",
        "f'{a} and {b + 1}'",
        "raise TypeError('only a programmer sees it')",
    ],
)
def test_what_no_test_could_notice_stays(source: str) -> None:
    assert changed(source) == set()


def test_every_module_of_the_engine_can_be_changed_where_it_says() -> None:
    """In the sources themselves: what stands at the place of a change is what is said to stand there."""
    for file in sorted((CASES.parent / "engine/observe").rglob("*.py")):
        source = file.read_bytes()
        for mutant in mutants(source):
            assert source[mutant.start : mutant.end].decode() == mutant.before
            assert mutant.line <= mutant.last_line <= source.count(b"\n") + 1


def test_whoever_tries_mutants_imports_nothing_of_the_engine() -> None:
    """What is imported already would stay as it is, and every mutant would survive."""
    code = (
        "import sys; sys.argv = ['mutation']; import benchmarks.mutation.__main__ as m; m.preload();"
        "print([name for name in sys.modules if name.partition('.')[0] in ('engine', 'commands', 'web', 'cli')])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=CASES.parent, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Computed by hand from Wilson's formula; 0 of 10 and 10 of 10 mirror each other.
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (85, 100, 0.7672, 0.9069)],
)
def test_interval(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=1e-4)


@settings(max_examples=50)
@given(st.integers(1, 2000), st.data())
def test_an_interval_holds_the_share_and_shrinks(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    low, high = interval(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    more_low, more_high = interval(4 * hits, 4 * of)
    assert more_high - more_low < high - low
