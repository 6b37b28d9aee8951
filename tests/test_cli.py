"""The command through real processes: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
GOOD = "cases/reports/longgang-2020.json"  # no gap
OTHER = "cases/reports/huaian-2024.json"


def run(
    *arguments: str | bytes,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    timeout: float = 60,  # seconds; only so that what hangs ends, on however busy a machine
) -> subprocess.CompletedProcess[bytes]:
    """``compliance`` in a process of its own, as installed: no variables of this test run."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "COLUMNS", "PYTHON"))}
    command: Sequence[str | bytes] = [sys.executable, str(ROOT / "cli.py"), *arguments]
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    return subprocess.run(
        command, capture_output=True, env={**clean, **(env or {})}, cwd=cwd, timeout=timeout, check=False, **given
    )


def one_line(result: subprocess.CompletedProcess[bytes]) -> str:
    """The only line on standard error."""
    text = result.stderr.decode()
    assert text.endswith("\n")
    assert text.count("\n") == 1, text
    return text[:-1]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A report with an error, and one whose only gap is a warning."""
    folder = tmp_path_factory.mktemp("reports")
    wrong = json.loads((ROOT / GOOD).read_text("utf-8"))
    wrong["tables"]["disputes"]["review"]["total"] = 99
    (folder / "error.json").write_text(json.dumps(wrong), encoding="utf-8")
    blank = json.loads((ROOT / GOOD).read_text("utf-8"))
    blank["tables"]["disputes"]["after_review"]["pending"] = "/"
    (folder / "warning.json").write_text(json.dumps(blank), encoding="utf-8")
    return {"good": GOOD, "error": str(folder / "error.json"), "warning": str(folder / "warning.json")}


@pytest.mark.parametrize(
    ("report", "options", "status"),
    [
        ("good", [], 0),
        ("good", ["--fail-on", "warning"], 0),
        ("good", ["--fail-under", "100"], 0),
        ("good", ["--fail-under", "100.001"], 1),
        ("warning", [], 0),
        ("warning", ["--fail-on", "warning"], 1),
        ("warning", ["--fail-on", "never"], 0),
        ("warning", ["--fail-under", "99.9"], 1),
        ("error", [], 1),
        ("error", ["--fail-on", "warning"], 1),
        ("error", ["--fail-on", "never"], 0),
        ("error", ["--fail-on", "never", "--fail-under", "100"], 1),
        ("error", ["--fail-on", "never", "--fail-under", "0"], 0),
    ],
)
def test_exit_status_with_nothing_printed(
    reports: dict[str, str], report: str, options: list[str], status: int
) -> None:
    result = run("score", "-q", reports[report], *options)
    assert (result.returncode, result.stdout, result.stderr) == (status, b"", b"")


def test_one_bad_file_does_not_stop_the_others(reports: dict[str, str]) -> None:
    result = run("score", "--lang", "en", "nowhere.json", GOOD, reports["error"], "--format", "json")
    assert result.returncode == 2
    assert one_line(result) == "nowhere.json: no such file"
    assert [card["report"]["source"]["file"] for card in json.loads(result.stdout)] == [GOOD, reports["error"]]


def test_standard_input() -> None:
    content = (ROOT / GOOD).read_bytes()
    result = run("score", "-", "--format", "json", stdin=content)
    card = json.loads(result.stdout)
    assert (result.returncode, card["report"]["source"]["file"], card["score"]) == (0, "-", 100)


def test_standard_input_closed() -> None:
    command = f'"{sys.executable}" cli.py score --lang en - <&-'
    result = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, timeout=10, check=False)
    assert (result.returncode, one_line(result)) == (2, "-: the file is empty")


def test_several_files() -> None:
    cards = json.loads(run("score", GOOD, OTHER, "--format", "json").stdout)
    assert [card["report"]["year"] for card in cards] == [2020, 2024]
    table = run("score", GOOD, OTHER, env={"COLUMNS": "80"}).stdout.decode()
    first, second = table.split("\n" + "═" * 80 + "\n\n")
    assert first.startswith("龙港市人民政府 · 2020 年度\n")
    assert second.startswith("淮安市人民政府 · 2024 年度\n")
    assert table.endswith("\n")
    assert not table.endswith("\n\n")


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_output_is_the_only_thing_written(tmp_path: Path, quiet: list[str]) -> None:
    work, home, cache = (tmp_path / name for name in ("work", "home", "cache"))
    for folder in (work, home, cache):
        folder.mkdir()
    env = {"HOME": str(home), "XDG_CACHE_HOME": str(cache), "TMPDIR": str(work), "COMPLIANCE_CACHE": "off"}
    command = ("score", str(ROOT / GOOD), "--format", "json", "-o", "card.json", *quiet)
    result = run(*command, env={**env, "PYTHONDONTWRITEBYTECODE": "1"}, cwd=work)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert [path.name for path in work.iterdir()] == ["card.json"]
    assert not [*home.iterdir(), *cache.iterdir()]
    assert (work / "card.json").read_bytes() == run("score", str(ROOT / GOOD), "--format", "json").stdout


def test_the_cache_goes_to_the_users_cache_folder(tmp_path: Path) -> None:
    assert run("score", "-q", GOOD, env={"HOME": str(tmp_path), "XDG_CACHE_HOME": ""}).returncode == 0
    files = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert {file.parent.as_posix() for file in files} == {".cache/compliance"}
    assert [file.name.partition("-")[0] + file.suffix for file in files] == ["expressions.marshal", "rulebook.pickle"]


@pytest.mark.parametrize("target", ["folder", "nowhere/card.json", "file/card.json", "x" * 300])
def test_output_that_cannot_be_written(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    result = run("score", str(ROOT / GOOD), "-o", target, "--lang", "en", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, b"")
    assert one_line(result).startswith(f"{target[:200]}")
    assert "cannot be written" in one_line(result)


@pytest.mark.parametrize(
    ("env", "options", "language"),
    [
        ({}, [], "zh"),
        ({"LANG": "C"}, [], "zh"),
        ({"LC_ALL": "POSIX"}, [], "zh"),
        ({"LANG": "en_GB.UTF-8"}, [], "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"}, [], "en"),
        ({"LANG": "en_GB.UTF-8"}, ["--lang", "zh"], "zh"),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang", "en"], "en"),
    ],
)
def test_language(env: dict[str, str], options: list[str], language: str) -> None:
    result = run("score", "nowhere.json", *options, env=env)
    assert one_line(result) == "nowhere.json: " + {"zh": "找不到这个文件", "en": "no such file"}[language]


TEXTS = {"label", "title", "message", "remedy", "clause", "reason", "notices", "observed", "expected"}


def without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_texts(item) for key, item in value.items() if key not in TEXTS}
    return [without_texts(item) for item in value] if isinstance(value, list) else value


def test_the_language_changes_texts_only(reports: dict[str, str]) -> None:
    files = (GOOD, OTHER, reports["error"], reports["warning"])
    cards = {}
    for lang in ("zh", "en"):
        cards[lang] = json.loads(run("score", *files, "--format", "json", "--lang", lang).stdout)
    assert cards["zh"] != cards["en"]
    assert without_texts(cards["zh"]) == without_texts(cards["en"])


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--published-on", "2024-02-30"),
        ("--published-on", "20240101"),
        ("--published-on", "２０２４-01-01"),
        ("--published-on", "2024-1-1"),
        ("--submitted-on", "yesterday"),
        ("--submitted-on", ""),
        ("--submitted-on", "2024-01-01T00:00"),
        ("--kind", "village"),
        ("--level", "moon"),
        ("--fail-under", "NaN"),
        ("--fail-under", "Infinity"),
        ("--fail-under", "many"),
        ("--fail-on", "info"),
        ("--format", "xml"),
        ("--lang", "fr"),
    ],
)
def test_options_with_a_bad_value(option: str, value: str) -> None:
    result = run("score", GOOD, option, value)
    assert (result.returncode, result.stdout) == (2, b"")
    last = result.stderr.decode().splitlines()[-1]
    assert last.startswith("Error: Invalid value for")
    assert option in last


def test_what_the_caller_knows() -> None:
    options = ["--published-on", "2021-05-25", "--submitted-on", "2021-01-28", "--kind", "department"]
    result = run("score", GOOD, "--format", "json", *options, "--level", "county")
    report = json.loads(result.stdout)["report"]
    assert result.returncode == 1  # a department publishes by 31 January
    assert (report["published_on"], report["submitted_on"]) == ("2021-05-25", "2021-01-28")
    assert (report["unit"]["kind"], report["unit"]["level"]) == ("department", "county")


def test_the_same_bytes_wherever_it_runs(reports: dict[str, str], tmp_path: Path) -> None:
    file = reports["error"]
    for form in ("json", "table"):
        command = ("score", file, "--format", form, "--lang", "zh")
        expected = run(*command).stdout
        assert expected
        for env in (
            {"PYTHONHASHSEED": "1"},
            {"PYTHONHASHSEED": "4294967295", "COMPLIANCE_CACHE": "off"},
            {"TZ": "Pacific/Kiritimati", "LANG": "C"},
            {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
        ):
            assert run(*command, env=env).stdout == expected
        assert run(*command, cwd=tmp_path).stdout == expected


@pytest.mark.parametrize("form", ["json", "table"])
def test_a_pipe_whose_reader_left(form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "cli.py", "score", GOOD, "--format", form]
    with os.fdopen(writer, "wb") as pipe:
        result = subprocess.run(command, cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, timeout=10, check=False)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk() -> None:
    command = [sys.executable, "cli.py", "score", GOOD, "--lang", "en"]
    with open("/dev/full", "wb") as full:
        result = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=10, check=False)
    assert result.returncode == 2
    assert one_line(result).startswith("-: cannot be written: ")


@pytest.mark.skipif(os.name != "posix", reason="needs sh")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    command = f'"{sys.executable}" cli.py score --lang en {GOOD} {closed}'
    result = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, timeout=10, check=False)
    assert result.returncode == (0 if closed == "2>&-" else 2)
    assert b"Traceback" not in result.stderr


def test_rulebook_of_ones_own(tmp_path: Path) -> None:
    result = run("score", GOOD, "--lang", "en", "--rulebook", str(tmp_path))
    assert (result.returncode, result.stdout) == (2, b"")
    assert one_line(result).endswith(": not a rulebook, rulebook.yaml is missing")
    (tmp_path / "rulebook.yaml").write_text("id: mine\nversion: [1\n")
    result = run("score", GOOD, "--lang", "en", "--rulebook", str(tmp_path))
    assert (result.returncode, result.stdout) == (2, b"")
    assert one_line(result).startswith("the rulebook cannot be used: rulebook.yaml:3:1: ")
    for path in ("nowhere", GOOD, "/dev/null"):
        result = run("score", GOOD, "--lang", "en", "--rulebook", path)
        assert (result.returncode, result.stdout) == (2, b"")
        assert one_line(result) == (f"the rulebook cannot be used: {path}: not a rulebook, rulebook.yaml is missing")
    same = run("score", GOOD, "--format", "json", "--rulebook", "rules")
    assert same.stdout == run("score", GOOD, "--format", "json").stdout


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("score", "--help"), ("score", "-h"), ("--version",)])
def test_help(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"compliance" in result.stdout or b"Usage: " in result.stdout


@pytest.mark.parametrize("arguments", [("score",), ("scroe", GOOD), ("score", GOOD, "--nonsense")])
def test_a_command_that_cannot_be_used(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"Error: " in result.stderr
    assert b"Traceback" not in result.stderr
