"""The examples of docs/api.md do what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.benches import ROSTER, SAMPLE, empty_database, furnish
from tests.served import served
from tests.test_bench_api import Bench

pytest.importorskip("sqlalchemy")
from web.workbench.app import create_workbench
from web.workbench.settings import Settings

TEXT = (Path(__file__).parent.parent / "docs/api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "report.json").write_bytes(SAMPLE)
    (folder / "roster.csv").write_text(ROSTER, "utf-8")
    with empty_database("sqlite", folder) as address:
        furnish(address)
        app = create_workbench(Settings(address, processes=1))
        with served(app) as url, httpx.Client(base_url=url, timeout=60) as client:
            client.app = app  # type: ignore[attr-defined]
            bench = Bench(client)
            yield {
                "PATH": "/usr/bin:/bin",
                "PWD": str(folder),
                "TOKEN": bench.tokens["admin"],
                "API": f"{url}/api/v1",
                "REPORT": str(folder / "report.json"),
                "ROSTER": str(folder / "roster.csv"),
            }


def answers(text: str) -> list[Any]:
    found, at, decoder = [], 0, json.JSONDecoder()
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def expected(number: int, found: list[Any]) -> bool:
    """What each example must yield, in the order of the page."""
    first = found[0]
    checks: list[Callable[[], bool]] = [
        lambda: bool(first["role"] == "administrator"),
        lambda: [card["schema"] for card in found] == ["compliance-scorecard/1"] * 2,
        lambda: (first["year"], first["unit"]["code"], first["state"]) == (2024, "111", "scored"),
        lambda: [(item["year"], item["latest"]) for item in first["items"]] == [(2024, True)],
        lambda: (len(first["items"]) > 0, found[1]["schema"]) == (True, "compliance-scorecard/1"),
        lambda: (first["number"], found[1]["reason"]) == (1, "decide.own_waiver"),
        lambda: (first["schema"], len(first["units"])) == ("compliance-standings/1", 4),
        lambda: (first["done"], first["units"], first["changes"]) == (False, 4, []),
    ]
    assert len(checks) == len(EXAMPLES)
    return checks[number]()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example(surroundings: dict[str, str], number: int) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", EXAMPLES[number]],
        env=surroundings,
        cwd=surroundings["PWD"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert expected(number, answers(done.stdout.decode())), done.stdout.decode()
    document = Path(surroundings["PWD"]) / "document"
    if "-o document" in EXAMPLES[number]:
        assert document.read_bytes() == SAMPLE


def test_every_reason_and_status_of_the_page_is_real() -> None:
    texts = json.loads((Path(__file__).parent.parent / "engine/catalogue.json").read_text("utf-8"))
    shown = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0])
    assert texts[shown["reason"]]["en"] == shown["detail"]
