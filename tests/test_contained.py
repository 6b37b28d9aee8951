"""Documents are read in a process of their own: what it may do, what it costs, and that it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import Unusable
from engine.limits import Limits
from engine.readers import contained, read_bytes
from engine.readers.contained import read_contained
from engine.readers.document import Document, Line
from tests import packages, render
from tests.hostile import HOSTILE
from tests.hostile.made_of import REPORT
from tests.texts import BOOK

ROOT = Path(__file__).parent.parent
SMALL = packages.word(packages.p("一、总体情况"))
PAGE = "<!DOCTYPE html><html><body><p>一、总体情况</p></body></html>".encode()
LIMITS = Limits(10, 1024)
WIDE = Limits(10, 8192)  # so wide that no process of these tests is worn
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture(autouse=True)
def no_idle_worker() -> Iterator[None]:
    """Each test begins and ends without a reader process."""
    _end_idle()
    yield
    _end_idle()


def _end_idle() -> None:
    for pool in contained._pools.values():
        pool.close()


def outcome(format: str, content: bytes, limits: Limits = LIMITS) -> str:
    try:
        read_contained(format, content, limits)
    except Unusable as error:
        return error.key
    return "read"


def texts(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Line)]


def children() -> list[int]:
    """The processes that this one started and that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.append(int(folder.name))
    return found


def idle() -> list[int]:
    """The processes that wait for the next document."""
    return [process._process.pid for pool in contained._pools.values() for process in pool._idle]


def reader() -> int:
    """The one of which there is only one."""
    (pid,) = idle()
    return pid


def test_a_document_is_read() -> None:
    assert texts(read_contained("docx", SMALL, LIMITS)) == ["一、总体情况"]


def test_what_a_reader_says_passes_through() -> None:
    with pytest.raises(Unusable) as refusal:
        read_contained("pdf", HOSTILE["pdf-many-pages"](), LIMITS)
    assert (refusal.value.key, refusal.value.values) == ("limit.pages", {"most": 300})


def test_a_slow_document_ends_and_the_next_is_read() -> None:
    begun = time.monotonic()
    with pytest.raises(Unusable) as refusal:
        read_contained("pdf", HOSTILE["pdf-many-lines"](), Limits(1, 1024))
    assert time.monotonic() - begun < 4
    assert (refusal.value.key, refusal.value.values) == ("file.too_slow", {"seconds": 1})
    assert refusal.value.line("en") == "reading took longer than 1 seconds (--limit time=N allows more)"
    assert idle() == []
    assert outcome("docx", SMALL, Limits(10, 1024)) == "read"


@linux
def test_a_slow_document_leaves_no_process() -> None:
    assert outcome("pdf", HOSTILE["pdf-many-lines"](), Limits(1, 1024)) == "file.too_slow"
    assert children() == []


@pytest.mark.parametrize("format", ["no_such_reader", "package"])
def test_a_fault_of_a_reader_costs_one_document(format: str) -> None:
    """A module that is not there, or reads nothing."""
    assert outcome("docx", SMALL) == "read"
    assert outcome(format, SMALL) == "file.reader_died"
    assert outcome("docx", SMALL) == "read"


@pytest.mark.parametrize(
    ("way", "key"),
    [
        ("segfault", "file.reader_died"),
        ("overflow", "file.reader_died"),
        ("leave", "file.reader_died"),
        ("fail", "file.reader_died"),
        ("devour", "file.too_much_memory"),
        ("spin", "file.too_slow"),
        ("spin_in_c", "file.too_slow"),
    ],
)
def test_a_library_that_takes_its_process_down_costs_one_document(
    monkeypatch: pytest.MonkeyPatch, way: str, key: str
) -> None:
    monkeypatch.setattr(contained, "_TASKS", "tests.crashing")
    monkeypatch.setattr(contained, "_pools", {})
    limits = Limits(1 if way.startswith("spin") else 10, 256)
    try:
        assert outcome("docx", f"do {way}".encode(), limits) == key
        assert outcome("docx", SMALL, Limits(10, 256)) == "read"
    finally:
        _end_idle()


@linux
def test_a_process_that_was_killed_while_it_read() -> None:
    found: list[str] = []
    content = HOSTILE["pdf-many-lines"]()
    reading = threading.Thread(target=lambda: found.append(outcome("pdf", content)))
    reading.start()
    deadline = time.monotonic() + 10
    while not children() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    (pid,) = children()
    os.kill(pid, 9)
    reading.join(30)
    assert found == ["file.reader_died"]
    assert outcome("docx", SMALL) == "read"


def test_what_crashed_before_is_said_or_read() -> None:
    assert outcome("pdf", HOSTILE["pdf-deep-array"]()) in ("file.reader_died", "file.too_deep", "pdf.broken", "read")
    assert outcome("docx", SMALL) == "read"


@linux
def test_a_process_that_was_killed_while_it_waited() -> None:
    assert outcome("docx", SMALL, WIDE) == "read"
    os.kill(reader(), 9)
    time.sleep(0.1)
    assert outcome("docx", SMALL, WIDE) == "read"


@linux
@pytest.mark.parametrize("megabytes", [1, 16])
def test_too_little_memory_is_said(megabytes: int) -> None:
    """So little that the reader cannot even start."""
    content = HOSTILE["pdf-many-characters"]()
    assert outcome("pdf", content, Limits(20, megabytes)) in ("file.too_much_memory", "file.reader_died")
    assert outcome("docx", SMALL, LIMITS) == "read"


@linux
def test_the_process_is_used_again() -> None:
    pids = []
    for _ in range(5):
        assert outcome("docx", SMALL, WIDE) == "read"
        assert outcome("html", PAGE, WIDE) == "read"
        pids.append(reader())
        assert children() == pids[-1:]
    assert len(set(pids)) == 1


@linux
def test_a_refusal_does_not_end_the_process() -> None:
    assert outcome("docx", b"no package", WIDE) == "package.broken"
    before = reader()
    assert outcome("docx", SMALL, WIDE) == "read"
    assert reader() == before


@linux
def test_other_limits_take_another_process() -> None:
    assert outcome("docx", SMALL, Limits(10, 8192)) == "read"
    assert outcome("docx", SMALL, Limits(10, 4096)) == "read"
    assert outcome("docx", SMALL, Limits(5, 8192)) == "read"
    assert len(children()) == 2


_TWICE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from engine.limits import Limits
from engine.readers import contained
mine = bytearray(b"x" * {mine} * 1024 * 1024)
for _ in range(2):
    contained.read_contained(sys.argv[2], Path(sys.argv[3]).read_bytes(), Limits(20, {megabytes}))
    print(sum(len(pool._idle) for pool in contained._pools.values()), file=sys.stderr)
"""


@linux
def test_the_memory_of_the_parent_does_not_wear_the_process(tmp_path: Path) -> None:
    command = script(tmp_path)
    Path(command[1]).write_text(_TWICE.format(mine=400, megabytes=1024))
    result = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert (result.returncode, result.stderr.split()) == (0, [b"1", b"1"])


@linux
def test_a_worn_process_is_replaced(tmp_path: Path) -> None:
    """Of 64 MB any reader uses more than a quarter; the parent is small, for its memory must not count."""
    command = script(tmp_path)
    Path(command[1]).write_text(_TWICE.format(mine=1, megabytes=64))
    result = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert (result.returncode, result.stderr.split()) == (0, [b"0", b"0"])


def test_threads_read_at_the_same_time() -> None:
    wanted = [packages.word(packages.p(f"第{number}份")) for number in range(12)]
    found: dict[int, list[str]] = {}

    def task(number: int) -> None:
        found[number] = texts(read_contained("docx", wanted[number], LIMITS))

    threads = [threading.Thread(target=task, args=(number,)) for number in range(len(wanted))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == {number: [f"第{number}份"] for number in range(len(wanted))}


def test_threads_do_not_wait_for_a_slow_document() -> None:
    slow = threading.Thread(target=outcome, args=("pdf", HOSTILE["pdf-many-lines"](), Limits(2, 1024)))
    slow.start()
    begun = time.monotonic()
    assert outcome("docx", SMALL) == "read"
    assert time.monotonic() - begun < 1.9
    slow.join(30)


# What the process sees, and what it leaves

_READ = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from engine.limits import Limits
from engine.readers.contained import read_contained
document = read_contained(sys.argv[2], Path(sys.argv[3]).read_bytes(), Limits(20, 1024))
print([getattr(part, "text", "") for part in document.parts], file=sys.stderr)
"""


def script(tmp_path: Path) -> list[str]:
    """A program that reads a Word file."""
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "read.py").write_text(_READ)
    (tmp_path / "small.docx").write_bytes(SMALL)
    return [sys.executable, str(tmp_path / "program" / "read.py"), str(ROOT), "docx", str(tmp_path / "small.docx")]


HOSTILE_MODULE = "import os\nopen(os.environ.get('MARK', 'mark'), 'w').close()\nraise SystemExit('taken over')\n"


def assert_read(result: subprocess.CompletedProcess[bytes]) -> None:
    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.decode().strip() == "['一、总体情况']"


@pytest.mark.parametrize("module", ["lxml", "json", "zipfile", "sitecustomize", "engine"])
def test_modules_of_the_current_folder_are_not_imported(tmp_path: Path, module: str) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / f"{module}.py").write_text(HOSTILE_MODULE)
    assert_read(subprocess.run(script(tmp_path), cwd=work, capture_output=True, timeout=30, check=False))
    assert [path.name for path in work.iterdir()] == [f"{module}.py"]


def test_modules_of_the_current_folder_are_not_imported_from_a_command(tmp_path: Path) -> None:
    """``python -c`` and the prompt put the current folder on the path."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "lxml.py").write_text(HOSTILE_MODULE)
    command = script(tmp_path)
    command[1:2] = ["-c", _READ]
    assert_read(subprocess.run(command, cwd=work, capture_output=True, timeout=30, check=False))


def test_variables_of_the_environment_do_not_matter(tmp_path: Path) -> None:
    """What the parent would do with them is its own affair; here they are set when it has started."""
    (tmp_path / "evil").mkdir()
    for module in ("lxml", "sitecustomize", "usercustomize"):
        (tmp_path / "evil" / f"{module}.py").write_text(HOSTILE_MODULE)
    command = script(tmp_path)
    program = Path(command[1])
    settings = {"PYTHONPATH": str(tmp_path / "evil"), "PYTHONHOME": "/nowhere", "PYTHONSTARTUP": "/nowhere"}
    settings |= {"PYTHONINSPECT": "1", "PYTHONVERBOSE": "1", "PYTHONUSERBASE": str(tmp_path / "evil")}
    settings["MARK"] = str(tmp_path / "mark")
    program.write_text(f"import os\nos.environ.update({settings!r})\n{_READ}")
    assert_read(subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=False))
    assert not (tmp_path / "mark").exists()


@linux
def test_nothing_is_written_and_no_process_is_left(tmp_path: Path) -> None:
    work, home = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    home.mkdir()
    command = script(tmp_path)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(work)}
    process = subprocess.Popen(command, cwd=work, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, errors = process.communicate(timeout=30)
    assert errors.decode().strip() == "['一、总体情况']"
    assert not [*work.iterdir(), *home.iterdir()]
    assert sessions_with(str(tmp_path)) == []


@linux
def test_no_process_is_left_of_a_parent_that_was_killed(tmp_path: Path) -> None:
    command = script(tmp_path)
    Path(command[1]).write_text(_READ + "\nimport time\nsys.stderr.flush()\ntime.sleep(60)\n")
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    assert process.stderr is not None
    assert process.stderr.readline().decode().strip() == "['一、总体情况']"
    assert len(sessions_with(str(tmp_path))) == 2
    process.kill()
    process.wait()
    process.stderr.close()
    deadline = time.monotonic() + 5
    while sessions_with(str(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sessions_with(str(tmp_path)) == []


def sessions_with(folder: str) -> list[int]:
    """Processes that run, and whose arguments or current folder name the folder: a parent and its reader."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes().decode("utf-8", "replace") + os.readlink(process / "cwd")
        except OSError:
            continue
        if folder in told:
            found.append(int(process.name))
    return found


_OFFLINE = """
import pickle, socket, sys
def refuse(*_, **__):
    open(sys.argv[4], "a").write("network\\n")
    raise OSError("no network")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
sys.path.insert(0, sys.argv[1])
from engine import tasks
from engine.limits import Limits
from engine.readers import tasks as readers
print(tasks._attempt(readers, pickle.dumps(("read", (sys.argv[2], open(sys.argv[3], "rb").read(), Limits()))))[0])
"""
FORMATS = {"docx": "official", "html": "clean", "md": "", "pdf": "ruled", "xlsx": ""}
_LINKS = (
    b'<!DOCTYPE html PUBLIC "a" "http://127.0.0.1:9/a.dtd"><html><head><link rel=stylesheet href="http://127.0.0.1:9/a">'
    b'<base href="http://127.0.0.1:9/"><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/"></head><body>'
    b'<iframe src="http://127.0.0.1:9/"></iframe><img src="http://127.0.0.1:9/a.png"><p>text</p></body></html>'
)


@pytest.mark.parametrize("format", [*FORMATS, "links", "external", "ods"])
def test_no_network(tmp_path: Path, format: str) -> None:
    """Sockets are refused in the process, and the kernel gives it no network where it can."""
    if format == "links":
        module, content = "html", _LINKS
    elif format in ("external", "ods"):
        module, content = "docx", HOSTILE["docx-external-entity"]()
    else:
        module = {"md": "marked"}.get(format, format)
        content = render.render(REPORT, format, FORMATS[format] or render.VARIANTS[format][0])
    file, mark = tmp_path / "document", tmp_path / "mark"
    file.write_bytes(content)
    command = [sys.executable, "-c", _OFFLINE, str(ROOT), module, str(file), str(mark)]
    if _can_unshare():
        command = ["unshare", "-rn", *command]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == (b"unusable" if format in ("external", "ods") else b"done")
    assert not mark.exists()


def _can_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_reading_is_the_same_in_any_process() -> None:
    """The process that reads tells nothing of itself."""
    content = render.render(REPORT, "docx", "official")
    first = read_bytes(content, "report.docx", BOOK, LIMITS)
    _end_idle()
    assert read_bytes(content, "report.docx", BOOK, LIMITS) == first
    assert json.dumps(first.report.dump(), default=str)
