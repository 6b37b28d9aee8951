"""Input that cannot be used: one line that says which file and where, exit status 2, and never a traceback."""

from __future__ import annotations

import copy
import json
import os
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.json_text import dumps
from engine.limits import DEFAULT, MEGABYTE
from engine.readers import read_bytes
from engine.reporters import REPORTERS, Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine, NoForm
from tests.test_cli import GOOD, ROOT, one_line, run

LANGS: tuple[Lang, ...] = ("zh", "en")
HEAD = '{"schema": "disclosure-report/1", "unit": {"name": "甲县人民政府"}, "year": 2024'
DEEP = 1_000_000


def report(more: str) -> str:
    """A report.json with more in it, as raw text."""
    return f"{HEAD}, {more}}}"


def cell(value: str, column: str = "total") -> str:
    return report(f'"tables": {{"requests": {{"granted": {{"{column}": {value}}}}}}}')


def fee(value: str) -> str:
    return report(f'"tables": {{"proactive": {{"fees": {{"amount_10k_yuan": {value}}}}}}}')


AT = "tables.requests.granted.total"
FEE = "tables.proactive.fees.amount_10k_yuan"
NOT_A_REPORT = 'not an annual report: "schema": "disclosure-report/1" is missing'
NOT_TEXT = "not a kind of file that can be read: Word, WPS, PDF, web page, Excel, picture, plain text, report.json"
BROKEN_PICTURE = "the picture is broken"

# name: (content, what is said of it after the file's name)
FAULTS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "the file is empty"),
    "blank": (" \t\r\n\f\v\n", "the file is empty"),
    "blank-wide": ("\u3000\n\u3000", "the file is empty"),
    "only-a-mark": (b"\xef\xbb\xbf", "the file is empty"),
    "only-a-mark-16": (b"\xff\xfe", "the file is empty"),
    "zeros": (b"\0" * 1000, "the file is empty"),
    "random": (random.Random(1).randbytes(4096), NOT_TEXT),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\b\6\0\0\0", BROKEN_PICTURE),
    "png-start": (b"\x89PNG\r\n\x1a\n", BROKEN_PICTURE),
    "elf": (b"\x7fELF\2\1\1" + b"\0" * 9 + b"\3\0\x3e\0\1\0\0\0", NOT_TEXT),
    "nul": (HEAD.encode() + b', "title": "\0"}', NOT_TEXT),
    "utf-16-cut": (("\ufeff" + HEAD + "}").encode("utf-16-le")[:-1], NOT_TEXT),
    "utf-32": ((HEAD + "}").encode("utf-32"), NOT_TEXT),
    "object": ("{}", NOT_A_REPORT),
    "array": ("[]", NOT_A_REPORT),
    "array-of-reports": (f"[{HEAD}}}]", NOT_A_REPORT),
    "schema-2": (HEAD.replace("report/1", "report/2") + "}", NOT_A_REPORT),
    "schema-list": ('{"schema": ["disclosure-report/1"]}', NOT_A_REPORT),
    "cut": (HEAD + ',\n "title": "甲', "line 2, column 11: not valid JSON"),
    "number-for-key": (report("\n 7: 1"), "line 2, column 2: not valid JSON"),
    "two": (HEAD + "}\n{}", "line 2, column 1: not valid JSON"),
    "comment": ("{\n// no comments\n}", "line 2, column 1: not valid JSON"),
    "control": (report('"x": "%s",\n"title": "\x01"' % ("字" * 200)), "line 2, column 11: not valid JSON"),
    "leading-zero": (cell("\n007"), "line 2, column 2: not valid JSON"),
    "deep-arrays": ("[" * DEEP, "the JSON is nested too deeply"),
    "deep-objects": ('{"a":' * (DEEP // 5), "the JSON is nested too deeply"),
    "deep-closed": (cell("[" * 5000 + "]" * 5000), "the JSON is nested too deeply"),
    "many-keys": (
        report(",".join(f'"k{i}": 1' for i in range(200_001))),
        "more than 200000 cells, lines and paragraphs (--limit cells=N allows more)",
    ),
    "many-rows": (
        report('"tables": {"requests": {' + ",".join(f'"k{i}": {{}}' for i in range(90_000)) + "}}"),
        "tables.requests.k0: unknown key",
    ),
    "key-twice": (report('"year": 2023'), "year: the key stands twice"),
    "key-twice-below": (cell('0, "total": 1'), f"{AT}: the key stands twice"),
    "key-twice-of-many": (
        report(",".join(f'"k{i}": 1' for i in range(50_000)) + ', "k49999": 2'),
        "k49999: the key stands twice",
    ),
    "nan": (cell("NaN"), f"{AT}: NaN is not a number"),
    "infinity": (fee("-Infinity"), f"{FEE}: -Infinity is not a number"),
    "1e30": (cell("1e30"), f"{AT}: 1{'0' * 30} is too large"),
    "10-to-30": (cell("1" + "0" * 30), f"{AT}: 1{'0' * 30} is too large"),
    "above-the-largest": (cell("1000000000000001"), f"{AT}: 1000000000000001 is too large"),
    "1e999999999": (cell("1e999999999"), f"{AT}: the number is too long (1e999999999…)"),
    "1e-999999999": (fee("1e-999999999"), f"{FEE}: the number is too long (1e-999999999…)"),
    "huge-exponent": (cell("1e" + "9" * 30), f"{AT}: the number is too long (1e{'9' * 30}…)"),
    "5000-digits": (cell("7" * 5000), f"{AT}: the number is too long ({'7' * 40}…)"),
    "negative": (
        cell("-1"),
        f'{AT}: -1 is below 0; if that is what stands there, write it as text ("-1")',
    ),
    "negative-fee": (
        fee("-0.5"),
        f'{FEE}: -0.5 is below 0; if that is what stands there, write it as text ("-0.5")',
    ),
    "half": (cell("1.5"), f"{AT}: the value '1.5' has the wrong type"),
    "true": (cell("true"), f"{AT}: the value 'true' has the wrong type"),
    "list-for-cell": (cell("[1]"), f"{AT}: the value '[…]' has the wrong type"),
    "object-for-cell": (cell('{"n": 1}'), f"{AT}: the value '{{…}}' has the wrong type"),
    "long-cell": (cell('"' + "无" * 201 + '"'), f"{AT}: the text is too long"),
    "surrogate-cell": (cell('"\\ud800"'), f"{AT}: the text holds invalid characters"),
    "surrogate-title": (report('"title": "\\udfff"'), "title: the text holds invalid characters"),
    "surrogate-key": (report('"tables": {"requests": {"\\ud800": {}}}'), "tables.requests: unknown key"),
    "unknown-key": (report('"titel": ""'), "titel: unknown key"),
    "unknown-python-name": (report('"schema_id": "disclosure-report/1"'), "schema_id: unknown key"),
    "unknown-control-key": (report('"a\\u001b[31m\\nb": 1'), "a\ufffd[31m\ufffdb: unknown key"),
    "unknown-section": (report('"sections": {"summary": {}}'), "sections.summary: unknown key"),
    "unknown-in-section": (
        report('"sections": {"other": {"txt": ""}}'),
        "sections.other.txt: unknown key",
    ),
    "unknown-table": (report('"tables": {"table3": {}}'), "tables.table3: unknown key"),
    "unknown-row": (report('"tables": {"requests": {"denied": {}}}'), "tables.requests.denied: unknown key"),
    "unknown-column": (cell("0", "sum"), "tables.requests.granted.sum: unknown key"),
    "unknown-row-2": (report('"tables": {"proactive": {"fee": {}}}'), "tables.proactive.fee: unknown key"),
    "unknown-column-2": (
        report('"tables": {"proactive": {"licences": {"made": 1}}}'),
        "tables.proactive.licences.made: unknown key",
    ),
    "unknown-row-4": (report('"tables": {"disputes": {"total": {}}}'), "tables.disputes.total: unknown key"),
    "unknown-in-unit": (
        '{"schema": "disclosure-report/1", "unit": {"name": "甲", "id": 1}, "year": 2024}',
        "unit.id: unknown key",
    ),
    "no-unit": ('{"schema": "disclosure-report/1", "year": 2024}', "unit: is missing"),
    "no-name": ('{"schema": "disclosure-report/1", "unit": {}, "year": 2024}', "unit.name: is missing"),
    "empty-name": (
        '{"schema": "disclosure-report/1", "unit": {"name": ""}, "year": 2024}',
        "unit.name: must not be empty",
    ),
    "no-year": ('{"schema": "disclosure-report/1", "unit": {"name": "甲"}}', "year: is missing"),
    "year-text": (HEAD.replace("2024", '"2024"') + "}", "year: the value '2024' has the wrong type"),
    "year-null": (HEAD.replace("2024", "null") + "}", "year: the value 'null' has the wrong type"),
    "year-half": (HEAD.replace("2024", "2024.5") + "}", "year: the value '2024.5' has the wrong type"),
    "year-2018": (
        HEAD.replace("2024", "2018") + "}",
        "year: no official form governs 2018 (2019-2099 can be scored)",
    ),
    "year-3000": (
        HEAD.replace("2024", "3000") + "}",
        "year: no official form governs 3000 (2019-2099 can be scored)",
    ),
    "year-minus": (HEAD.replace("2024", "-1") + "}", "year: no official form governs -1 (2019-2099 can be scored)"),
    "unit-text": (HEAD.replace('{"name": "甲县人民政府"}', '"甲"') + "}", "unit: the value '甲' has the wrong type"),
    "name-number": (HEAD.replace('"甲县人民政府"', "1") + "}", "unit.name: the value '1' has the wrong type"),
    "name-long": (HEAD.replace("甲县", "甲" * 201) + "}", "unit.name: the text is too long"),
    "kind": (
        HEAD.replace('"}', '", "kind": "village"}') + "}",
        "unit.kind: the value 'village' is not one of those allowed",
    ),
    "level-number": (
        HEAD.replace('"}', '", "level": 3}') + "}",
        "unit.level: the value '3' is not one of those allowed",
    ),
    "title-list": (report('"title": []'), "title: the value '[…]' has the wrong type"),
    "title-long": (report('"title": "%s"' % ("题" * 501)), "title: the text is too long"),
    "text-long": (
        report('"sections": {"other": {"text": "%s"}}' % ("字" * 2_000_001)),
        "sections.other.text: the text is too long",
    ),
    "text-null": (
        report('"sections": {"other": {"text": null}}'),
        "sections.other.text: the value 'null' has the wrong type",
    ),
    "section-text": (report('"sections": {"other": "无"}'), "sections.other: the value '无' has the wrong type"),
    "sections-list": (report('"sections": []'), "sections: the value '[…]' has the wrong type"),
    "tables-null": (report('"tables": null'), "tables: the value 'null' has the wrong type"),
    "table-number": (report('"tables": {"disputes": 4}'), "tables.disputes: the value '4' has the wrong type"),
    "row-list": (
        report('"tables": {"requests": {"granted": [0, 1]}}'),
        "tables.requests.granted: the value '[…]' has the wrong type",
    ),
    "30-february": (
        report('"published_on": "2024-02-30"'),
        "published_on: '2024-02-30' is not a date YYYY-MM-DD",
    ),
    "no-hyphens": (report('"published_on": "20240101"'), "published_on: '20240101' is not a date YYYY-MM-DD"),
    "wide-digits": (
        report('"submitted_on": "２０２４-０１-０１"'),
        "submitted_on: '２０２４-０１-０１' is not a date YYYY-MM-DD",
    ),
    "datetime": (
        report('"submitted_on": "2024-01-01T00:00:00"'),
        "submitted_on: '2024-01-01T00:00:00' is not a date YYYY-MM-DD",
    ),
    "date-number": (report('"submitted_on": 20240101'), "submitted_on: '20240101' is not a date YYYY-MM-DD"),
    "date-empty": (report('"published_on": ""'), "published_on: '' is not a date YYYY-MM-DD"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Every line on standard error by the file that it names, of one run over all faults."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in FAULTS.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("score", "--lang", "en", *FAULTS, str(ROOT / GOOD), cwd=folder, timeout=60)
    assert result.returncode == 2
    assert result.stdout.decode().count("龙港市人民政府 · 2020") == 1, "the good one is scored"
    lines: dict[str, list[str]] = {}
    for line in result.stderr.decode().split("\n")[:-1]:
        lines.setdefault(line.partition(": ")[0], []).append(line.partition(": ")[2])
    assert lines.keys() == FAULTS.keys()
    return lines


@pytest.mark.parametrize("name", FAULTS)
def test_fault(said: dict[str, list[str]], name: str) -> None:
    assert said[name] == [FAULTS[name][1]]


@pytest.mark.parametrize("name", ["deep-arrays", "deep-objects", "many-keys", "text-long", "png", "1e999999999"])
def test_fault_alone(tmp_path: Path, name: str) -> None:
    content, why = FAULTS[name]
    (tmp_path / "年报.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("score", "--lang", "en", "年报.json", cwd=tmp_path)
    assert (result.returncode, result.stdout, one_line(result)) == (2, b"", f"年报.json: {why}")


@pytest.mark.parametrize("content", ["3", '"x"', "null", "true", "很普通的一句话。", "<html></html>"])
def test_text_that_is_no_report(content: str) -> None:
    result = run("score", "--lang", "en", "-", stdin=content.encode())
    assert result.returncode == 2
    assert one_line(result) == "-: not an annual report: none of the official headings or tables was found"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.json", "no such file"),
        ("", "no such file"),
        (".", "this is a folder; name a file"),
        ("file/report.json", "the file cannot be opened: Not a directory"),
        ("x" * 300, "the file cannot be opened: File name too long"),
        ("pipe", "not a regular file"),
        ("loop", "the file cannot be opened: Too many levels of symbolic links"),
        ("large.json", "the file is larger than 32 MB (--limit size=N allows more)"),
        ("/dev/zero", "not a regular file"),
        ("/dev/null", "not a regular file"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices")
def test_what_is_no_document(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with open(tmp_path / "large.json", "wb") as large:
        large.truncate(DEFAULT.size * MEGABYTE + 1)
    result = run("score", "--lang", "en", name, cwd=tmp_path, timeout=5)
    shown = name if len(name) <= 200 else name[:200] + "…"
    assert (result.returncode, result.stdout, one_line(result)) == (2, b"", f"{shown or repr('')}: {why}")


@pytest.mark.skipif(os.name != "posix", reason="needs /dev/zero")
def test_standard_input_without_end() -> None:
    with open("/dev/zero", "rb") as zeros:
        result = run("score", "--lang", "en", "-", stdin=zeros.read(DEFAULT.size * MEGABYTE + 1))
    assert (result.returncode, one_line(result)) == (
        2,
        "-: the file is larger than 32 MB (--limit size=N allows more)",
    )


@pytest.mark.skipif(os.name != "posix", reason="needs names of bytes")
def test_odd_file_names(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"a\n\x1b[31mb.json", b"\xff\xfe.json", b"-h.json"):
        result = run("score", "--lang", "en", "--", name, cwd=tmp_path)
        shown = name.decode("utf-8", "surrogateescape")
        shown = "".join(c if c.isprintable() else "\ufffd" for c in shown)
        assert (result.returncode, one_line(result)) == (2, f"{shown}: no such file")
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write((ROOT / GOOD).read_bytes())
        for form in ("json", "table"):
            result = run("score", "--format", form, "--", name, cwd=tmp_path)
            assert (result.returncode, result.stderr) == (0, b"")
            assert result.stdout.decode()
            result = run("score", "--format", form, "-o", "card", "--", name, cwd=tmp_path)
            assert (result.returncode, result.stderr) == (0, b"")
            assert (tmp_path / "card").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_encodings_that_offices_use(engine: Engine, encoding: str) -> None:
    text = (ROOT / GOOD).read_text("utf-8")
    reading = read_bytes(text.encode(encoding), "x", engine.book)
    assert reading.report.unit.name == "龙港市人民政府"


def test_a_negative_count_as_text_is_a_finding(reference: Engine) -> None:
    card = reference.score(read_bytes(cell('"-1"').encode(), "x", reference.book))
    found = [finding for finding in card.findings if finding.rule == "count-not-whole"]
    assert [finding.observed for finding in found] == ["-1"]


def use(engine: Engine, content: bytes) -> bool:
    """Whether it is a report; then it is scored and rendered in both formats and languages."""
    try:
        reading = read_bytes(content, "x", engine.book)
        found = {lang: engine.scored(reading, lang=lang) for lang in LANGS}
    except NoForm:
        return False
    except Unusable as error:
        lines = [error.line(lang) for lang in LANGS]
        assert all(line.isprintable() for line in lines)
        return False
    for lang, report in found.items():
        assert not [rule for rule in report.card.rules if rule.status == "error"]
        page = len(content) % (2 * len(PAGES))  # pages take long to make: one of them, in one language, each time
        for form in [*TEXTS, *(PAGES[page // 2 :][:1] if lang == LANGS[page % 2] else ())]:
            shown = reporter(form)([report], Layout(lang, 80))
            assert isinstance(shown, bytes) or shown.encode("utf-8")
    return True


PAGES = tuple(form for form in REPORTERS if form in ("docx", "xlsx", "html"))
TEXTS = tuple(form for form in REPORTERS if form not in PAGES)
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3)
    | st.text(max_size=20)
    | st.sampled_from(
        ["", "/", "-", "—", "无", "-5", "3 1", "1e9", "５", "2024-01-31", "七、附件\n", "\0", "\x1b[31m"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@SLOW
@given(value=VALUES)
def test_any_json_value(reference: Engine, value: Any) -> None:
    with pytest.raises(Unusable):
        read_bytes(dumps({"schema": "disclosure-report/1", "x": value}).encode(), "x", reference.book)
    with pytest.raises(Unusable):
        read_bytes(dumps([value]).encode(), "x", reference.book)


@SLOW
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: "{" + text).map(str.encode))
def test_any_bytes(reference: Engine, content: bytes) -> None:
    use(reference, content)


BASES = [
    json.loads((ROOT / file).read_text("utf-8"), parse_float=Decimal)
    for file in (GOOD, "cases/reports/huaian-2024.json")
]


def nodes(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = (
        [found for key, item in value.items() for found in nodes(item, (*path, key))]
        if isinstance(value, dict)
        else []
    )
    return [path, *below] if path else below


@SLOW
@given(data=st.data())
def test_a_report_with_anything_anywhere(reference: Engine, data: st.DataObject) -> None:
    value = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    for path in data.draw(st.lists(st.sampled_from(nodes(value)), min_size=1, max_size=3)):
        holder = value
        for key in path[:-1]:
            holder = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder[path[-1]] = data.draw(VALUES)
    use(reference, dumps(value).encode())


@SLOW
@given(data=st.data())
def test_a_report_with_any_text_in_cells_and_sections(reference: Engine, data: st.DataObject) -> None:
    value = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    texts = st.text(max_size=30) | st.text("0123456789,.+-—/ 万元件增减　\u200b", max_size=8)
    leaves = [path for path in nodes(value) if path[0] == "tables" and len(path) == 4]
    for _, table, row, column in data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=9)):
        value["tables"][table][row][column] = data.draw(texts | st.integers(0, 10**15) | st.none())
    value["sections"]["other"] = {"heading": data.draw(texts), "text": data.draw(texts)}
    value["unit"]["name"] = data.draw(texts.filter(bool))
    assert use(reference, dumps(value).encode())
