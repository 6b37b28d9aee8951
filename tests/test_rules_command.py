"""``compliance rules``: each command as an author runs it, its exit status, and never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.cases import ROOT
from engine.loading import default_root

TOP = Path(__file__).parent.parent
REPORT = str(ROOT / "reports" / "huaian-2024.json")
COMMANDS = [
    "coverage",
    "diff",
    "docs",
    "explain",
    "facts",
    "lint",
    "list",
    "new",
    "release",
    "schema",
    "show",
    "test",
]


def run(*arguments: str, lang: str = "en") -> Result:
    result = CliRunner().invoke(main, ["rules", *arguments], env={"LC_ALL": lang})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def one_error(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules and beside it one of cases, of their own."""
    shutil.copytree(default_root(), tmp_path / "rules")
    for name in ("reports", "requests-balance", "wrong-form"):
        shutil.copytree(ROOT / name, tmp_path / "cases" / name)
    shutil.copy(ROOT / "nobody.yaml", tmp_path / "cases")
    return tmp_path / "rules"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_in_both_languages(lang: str) -> None:
    result = run("--help", lang=lang)
    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in COMMANDS)
    for name in COMMANDS:
        text = run(name, "--help", lang=lang).output
        assert "--lang" in text
        assert text.isascii() is (lang == "en"), name


def test_every_command_but_one_takes_a_rulebook() -> None:
    for name in COMMANDS:
        assert ("--rulebook" in run(name, "--help").output) is (name != "schema"), name


def test_list() -> None:
    rows = json.loads(run("list", "--format", "json").stdout)
    assert {"name": "wrong-form", "title": "The form is not that of the report year"} in [
        {"name": row["name"], "title": row["title"]} for row in rows if row["name"] == "wrong-form"
    ] or any(row["name"] == "wrong-form" for row in rows)
    assert set(rows[0]) == {"name", "title", "category", "severity", "certainty", "years", "points"}
    few = json.loads(run("list", "--format", "json", "--category", "timeliness").stdout)
    assert {row["category"] for row in few} == {"timeliness"}
    assert 0 < len(few) < len(rows)
    text = run("list", "--lang", "zh").stdout
    assert text.splitlines()[0].split()[:2] == ["规则", "题目"]
    assert len(text.splitlines()) == len(rows) + 2
    assert "no category nothing; there are: structure, " in one_error(run("list", "--category", "nothing"))


def test_show() -> None:
    text = run("show", "requests-balance").stdout
    assert text.startswith("[rules/identities/requests-balance.yaml]\nrule: requests-balance\n")
    assert "when: identity: group = requests.balance, status = broken\n" in text
    rows = json.loads(run("show", "requests-balance", "--format", "json", "--lang", "zh").stdout)
    assert {tuple(row) for row in rows} == {("key", "value", "source", "line")}
    covers = {"key": "covers", "value": "TB-01", "source": "rules/identities/requests-balance.yaml", "line": 8}
    assert covers in rows
    assert {"why", "limits", "basis", "missing", "points"} <= {row["key"] for row in rows}
    assert one_error(run("show", "request-balance")).startswith(
        "no rule is named request-balance; did you mean requests-balance"
    )
    assert one_error(run("show", "zzz")) == "no rule is named zzz"


def test_facts() -> None:
    text = run("facts", REPORT, "--kind-of-fact", "date").stdout
    assert text.startswith("date (")
    rows = [json.loads(line) for line in run("facts", REPORT, "--format", "json").stdout.splitlines()]
    assert {"report", "cell", "identity"} <= {row["kind"] for row in rows}
    assert "known" in run("facts", "--vocabulary", "--kind-of-fact", "date").stdout
    assert run("facts", "--vocabulary", "--format", "json").exit_code == 0
    assert "no kind of fact dates; there are: report," in one_error(run("facts", REPORT, "--kind-of-fact", "dates"))
    assert one_error(run("facts")) == "name a report, or use --vocabulary"
    assert one_error(run("facts", "nowhere.json")) == "nowhere.json: no such file"


def test_facts_of_a_year_without_a_form(tmp_path: Path) -> None:
    report = json.loads(Path(REPORT).read_text("utf-8"))
    report["year"] = 2018
    (tmp_path / "a.json").write_text(json.dumps(report), encoding="utf-8")
    for command in (["facts"], ["explain", "requests-balance"]):
        assert "2018" in one_error(run(*command, str(tmp_path / "a.json")))


def test_explain() -> None:
    result = run("explain", "requests-balance", REPORT)
    assert result.exit_code == 0
    assert result.stdout.endswith("\nOutcome: passed.\n")
    assert run("explain", "department-published-late", REPORT, "--kind", "department").exit_code == 0
    one_error(run("explain", "nothing", REPORT))
    one_error(run("explain", "requests-balance", "nowhere.json"))


# What an author writes over the templates: many lawsuits without review, in a rule and its cases.
WHEN = "cell: {table: disputes, row: direct, column: total, value: {gt: 9000}}"
MANY = "tables/disputes/direct: {upheld: 9001, corrected: 0, other: 0, pending: 0, total: 9001}"
FILL = {
    "{【填写】事实种类: {【填写】字段: 【填写】值}}": f"{{{WHEN}}}",
    "document: 【填写】文件": "document: form-2021",
    "【填写】要改的位置，如 tables/requests/carried_forward/natural_person: 【填写】改成什么": MANY,
    "【填写】去掉什么，如 tables/requests": "tables",
}


def fill(path: Path) -> None:
    text = path.read_text("utf-8")
    for old, new in FILL.items():
        text = text.replace(old, new)
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    path.write_text("\n".join(lines).replace("【填写】", ""), encoding="utf-8")


def test_a_new_rule_filled_in_is_sound_and_its_cases_hold(rules: Path) -> None:
    result = run("new", "content", "many-lawsuits", "--into", str(rules))
    assert result.exit_code == 0
    files = [rules / "content" / "many-lawsuits.yaml", *sorted((rules.parent / "cases" / "many-lawsuits").iterdir())]
    assert [file.name for file in files] == [
        "many-lawsuits.yaml", "fail-a-first.yaml", "pass-a-first.yaml", "undecided-a-first.yaml",
    ]  # fmt: skip
    assert all(str(file) in result.stdout for file in files)
    checked = run("lint", str(rules), "--cases", str(rules.parent / "cases"))
    assert checked.exit_code == 1
    assert "content/many-lawsuits.yaml" in checked.stdout
    assert "not filled in yet" in checked.stdout
    for file in files:
        fill(file)
    undecided = files[-1]
    text = undecided.read_text("utf-8")
    undecided.write_text(text.replace("findings: {}", "findings: {table-missing: 3}"), encoding="utf-8")
    checked = run("lint", str(rules), "--cases", str(rules.parent / "cases"))
    assert "many-lawsuits" not in checked.stdout, checked.stdout
    tried = run("test", str(rules.parent / "cases" / "many-lawsuits"), "--rulebook", str(rules), "--with-reference")
    assert tried.exit_code == 0, tried.stdout
    again = run("new", "content", "many-lawsuits", "--into", str(rules))
    assert again.exit_code == 2
    assert "exists already; nothing was written" in again.stderr


def test_new_refuses(rules: Path) -> None:
    into = ["--into", str(rules)]
    assert "there are: structure" in one_error(run("new", "nowhere", "a", *into))
    assert "cannot name a rule" in one_error(run("new", "content", "A Rule", *into))
    assert "cannot name a rule" in one_error(run("new", "content", "../a", *into))
    assert "named wrong-form already (structure/wrong-form.yaml)" in one_error(
        run("new", "content", "wrong-form", *into)
    )
    (rules.parent / "cases" / "fresh").write_text("a file where a folder should be", encoding="utf-8")
    assert run("new", "content", "fresh", *into).exit_code == 2
    assert not (rules / "content" / "fresh.yaml").exists()


def test_lint(rules: Path, tmp_path: Path) -> None:
    assert run("lint").exit_code == 0
    wrong = rules / "structure" / "wrong-form.yaml"
    wrong.write_text(wrong.read_text("utf-8").replace("severity: error", "severity: fatal"), encoding="utf-8")
    result = run("lint", str(rules), "--cases", str(ROOT))
    assert result.exit_code == 1
    assert result.stdout.startswith("structure/wrong-form.yaml:5:1: severity: Input should be") or (
        "structure/wrong-form.yaml:" in result.stdout
    )
    assert result.stderr == "1 problem(s) in 1 file(s)\n"
    (found,) = json.loads(run("lint", str(rules), "--cases", str(ROOT), "--format", "json").stdout)
    assert found["file"] == "structure/wrong-form.yaml"
    assert one_error(run("lint", str(tmp_path / "nowhere"), "--cases", str(ROOT))).startswith("the rulebook cannot")
    assert "no such folder of cases" in one_error(run("lint", "--cases", "nowhere"))
    shutil.rmtree(tmp_path / "cases")
    assert "whether each rule has its cases was not checked" in run("lint", str(rules)).stderr


def test_test(rules: Path) -> None:
    assert run("test", "-k", "requests-balance").exit_code == 0
    case = rules.parent / "cases" / "requests-balance" / "fail-z-wrong.yaml"
    case.write_text(
        "what: 甲\nbase: reports/huaian-2024.json\nset: {tables/disputes/direct/total: 99}\n"
        "findings: {requests-balance: 2}\n",
        encoding="utf-8",
    )
    result = run("test", str(rules.parent / "cases"), "--rulebook", str(rules))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "requests-balance/fail-z-wrong.yaml: 甲"
    assert lines[1] == "  - disputes-row-total: the case says 0, found 1"
    assert lines[2].startswith("  - found disputes-row-total: ")
    assert lines[3] == "  - requests-balance: the case says 2, found 0"
    assert lines[4] == "  - requests-balance: should be gap / review, is pass"
    assert len(lines) == 5
    assert result.stderr.endswith(" cases, 1 not as they say\n")
    rows = json.loads(run("test", str(case), "--rulebook", str(rules), "--format", "json").stdout)
    assert [row["case"] for row in rows] == ["requests-balance/fail-z-wrong.yaml"]
    assert len(rows[0]["differences"]) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what: [", "the case cannot be used: "),
        ("base: reports/none.json", "the case cannot be used: reports/none.json: no such base"),
        ("nothing: 1", "nothing: Extra inputs are not permitted"),
        ("- 1", "the case cannot be used: "),
        ("base: 3", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\nset: 3", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\ngiven: {nothing: 1}", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\nset: {year: 2018}", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\nset: {year: soon}", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\nremove: [none]", "there is no none to remove"),
        ("base: reports/huaian-2024.json\nfindings: {none: 1}", "none: the case says 1, found 0"),
        ("base: reports/huaian-2024.json\nfindings: 3", "the case cannot be used: "),
        ("base: reports/huaian-2024.json\nfires: [none]", "none should have fired and did not"),
    ],
)
def test_a_case_that_cannot_be_used_is_named(rules: Path, text: str, said: str) -> None:
    case = rules.parent / "cases" / "requests-balance" / "fail-z-wrong.yaml"
    case.write_text(text, encoding="utf-8")
    result = run("test", str(case), "--rulebook", str(rules))
    assert result.exit_code == 1
    assert said in result.stdout
    assert run("coverage", "requests-balance", "--cases", str(rules.parent / "cases")).exit_code in (1, 2)


def test_cases_of_other_kinds_that_are_not_as_they_say(rules: Path) -> None:
    folder = rules.parent / "cases"
    base = "base: reports/huaian-2024.json\n"
    cases = {
        "wrong-form/undecided-z-none.yaml": ("", "an undecided case says status"),
        "wrong-form/undecided-y-other.yaml": (
            "status: not_assessable",
            "wrong-form: should be not_assessable, is pass",
        ),
        "nowhere/pass-a-none.yaml": ("", "the rulebook has no rule nowhere"),
        "everything-right/right-z-wrong.yaml": (
            "set: {tables/disputes/direct/total: 99}",
            "found disputes-row-total",
        ),
    }
    for name, (text, said) in cases.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(base + text, encoding="utf-8")
        assert said in run("test", str(folder / name)).stdout


def test_test_without_cases(tmp_path: Path) -> None:
    assert "no cases: nowhere" in one_error(run("test", "nowhere"))
    assert "no cases" in one_error(run("test", str(tmp_path)))
    assert "no cases" in one_error(run("test", "-k", "nothing of the kind"))


def test_coverage(rules: Path) -> None:
    result = run("coverage", "requests-balance", "wrong-form", "--format", "json")
    rows = json.loads(result.stdout)
    assert [row["rule"] for row in rows] == ["requests-balance", "wrong-form"]
    assert all(row["holds"] and not row["lacking"] for row in rows)
    cases = str(rules.parent / "cases")
    result = run("coverage", "requests-total", "--cases", cases)
    assert result.exit_code == 1
    assert result.stdout.startswith("requests-total\n  - lacks cases: pass, fail, undecided\n  - no case notices if")
    one_error(run("coverage", "nothing"))
    assert "no cases" in one_error(run("coverage", "--cases", "nowhere"))


def test_coverage_can_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.authoring import coverage as module

    def interrupted(*_: Any) -> Any:
        yield module.Covered("wrong-form", (), True, 1, ())
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "coverage", interrupted)
    result = run("coverage", "--format", "json")
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)) == 1
    assert result.stderr.startswith("interrupted: 1 of ")


def test_schema(tmp_path: Path) -> None:
    assert run("schema", "-o", str(tmp_path / "schema")).exit_code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "schema").iterdir()}
    held = {path.name: path.read_bytes() for path in (TOP / "schema").iterdir()}
    held.pop("compliance-api-1.json")  # of the workbench, which this command does not need
    assert written == held
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in one_error(run("schema", "-o", str(tmp_path / "file")))


def test_diff(rules: Path) -> None:
    old = str(default_root())
    same = run("diff", old, old, REPORT)
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "1 reports, 0 changes\n")
    rule = rules / "identities" / "requests-balance.yaml"
    rule.write_text(rule.read_text("utf-8").replace("status: broken", "status: holds"), encoding="utf-8")
    result = run("diff", old, str(rules), REPORT, str(ROOT / "reports" / "longgang-2020.json"), "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    mine = [row for row in rows if row["file"] == REPORT]
    assert {"file": REPORT, "what": "verdict", "rule": "requests-balance", "before": "pass", "after": "gap"} in mine
    assert [row["what"] for row in mine].count("finding") == 7
    assert next(row for row in mine if row["what"] == "score")["before"] == "100"
    assert "has gaps" in run("diff", old, str(rules), REPORT).stdout
    assert run("diff", old, "nowhere", REPORT).exit_code == 2
    assert run("diff", old, old, REPORT, "nowhere.json").exit_code == 2


def test_ranks_are_compared(rules: Path, tmp_path: Path) -> None:
    """One report is hit by the new rules only, so that it falls behind the other."""
    worse = json.loads(Path(REPORT).read_text("utf-8"))
    worse["tables"]["disputes"]["direct"]["total"] = 99
    (tmp_path / "worse.json").write_text(json.dumps(worse), encoding="utf-8")
    rule = rules / "identities" / "disputes-row-total.yaml"
    rule.write_text(rule.read_text("utf-8").replace("status: broken", "status: holds"), encoding="utf-8")
    files = [REPORT, str(tmp_path / "worse.json")]
    rows = json.loads(run("diff", str(default_root()), str(rules), *files, "--format", "json").stdout)
    ranks = {row["file"]: (row["before"], row["after"]) for row in rows if row["what"] == "rank"}
    assert ranks == {files[0]: ("1", "2"), files[1]: ("2", "1")} or ranks == {files[1]: ("2", "1")}


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("schema", "lint")])
def test_a_rulebook_that_cannot_be_used(command: str, tmp_path: Path) -> None:
    arguments = {
        "show": ["a"], "facts": [REPORT], "explain": ["a", REPORT], "new": ["content", "a"],
        "diff": [str(tmp_path), str(tmp_path), REPORT],
    }.get(command, [])  # fmt: skip
    result = run(command, *arguments, *([] if command == "diff" else ["--rulebook", str(tmp_path)]))
    assert one_error(result).startswith("the rulebook cannot be used: ")
