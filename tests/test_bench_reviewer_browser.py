"""A reviewer's whole way in Chromium, with a province of 30 units: hand in, decide, rank, letters."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import main
from engine.loading import default_root
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from tests.benches import PASSWORD, PoolHere, empty_database
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, served, violations, watched

pytest.importorskip("sqlalchemy")
pytest.importorskip("playwright.sync_api")
docx = pytest.importorskip("docx")
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "made"
    found = CliRunner().invoke(main, ["demo", "--units", "30", "--out", str(folder)])
    assert found.exit_code == 0, found.output
    return folder


@pytest.fixture(scope="module")
def address(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench with the roster of the province and one reviewer."""
    from web.workbench.accounts import add_account
    from web.workbench.app import create_workbench
    from web.workbench.database import Database
    from web.workbench.roster import bring_in
    from web.workbench.settings import Settings

    with (
        empty_database("sqlite", tmp_path_factory.mktemp("bench")) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        database = Database(url)
        database.upgrade()
        content = (province / "units.csv").read_bytes()
        with database.writing() as session:
            bring_in(session, "", read_roster(content, roster_words(default_root()), "units.csv"))
            add_account(session, "", "reviewer", PASSWORD, "reviewer")
        database.close()
        patch.setattr("web.app.Pool", PoolHere)
        with served(create_workbench(Settings(url, processes=1))) as found:
            yield found


def look(page: Any, seen: list[str]) -> None:
    """The page is accessible, and as wide as the window; it is kept to be looked at where a folder is named."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    seen.append(page.url)


def test_a_reviewers_whole_way(province: Path, address: str) -> None:
    truth = json.loads((province / "truth.json").read_text("utf-8"))["reports"]
    sent = {report["code"]: province / report["files"][0] for report in truth if report["submitted"]}
    missing = [report["name"] for report in truth if report["expected"] and not report["submitted"]]
    assert len(truth) == 30
    assert missing
    seen: list[str] = []
    with chromium() as browser:
        context = browser.new_context(viewport=DESKTOP, accept_downloads=True, locale="zh-CN")
        page = context.new_page()
        with watched(page, address):
            page.goto(f"{address}login")
            page.fill("#name", "reviewer")
            page.fill("#password", PASSWORD)
            page.click(".go button")
            page.wait_for_url("**/desk")
            look(page, seen)

            key = page.locator("form[action='/submissions'] input[name=key]").get_attribute("value")
            for number, (code, file) in enumerate(sent.items()):
                if number:  # the first by hand, the others as the same form is sent
                    document = {"name": file.name, "mimeType": "application/json", "buffer": file.read_bytes()}
                    form = {"key": key, "unit": code, "year": "2024", "file": document}
                    answer = page.request.post(f"{address}submissions", multipart=form)
                    assert answer.status == 200
                    continue
                page.fill("input[name=unit]", code)
                page.fill("input[name=year]", "2024")
                page.set_input_files("#file", str(file))
                page.click("form[action='/submissions'] .go button")
                page.locator(".points strong").wait_for()
                look(page, seen)

            page.goto(f"{address}queue")
            look(page, seen)
            before = page.locator(".waiting li").count()
            page.click("a.button")
            page.locator("[name=reason]").fill("经查阅原件，不影响公开内容")
            look(page, seen)
            page.locator("button[value=dismiss]").click()
            page.locator(".said").wait_for()
            page.goto(f"{address}queue")
            assert page.locator(".waiting li").count() == before - 1

            page.goto(f"{address}standings?year=2024")
            look(page, seen)
            ranked = page.locator("table.units tbody tr")
            for name in missing:
                assert ranked.filter(has_text=name).locator(".state.missing").count() == 1
            assert page.locator("table.units .state.missing").count() == len(missing)
            with page.expect_download() as downloading:
                page.locator("a[href^='/standings/letters.zip'][href$='letter_lang=zh']").click()
            letters = zipfile.ZipFile(io.BytesIO(Path(downloading.value.path()).read_bytes()))
            assert len(letters.namelist()) == len(sent)
            for code in sent:
                (name,) = [name for name in letters.namelist() if f" {code} " in name]
                assert docx.Document(io.BytesIO(letters.read(name))).paragraphs
            page.locator("table.units tbody th a").first.click()
            page.wait_for_url("**/standings/unit*")
            look(page, seen)

        small = browser.new_context(viewport=PHONE, locale="en-GB", storage_state=context.storage_state()).new_page()
        for url in seen:
            small.goto(url)
            look(small, [])
