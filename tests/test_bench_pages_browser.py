"""The pages of accounts, the own account, the roster and the interface for programs, in Chromium."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benches import PASSWORD, ROSTER, empty_database, furnish
from tests.browser import CHROMIUM, DESKTOP, PHONE, violations
from tests.served import served

pytest.importorskip("sqlalchemy")
pytest.importorskip("playwright")

from web.workbench.app import create_workbench
from web.workbench.settings import Settings

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")

ANOTHER = "a wholly different sentence 5678"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with empty_database("sqlite", tmp_path_factory.mktemp("bench")) as database:
        furnish(database)
        with served(create_workbench(Settings(database, processes=1))) as found:
            yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def log_in(page: Any, address: str, name: str, password: str, lang: str) -> None:
    page.goto(f"{address}/login?lang={lang}")
    page.fill("#name", name)
    page.fill("#password", password)
    with page.expect_navigation():
        page.click(".go button")


@pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", DESKTOP)])
def test_the_whole_way(browser: Any, address: str, tmp_path: Path, lang: str, size: dict[str, int]) -> None:
    """An administrator adds an account and looks at a roster; its owner changes the password and makes a token."""
    (tmp_path / "new.csv").write_text(ROSTER.replace("丁市人民政府,", f"丁市政府 {lang},"), "utf-8")
    context = browser.new_context(
        viewport=size,
        bypass_csp=True,  # for axe; tests/test_bench_security.py looks after the policy
        color_scheme="dark" if lang == "zh" else "light",
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))

    def looked_at() -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    def press(button: str) -> None:
        with page.expect_navigation():  # or the page before would be looked at, half gone
            page.click(button)

    log_in(page, address, "admin", PASSWORD, lang)
    page.goto(f"{address}/accounts")
    looked_at()
    page.fill("form.sheet input[name=name]", f"new-{lang}")
    page.fill("form.sheet input[name=unit]", "111")
    press("form.sheet .go button")
    password = page.locator(".secret code").inner_text()
    looked_at()
    page.goto(f"{address}/roster")
    looked_at()
    page.set_input_files("#file", str(tmp_path / "new.csv"))
    press("form[action='/roster/preview'] button")
    looked_at()
    press("form[action='/roster'] .go button")
    page.get_by_text(f"丁市政府 {lang}").wait_for()
    page.goto(f"{address}/api/v1/")
    looked_at()

    context.clear_cookies()
    log_in(page, address, f"new-{lang}", password, lang)
    looked_at()
    page.fill("#old", password)
    page.fill("#new", ANOTHER)
    page.fill("#again", ANOTHER)
    press("form[action='/account/password'] .go button")
    page.wait_for_url("**/account/password")
    page.goto(f"{address}/account")
    page.fill("form[action='/account/tokens'] input[name=name]", "nightly")
    page.fill("input[name=expires_on]", str(dt.date.today() + dt.timedelta(days=30)))
    page.check("input[value=score]")
    press("form[action='/account/tokens'] .go button")
    assert page.locator(".secret code").inner_text().startswith("gk_")
    looked_at()
    page.goto(f"{address}/account")
    looked_at()
    context.close()
    assert not wrong
