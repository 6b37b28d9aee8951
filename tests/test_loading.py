"""Rulebooks that are wrong say so with file, line and column; the cache never changes what is loaded."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine.loading import RulebookError, default_root, load_rulebook
from engine.loading.yaml_text import load, position
from engine.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
RULE = """\
name: made-up
category: structure
title: {zh: 题目, en: Title}
severity: error
certainty: gap
when:
  - section: {given: 0, section: $section}
  - table: {section: $section, given: 1, table: requests}
unless: {report: {sections: 0}}
because_of: {finding: {rule: table-missing, section: $section}}
missing:
  - when: {report: {sections: 0}}
    means: not_assessable
    reason: {zh: 没有, en: none}
message: {zh: "缺{heading}。", en: "{heading} lacks."}
remedy: {zh: 补上, en: Add it}
basis:
  - {document: form-2021, clause: {zh: 附表, en: the form}}
deduct: {each: 1, at_most: 2}
why: {zh: 因为, en: because}
limits: {zh: 没有, en: none}
"""
FILE = "structure/made-up.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_root(), tmp_path / "rules")
    (tmp_path / "rules" / FILE).write_text(RULE, encoding="utf-8")
    return tmp_path / "rules"


def refusal(rules: Path) -> str:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules, cache=False)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_rule_itself_is_sound(rules: Path) -> None:
    book = load_rulebook(rules, cache=False)
    assert book.rule("made-up").file == FILE


# What is replaced in the rule, by what, and how the error begins.
BROKEN: list[tuple[str, str, str]] = [
    ("severity: error", "severty: error", "4:1: severty: Extra inputs are not permitted"),
    ("severity: error\n", "", "1:1: severity: Field required"),
    ("severity: error", "severity: fatal", "4:1: severity: Input should be 'error', 'warning' or 'info'"),
    ("en: Title", "de: Titel", "3:17: title.de: Extra inputs are not permitted"),
    (", en: Title", "", "3:1: title.en: Field required"),
    ("en: Title", "en: ''", "3:17: title.en: String should have at least 1 character"),
    ("{zh: 题目, en: Title}", "题目", "3:1: title: Input should be"),
    ("section: {given: 0", "sektion: {given: 0", "7:5: unknown kind of fact 'sektion'; known: report"),
    ("{given: 0", "{gven: 0", "7:15: section has no field 'gven'; it has: section, given"),
    ("{given: 0", "{given: {above: 0}", "7:23: unknown operator 'above'; known: ne, lt"),
    ("{given: 0", "{given: {}", "7:15: no operator"),
    ("{given: 0", "{given: yes", "7:15: 'yes' is not a whole number"),
    ("{given: 0", "{given: 0.5", "7:15: Decimal('0.5') is not a whole number"),
    ("{given: 0", "{given: null", "7:15: None is not a whole number"),
    ("{given: 0", "{given: {in: []}", "7:23: in takes a list"),
    ("{given: 0", "{given: {in: [$section]}", "7:23: '$section' cannot stand here as a variable"),
    ("{given: 0", "{given: $", "7:15: '$' cannot stand here as a variable"),
    ("{given: 0", "{given: {matches: x}", "7:23: matches takes a regular expression, of a text"),
    ("table: requests}", "table: {gt: 1}}", "8:50: gt compares whole numbers; table.table is a text"),
    ("table: requests}", "table: requsts}", "8:42: unknown table 'requsts'; known: disputes"),
    ("table: requests}", "table: {in: [requests, '3']}}", "8:42: unknown table '3'; known: disputes"),
    ("table: requests}", "table: {matches: '('}}", "8:50: not a regular expression: missing )"),
    ("table: requests}", "table: {matches: 'a{99999999999999999999}'}}", "8:50: not a regular expression: the"),
    ("section: $section, given: 1", "section: {ne: $other}", "8:5: $other is compared before an earlier"),
    ("section: $section, given: 1", "given: $section", "8:5: $section is str elsewhere, table.given is int"),
    ("  - section: {given: 0, section: $section}\n", "  - nonsense\n", "7:5: a pattern is one kind of fact"),
    (
        "  - section: {given: 0, section: $section}\n",
        "  - section: 1\n",
        "7:5: conditions are written {field: value}",
    ),
    ("unless: {report: {sections: 0}}", "unless: {report: {sections: {lt: $n}}}", "9:10: $n is compared before"),
    ("rule: table-missing", "rule: table-mising", "10:24: unknown rule 'table-mising'; known: "),
    ("because_of: {finding: {rule: table-missing,", "because_of: {section: {", "10:1: because_of looks at findings"),
    ("when: {report: {sections: 0}}\n", "when: {report: {secs: 0}}\n", "12:21: report has no field 'secs'"),
    ("means: not_assessable", "means: skip", "13:5: missing.0.means: Input should be 'not_applicable'"),
    ("缺{heading}", "缺{headng}", "15:1: message: {headng} is not known here; known:"),
    ("{heading} lacks", "{heading lacks", "15:1: message: expected '}' before end of string"),
    ("补上", "补上}", "16:"),
    ("document: form-2021", "document: form-2020", "18:6: unknown document 'form-2020'"),
    ("basis:\n  - {document: form-2021, clause: {zh: 附表, en: the form}}\n", "basis: []\n", "17:1: basis: "),
    ("each: 1,", "each: 3,", "19:1: each is more than at_most"),
    ("each: 1,", "each: .inf,", "19:16: .inf cannot be read as float"),
    ("each: 1,", "each: -1,", "19:10: deduct.each: Input should be greater than or equal to 0"),
    ("at_most: 2}", "at_most: 2, family: sums}", "19:31: unknown family 'sums'"),
    ("category: structure", "category: identities", "1:1: the file of rule made-up must be identities/made-up.yaml"),
    ("name: made-up", "name: other", "1:1: the file of rule other must be structure/other.yaml"),
    ("name: made-up", "name: Made Up", "1:1: name: String should match pattern"),
    ("severity: error", "severity: error\nseverity: info", "5:1: key 'severity' stands twice"),
    ("{zh: 题目, en: Title}", "{zh: 题目, zh: Title}", "3:17: key 'zh' stands twice"),
    ("severity: error", "severity: [error", "5:10: did not find expected ',' or ']'"),
    ("severity: error", "\tseverity: error", "4:1: found character that cannot start any token"),
    ("when:\n", "when: &all\n", "6:7: anchors and aliases are not used here"),
    ("means: not_assessable", "means: *all", "13:12: anchors and aliases are not used here"),
    ("severity: error", "severity: !!python/name:os.system ''", "4:11: could not determine a constructor"),
    ("severity: error", "severity: 2024-02-30", "4:11: 2024-02-30 cannot be read as timestamp"),
    ("severity: error", "severity: !!bool maybe", "4:11: maybe cannot be read as bool"),
    ("severity: error", "? [a]\n: b", "1:1: unhashable type"),
    ("severity: error", "severity: \x07", "4:11: character U+0007 cannot stand here"),
    ("severity: error", "severity: error\n---", "5:1: but found another document"),
    ("severity: error", "severity: " + "[" * 60 + "]" * 60, "4:60: nested more than 50 levels deep"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=lambda text: str(text)[:30].strip())
def test_a_broken_rule(rules: Path, old: str, new: str, said: str) -> None:
    assert RULE.count(old) == 1
    (rules / FILE).write_text(RULE.replace(old, new), encoding="utf-8")
    assert refusal(rules).startswith(f"{FILE}:{said}")


# Other files of the rulebook: (file, old, new, error); nothing replaced means the whole content.
# LINE is the line of what is replaced, which may move as the rulebook grows.
OTHERS: list[tuple[str, str, str | bytes, str]] = [
    (FILE, "", "", f"{FILE}:1:1: the file: Input should be"),
    (FILE, "", "# nothing\n", f"{FILE}:1:1: the file: Input should be"),
    (FILE, "", "- 1\n", f"{FILE}:1:1: the file: Input should be"),
    (FILE, "", b"name: made-up\ntitle: {zh: \xb1\xed\xc8\xfd}\n", f"{FILE}:2:13: not UTF-8"),
    (FILE, "", RULE.encode("utf-16"), f"{FILE}:1:1: not UTF-8"),
    (FILE, "", "x" * 1_000_001, f"{FILE}:1:1: larger than 1000000 characters"),
    ("made-up.yaml", "", RULE, "made-up.yaml:1:1: a rulebook has no file of this name or in this folder"),
    ("forms/made-up.yaml", "", RULE, "forms/made-up.yaml:1:1: a rulebook has no file"),
    ("structure/more/made-up.yaml", "", RULE, "structure/more/made-up.yaml:1:1: a rulebook has no file"),
    ("structure/late.yml", "", RULE, "structure/late.yml:1:1: would be passed over"),
    ("timeliness/made-up.yaml", "", RULE, "timeliness/made-up.yaml:1:1: the file of rule made-up must be"),
    (
        "timeliness/made-up.yaml",
        "",
        RULE.replace("category: structure", "category: timeliness"),
        "structure/made-up.yaml:1:1: two rules are named made-up",
    ),
    (
        "manners/made-up-2.yaml",
        "",
        RULE.replace("structure", "manners").replace("made-up", "made-up-2"),
        "manners/made-up-2.yaml:2:1: unknown category 'manners'",
    ),
    ("forms/2021.yaml", 'form: "2021"', 'form: "2022"', "forms/2021.yaml:LINE:1: the file of form 2022 must be"),
    ("forms/2021.yaml", 'form: "2021"', "form: 2021", "forms/2021.yaml:LINE:1: form: Input should be a valid string"),
    ("forms/2021.yaml", "document: form-2021", "document: x", "forms/2021.yaml:LINE:1: unknown document 'x'"),
    ("forms/2021.yaml", "[overview,", "[overvew,", "forms/2021.yaml:LINE:1: unknown section 'overvew'"),
    ("forms/2021.yaml", "section: proactive", "section: x", "forms/2021.yaml:LINE:5: unknown section 'x'"),
    ("forms/2021.yaml", "key: article-20-5", "key: x", "forms/2021.yaml:LINE:10: 'x' is not among the blocks"),
    ("forms/2021.yaml", "rows: [fees]", "rows: [fee]", "forms/2021.yaml:LINE:57: 'fee' is not among the rows"),
    ("forms/2021.yaml", "  proactive:\n", "  table2:\n", "forms/2021.yaml:LINE:3: 'table2' is not among the tables"),
    (
        "calendar.yaml",
        "by: 03-31, statutory",
        "by: 02-30, statutory",
        "calendar.yaml:LINE:44: 02-30 is not a",
    ),
    ("calendar.yaml", "from: 2020-01-24", "from: 2020-02-24", "calendar.yaml:LINE:5: ends before it begins"),
    (
        "phrases.yaml",
        "    - 收费通知\n",
        "    - 收费通知(\n",
        "phrases.yaml:LINE:7: not a regular expression: missing )",
    ),
    (
        "identities/disputes-row-total.yaml",
        "{finding: {rule: table-missing, table: disputes}}, means: forfeit",
        "{table: {table: disputes, given: 0}}, means: forfeit",
        "identities/disputes-row-total.yaml:LINE:50: forfeit needs a finding",
    ),
    ("phrases.yaml", "  spaced: true", "  spaced: maybe", "phrases.yaml:LINE:3: addressee.spaced: "),
    (
        "phrases.yaml",
        "as-basis: (根据",
        "as-basis: ((根据",
        "phrases.yaml:LINE:5: not a regular expression: missing )",
    ),
    (
        "phrases.yaml",
        "check: identity-number",
        "check: luck",
        "phrases.yaml:LINE:3: identity-number.check: Input should",
    ),
    (
        "phrases.yaml",
        "sections: [preface]",
        "sections: [front]",
        "phrases.yaml:LINE:14: unknown section 'front'; known",
    ),
    ("rulebook.yaml", '"^关于(报送', '"^关于((报送', "rulebook.yaml:LINE:23: not a regular expression: missing )"),
    ("rulebook.yaml", "|嘉峪关|", "|嘉峪关)|", "rulebook.yaml:LINE:39: not a regular expression: unbalanced"),
    (
        "rulebook.yaml",
        "(?P<day>\\\\d{1,2}|[一",
        "(\\\\d{1,2}|[一",
        "rulebook.yaml:LINE:7: the group (?P<day>…) is missing",
    ),
    (
        "identities/enforcement-without-power.yaml",
        "trait: no-enforcement",
        "trait: no-such",
        "identities/enforcement-without-power.yaml:LINE:13: unknown trait 'no-such'; known: no-enforcement",
    ),
    (
        "conventions/title-of-other-document.yaml",
        "called: other-document, others: 0",
        "called: novel, others: 0",
        "conventions/title-of-other-document.yaml:LINE:16: unknown called 'novel'; known: annual-report",
    ),
    (
        "conventions/principle-reversed.yaml",
        'led_by: ""',
        "led_by: nobody",
        "conventions/principle-reversed.yaml:LINE:45: unknown led_by 'nobody'; known: applicant, as-basis",
    ),
    ("rulebook.yaml", "(局|厅)$", "(局|厅$", "rulebook.yaml:LINE:20: not a regular expression: missing )"),
    ("rulebook.yaml", "full: 100", "full: lots", "rulebook.yaml:LINE:1: full: Input should be a valid decimal"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), OTHERS, ids=lambda text: str(text)[:30].strip())
def test_a_broken_rulebook(rules: Path, file: str, old: str, new: str | bytes, said: str) -> None:
    path = rules / file
    path.parent.mkdir(exist_ok=True)
    if old:
        text = path.read_text("utf-8")
        said = said.replace("LINE", str(text[: text.index(old)].count("\n") + 1))
        new = text.replace(old, str(new), 1)
    path.write_bytes(new if isinstance(new, bytes) else new.encode())
    assert refusal(rules).startswith(said)


@pytest.mark.parametrize(
    "file", ["rulebook.yaml", "calendar.yaml", "phrases.yaml", "topics.yaml", "fees.yaml", "forms/common.yaml"]
)
def test_a_file_is_missing(rules: Path, file: str) -> None:
    (rules / file).unlink()
    assert "missing" in refusal(rules)
    assert file in refusal(rules)


def test_no_form(rules: Path) -> None:
    for file in rules.glob("forms/20*.yaml"):
        file.unlink()
    assert "form" in refusal(rules)


def test_rules_that_wait_for_each_other(rules: Path) -> None:
    for name, other in (("made-up", "made-up-2"), ("made-up-2", "made-up")):
        text = RULE.replace("made-up", name).replace(
            "  - table: {section: $section, given: 1, table: requests}\n", f"  - finding: {{rule: {other}}}\n"
        )
        (rules / f"structure/{name}.yaml").write_text(text, encoding="utf-8")
    said = "waits for a finding of its own, by way of"
    assert refusal(rules) == f"structure/made-up-2.yaml:6:1: {said} made-up"
    (rules / "structure/made-up-2.yaml").unlink()
    text = RULE.replace("unless: {report: {sections: 0}}", "unless: {finding: {rule: made-up}}")
    (rules / FILE).write_text(text, encoding="utf-8")
    assert refusal(rules) == f"{FILE}:6:1: {said} itself"
    text = RULE.replace("unless: {report: {sections: 0}}", "unless: {finding: {severity: error}}")
    (rules / FILE).write_text(text, encoding="utf-8")
    assert refusal(rules) == f"{FILE}:9:10: a finding in when or unless must name its rule"


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and links")
def test_what_is_no_file(rules: Path) -> None:
    (rules / FILE).unlink()
    os.mkfifo(rules / FILE)
    assert refusal(rules) == f"{FILE}:1:1: not a file"
    (rules / FILE).unlink()
    (rules / FILE).symlink_to("nowhere")
    assert refusal(rules) == f"{FILE}:1:1: not a file"


def test_words_are_words() -> None:
    said = "{a: yes, b: off, c: 1:30, d: 012, e: 1_000, f: '7', g: true, h: -0, i: 7, j: n}"
    assert load(said, "x") == {
        **{"a": "yes", "b": "off", "c": "1:30", "d": "012", "e": "1_000"},
        **{"f": "7", "g": True, "h": 0, "i": 7, "j": "n"},
    }


def test_position_passes_over_an_index_of_one() -> None:
    text = "when: {cell: {state: text}}\nlist:\n  - a\n  - b: 1\n"
    assert position(text, ("when", 0, "cell", "state")) == (1, 15)
    assert position(text, ("list", 1, "b")) == (4, 5)
    assert position(text, ("list", 7)) == (2, 1)
    assert position("", ("x",)) == (1, 1)


# The cache.


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COMPLIANCE_CACHE", raising=False)

    def only() -> Path:
        (file,) = (tmp_path / "cache" / "compliance").iterdir()
        return file

    return only


def signed(content: bytes) -> bytes:
    """As a file of the cache, which begins with its digest."""
    return hashlib.sha256(content).digest() + content


class Foreign:
    """Stands for whatever a pickle may hold."""


@pytest.mark.parametrize(
    "damage", ["empty", "text", "cut", "bit", "foreign", "no-rulebook", "folder", "unsafe", "other"]
)
def test_a_cache_file_that_cannot_be_used(cache: Callable[[], Path], book: Rulebook, damage: str) -> None:
    assert load_rulebook() == book
    file = cache()
    content = file.read_bytes()
    if damage == "folder":
        file.unlink()
        file.mkdir()
    elif damage == "unsafe":  # others may write to it
        file.write_bytes(signed(pickle.dumps(Foreign())))
        file.chmod(0o666)
    else:
        other = signed(pickle.dumps(replace(book, digest="other")))
        damaged = {"empty": b"", "text": b"hello", "cut": content[:-100], "no-rulebook": signed(pickle.dumps(["x"]))}
        damaged |= {"foreign": signed(b"cnowhere\nNothing\n."), "other": other}
        damaged["bit"] = content[:9999] + bytes([content[9999] ^ 1]) + content[10000:]
        file.write_bytes(damaged[damage])
    assert load_rulebook() == book
    if damage != "folder":
        assert file.read_bytes() == content


def test_the_cache_is_used_and_can_be_turned_off(
    cache: Callable[[], Path], book: Rulebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPLIANCE_CACHE", "OFF")
    assert load_rulebook() == book
    assert not (tmp_path / "cache").exists()
    monkeypatch.delenv("COMPLIANCE_CACHE")
    assert load_rulebook() == book
    assert cache().stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("engine.loading.build.build", lambda *_: pytest.fail("the cache was not used"))
    assert load_rulebook() == book


def test_a_cache_folder_that_cannot_be_made(book: Rulebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for home in (str(tmp_path / "file"), "/proc/nowhere", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        assert load_rulebook() == book
    assert not Path("relative").exists()


def test_a_changed_rule_is_seen_at_once(cache: Callable[[], Path], rules: Path) -> None:
    before = load_rulebook(rules)
    (rules / FILE).write_text(RULE.replace("each: 1", "each: 2"), encoding="utf-8")
    after = load_rulebook(rules)
    assert [loaded.rule("made-up").deduct.each for loaded in (before, after)] == [Decimal(1), Decimal(2)]
    assert before.digest != after.digest


def test_several_processes_at_once(tmp_path: Path, book: Rulebook) -> None:
    code = "from engine.loading import load_rulebook; b = load_rulebook(); print(b.digest, len(b.rules))"
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "COMPLIANCE_CACHE": ""}
    said: list[bytes] = []

    def start() -> None:
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True)
        said.append(run.stdout + run.stderr)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [f"{book.digest} {len(book.rules)}\n".encode()] * 4
    assert [path.suffix for path in (tmp_path / "compliance").iterdir()] == [".pickle"]
