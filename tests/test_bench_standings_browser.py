"""The pages of standings in Chromium: readable for everybody, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import PASSWORD, SAMPLE, empty_database, furnish
from tests.browser import CHROMIUM, DESKTOP, PHONE, violations
from tests.served import served

pytest.importorskip("sqlalchemy")
pytest.importorskip("playwright")

from web.workbench.app import create_workbench
from web.workbench.settings import Settings

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with empty_database("sqlite", tmp_path_factory.mktemp("bench")) as database:
        furnish(database)
        with served(create_workbench(Settings(database, processes=1))) as found:
            yield found


@pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESKTOP)])
def test_a_reviewer_finds_the_unit_and_takes_its_letter(address: str, lang: str, size: Any) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(
            viewport=size,
            bypass_csp=True,  # for axe; tests/test_bench_security.py looks after the policy
            color_scheme="dark" if lang == "zh" else "light",
        )
        page = context.new_page()
        page.goto(f"{address}/login?lang={lang}")
        page.fill("#name", "reviewer")
        page.fill("#password", PASSWORD)
        page.click(".go button")
        page.fill("input[name=unit]", "111")
        page.fill("form[enctype] input[name=year]", "2024")
        page.set_input_files("#file", {"name": "a.json", "mimeType": "application/json", "buffer": SAMPLE})
        page.click("form[enctype] button")
        page.goto(f"{address}/standings?year=2024&lang={lang}")
        _fine(page)
        assert page.locator("table.units tbody tr").count() == 2  # those of the own region
        page.locator("table.units thead a").nth(2).click()
        assert page.locator("table.units th[aria-sort=descending]").count() == 1
        page.select_option("select[name=status]", "missing")
        page.click("form.filter button")
        assert page.locator("table.units tbody th").all_inner_texts() == ["乙市人民政府"]
        page.go_back()
        page.wait_for_url("**/standings?*")
        page.click('table.units a:has-text("丙县")')
        page.wait_for_url("**/standings/unit?*")
        _fine(page)
        with page.expect_download() as told:
            page.click("a[href^='/standings/letter.docx']")
        assert told.value.suggested_filename == "1 111 丙县人民政府.docx"
        browser.close()


def _fine(page: Any) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
