"""Two versions of a report: what changed, what was mended, what is new."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases import ROOT
from engine.compare import Comparison, compare
from engine.json_text import dumps, loads
from engine.readers import read_bytes
from engine.score import Engine
from tests.strategies import consistent_reports
from tests.test_cli import run

GOOD: dict[str, Any] = loads((ROOT / "reports/huaian-2024.json").read_text("utf-8"))


def compared(engine: Engine, before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    readings = [read_bytes(dumps(report).encode(), "r.json", engine.book) for report in (before, after)]
    first, second = (engine.scored(reading, lang="en") for reading in readings)
    return compare(engine.book, first, second, "en")


def changed(**cells: int) -> dict[str, Any]:
    report = copy.deepcopy(GOOD)
    for name, value in cells.items():
        report["tables"]["requests"][name]["total"] = value
    return report


def test_a_report_and_itself(reference: Engine) -> None:
    found = compared(reference, changed(granted=1), changed(granted=1))
    assert (found.cells, found.texts, found.mended, found.fresh) == ((), (), (), ())
    assert {finding.rule for finding in found.remaining} == {"requests-row-total", "requests-total"}


def test_mended_and_new(reference: Engine) -> None:
    found = compared(reference, changed(granted=1), changed(partially_granted=1))
    assert {(f.rule, f.locations[-1].row) for f in found.mended} == {("requests-row-total", "granted")}
    assert {(f.rule, f.locations[-1].row) for f in found.fresh} == {("requests-row-total", "partially_granted")}
    # The column's sum was broken before and is now, by another figure.
    assert [finding.rule for finding in found.remaining] == ["requests-total"]
    assert [(c.row, c.column, c.before, c.after) for c in found.cells] == [
        ("granted", "total", 1, 1362),
        ("partially_granted", "total", 454, 1),
    ]


def test_sentences_that_went_and_came(reference: Engine) -> None:
    after = copy.deepcopy(GOOD)
    after["sections"]["other"]["text"] = "全年没有收费。（说明见附件。）"
    (change,) = compared(reference, GOOD, after).texts
    assert change.section == "other"
    assert change.gone == (GOOD["sections"]["other"]["text"],)
    assert change.came == ("全年没有收费。", "（说明见附件。）")


def test_two_forms_are_compared_where_they_meet(reference: Engine) -> None:
    old: dict[str, Any] = loads((ROOT / "reports/longgang-2020.json").read_text("utf-8"))
    found = compared(reference, old, GOOD)
    assert ("requests", "new_received", "total") in {(c.table, c.row, c.column) for c in found.cells}
    assert not {c.row for c in found.cells} & {"other", "other.remaining", "procurement"}
    assert {(c.row, c.column) for c in found.cells if c.table == "proactive"} <= {
        ("regulations", "made"),
        ("normative_documents", "made"),
        ("licences", "decisions"),
        ("penalties", "decisions"),
        ("coercive_measures", "decisions"),
    }


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_exactly_the_cells_that_differ_are_told(reference: Engine, data: st.DataObject) -> None:
    before = data.draw(consistent_reports(reference.book))
    after = copy.deepcopy(before)
    rows = after["tables"]["requests"]
    cells = sorted((row, column) for row in rows for column in rows[row])
    changes = data.draw(st.dictionaries(st.sampled_from(cells), st.integers(1, 9), max_size=5))
    for (row, column), more in changes.items():
        rows[row][column] += more
    found = compared(reference, before, after)
    assert {(c.row, c.column) for c in found.cells} == set(changes)
    back = compared(reference, after, before)
    assert [f.rule for f in back.mended] == [f.rule for f in found.fresh]


def test_a_very_long_text_is_compared_in_bounded_time(reference: Engine) -> None:
    before, after = copy.deepcopy(GOOD), copy.deepcopy(GOOD)
    before["sections"]["overview"]["text"] = "".join(f"甲{n}。" for n in range(200_000))
    after["sections"]["overview"]["text"] = "".join(f"甲{n}。" for n in range(199_999, 0, -1))
    (change,) = compared(reference, before, after).texts
    assert (change.gone, change.came) == (("甲0。",), ())


def test_the_command(tmp_path: Path) -> None:
    files = []
    for name, report in (("a.json", changed(granted=1)), ("b.json", GOOD)):
        (tmp_path / name).write_text(dumps(report), "utf-8")
        files.append(str(tmp_path / name))
    found = json.loads(run("compare", *files, "--format", "json").stdout)
    assert found["schema"] == "compliance-comparison/1"
    assert {finding["rule"] for finding in found["mended"]} == {"requests-row-total", "requests-total"}
    text = run("compare", *files, "--lang", "en").stdout.decode()
    assert "Mended: 2" in text
    assert "Table 3 / (1) Granted / Total: 1 → 1362" in text
    assert run("compare", files[0], str(tmp_path / "none.json")).returncode == 2
