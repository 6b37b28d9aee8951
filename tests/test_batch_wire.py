"""Rows on their way between processes: what arrives is what was sent, and nothing else is believed."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.result import Result
from engine.batch.table import Row
from engine.batch.wire import dump, load
from tests.test_cli import ROOT

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCORES = st.none() | st.decimals("0", "100", places=2)
RESULTS = st.builds(
    Result, file=TEXTS, sha256=TEXTS, state=st.sampled_from(["scored", "unusable", "failed"]), reason=TEXTS,
    year=st.none() | st.integers(1900, 2999), unit=TEXTS, score=SCORES, gaps=st.integers(0, 99), card=TEXTS,
    report=TEXTS,
)  # fmt: skip
ROWS = st.lists(st.builds(Row, RESULTS, TEXTS, TEXTS), max_size=4)
ROW = Row(
    Result("甲.json", "00", "scored", year=2024, score=Decimal("97.50"), card='{"a":"甲\\n"}', report="{}\n"), "s"
)


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_what_arrives_is_what_was_sent(rows: list[Row]) -> None:
    arrived = load(dump(rows))
    assert arrived == rows
    assert [str(row.result.score) for row in arrived] == [str(row.result.score) for row in rows]


def test_what_was_cut_short_is_refused() -> None:
    whole = dump([ROW, ROW])
    ends = [size for size in range(len(whole)) if not refused(whole[:size])]
    assert ends == [0, len(whole) // 2]  # between rows: there the number of rows tells


@pytest.mark.parametrize(
    "content",
    [
        b"\n", b"[]\n", b"{}\n", b"null\n", b"\xff\n", b"[" * 100_000 + b"\n",
        b'[{}, null, "", "", [0, 0]]\n',
        b'[{"file":"","sha256":"","state":"scored"}, "x", "", "", [0, 0]]\n',
        b'[{"file":"","sha256":"","state":"scored"}, null, "", "", [-1, 1]]\n\n',
        b'[{"file":"","sha256":"","state":"scored"}, null, "", "", ["1", 0]]\n1',
        b'[{"file":"","sha256":"","state":"scored"}, null, "", "", [1, 0]]\n\xff',
        b'[{"file":"","sha256":"","state":"scored","card":""}, null, "", "", [0, 0]]\n',
    ],
)  # fmt: skip
def test_what_no_worker_of_ours_says_is_refused(content: bytes) -> None:
    assert refused(content)


def refused(content: bytes) -> bool:
    try:
        load(content)
    except (ValueError, TypeError, RecursionError):
        return True
    return False


def test_values_of_other_types_are_refused_by_the_table() -> None:
    pytest.importorskip("pyarrow")
    from engine.batch.table import table_of

    for before, after in ((b'"year": 2024', b'"year": "x"'), (b'"gaps": 0', b'"gaps": 99999999999'),
                          (b'"unit": ""', b'"unit": 7'), (b'"97.50"', b'"1e99"')):  # fmt: skip
        assert before in dump([ROW])
        with pytest.raises((ValueError, TypeError)):
            table_of(load(dump([ROW]).replace(before, after)))


def test_a_worker_starts_without_the_library_for_parquet() -> None:
    """It takes as long to import as all else that a worker needs."""
    program = (
        "import sys, engine.batch.worker, engine.batch.judge\n"
        "print(len(sys.modules), *{'pyarrow', 'numpy', 'pydantic', 'yaml'} & sys.modules.keys())"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    count, *heavy = told.stdout.split()
    assert heavy == []
    assert 0 < int(count) <= 300
