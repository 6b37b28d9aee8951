"""Every hostile document ends in one line or a partial reading, in bounded time and memory."""

from __future__ import annotations

import contextlib
import mmap
import re
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.catalogue import say
from engine.errors import Unusable
from engine.json_text import dumps, printable
from engine.limits import Limits
from engine.readers import contained, read_bytes
from engine.readers.document import Document, Line
from engine.readers.formats.text import read_text
from engine.readers.understand import understand
from engine.reading import Reading
from tests.hostile import HOSTILE
from tests.hostile.made_of import MEGABYTE
from tests.texts import BOOK, SOURCE

LIMITS = Limits(5, 1024)
OVERHEAD = 5  # seconds: a process is started, an answer is understood, and other tests run at the same time
MOST_MEMORY = 1024 * MEGABYTE
GIGABYTES = ("bomb", "many-entries")  # take long to make, and not long to refuse


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Future[bytes]]]:
    """The documents that take long to make, made beside the reading of the others."""
    with ThreadPoolExecutor(1) as pool:
        yield {name: pool.submit(make) for name, make in HOSTILE.items() if any(part in name for part in GIGABYTES)}


def in_order() -> list[str]:
    """Those that take long to make come last."""
    return sorted(HOSTILE, key=lambda name: any(part in name for part in GIGABYTES))


def read(content: bytes, name: str, limits: Limits = LIMITS) -> Reading | Unusable:
    try:
        return read_bytes(content, name, BOOK, limits)
    except Unusable as error:
        return error


class Peak:
    """The most memory that this process takes from now on beyond what it has, in bytes; 0 where that is not told."""

    def __init__(self) -> None:
        self._status = Path("/proc/self/status")
        if self._status.exists():
            Path("/proc/self/clear_refs").write_text("5")  # the peak is forgotten
        self._before = self._most()

    def grown(self) -> int:
        return self._most() - self._before

    def _most(self) -> int:
        if not self._status.exists():
            return 0
        found = re.search(r"VmHWM:\s*(\d+) kB", self._status.read_text())
        return int(found[1]) * 1024 if found else 0


def test_a_peak_of_memory_is_seen() -> None:
    peak = Peak()
    with mmap.mmap(-1, 64 * MEGABYTE) as fresh:  # not what the process has and uses again
        fresh.write(b"\1" * (64 * MEGABYTE))
    assert not Path("/proc/self/status").exists() or peak.grown() > 48 * MEGABYTE


def assert_said_in_one_line(error: Unusable) -> None:
    for text in (error.line("zh"), error.line("en")):
        assert text
        assert printable(text) == text
        assert "\n" not in text
        assert len(text) < 300
        assert "{" not in text
    assert error.line("zh") != error.line("en")


@pytest.mark.parametrize("name", in_order())
def test_a_refusal_of_one_line_or_a_reading(name: str, made: dict[str, Future[bytes]]) -> None:
    content = made[name].result() if name in made else HOSTILE[name]()
    begun, peak = time.monotonic(), Peak()
    found = read(content, name)
    taken = time.monotonic() - begun
    if isinstance(found, Unusable):
        assert_said_in_one_line(found)
    else:
        assert len(dumps(found.report.dump())) < 20 * MEGABYTE
        for notice in found.notices:
            assert say(notice.key, "zh", **notice.values)
    assert taken < LIMITS.time + OVERHEAD
    assert peak.grown() < MOST_MEMORY


def test_processes_are_not_left() -> None:
    assert sum(len(pool._idle) for pool in contained._pools.values()) <= 2


# What is understood in this process: its time must grow with the length of the text, and no faster

LINES = {
    "headings": "一、总体情况\n二、主动公开政府信息情况\n",
    "rows": "1.属于国家秘密 1 2 3 4 5 6 7\n",
    "figures": "1 2 3\n4\n",
    "numerals": "二、甲乙丙丁\n",
    "prose": "全年主动公开政府信息十二条，下一步加强培训。\n",
    "numbers": "1\n",
    "tabs": "甲\t1\t2\n",
}
START = """江口县财政局2024年政府信息公开工作年度报告
一、总体情况
三、收到和处理政府信息公开申请情况
自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计
"""
FIRST, MORE = 600, 8


def grows(task: Callable[[int], object], first: int = FIRST) -> float:
    """How many times longer ``MORE`` times the lines take; 1 if it is nothing to speak of.

    The least of several runs each: another process on the machine makes single runs longer.
    """

    def seconds(times: int) -> float:
        begun = time.process_time()
        task(times)
        return time.process_time() - begun

    short, long = (min(seconds(times) for _ in range(3)) for times in (first, first * MORE))
    return long / short if long > 0.3 else 1.0


def test_the_time_to_split_a_text_grows_with_its_length() -> None:
    assert grows(lambda times: read_text(START + LINES["prose"] * times)) < 2.5 * MORE


def understood(text: str) -> None:
    lines = tuple(Line(number, None, line) for number, line in enumerate(text.splitlines(), 1))
    with contextlib.suppress(Unusable):
        understand(Document(lines, wrapped=True), SOURCE, BOOK)


@pytest.mark.parametrize("kind", ["rows", "figures", "numerals", "numbers", "tabs"])
def test_the_time_to_understand_grows_with_the_length(kind: str) -> None:
    assert grows(lambda times: understood(START + LINES[kind] * times)) < 2.5 * MORE


def test_the_time_to_understand_headings_grows_with_their_number() -> None:
    assert grows(lambda times: understood(START + LINES["headings"] * times), 1200) < 2.5 * MORE


def test_the_time_to_understand_prose_grows_with_its_length() -> None:
    assert grows(lambda times: understood(START + LINES["prose"] * times), 1600) < 2.5 * MORE


def test_memory_grows_with_the_length() -> None:
    tracemalloc.start()
    understood(START + LINES["rows"] * 2000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * MEGABYTE
