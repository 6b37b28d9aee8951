"""A reviewer's way through the queue by keyboard, and an administrator's to another rulebook, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import PASSWORD, PoolHere, empty_database, findings, furnish, hand_in, log_in, opened_here
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, served, violations, watched

pytest.importorskip("sqlalchemy")
pytest.importorskip("playwright.sync_api")
pytestmark = needs_chromium
SIZES = {"zh": PHONE, "en": DESKTOP}


LOCAL = """id: local
version: "1"
title: {zh: 某省, en: A province}
document: local-1
documents: [{id: local-1, title: {zh: 文件, en: Paper}, number: 某发〔2025〕1号}]
rules: {preface-incomplete: {off: {reason: {zh: 不用, en: not used}}}}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench that starts with other rules than those that judged what is there."""
    from web.book import Book
    from web.workbench.app import create_workbench
    from web.workbench.settings import Settings

    with (
        empty_database("sqlite", tmp_path_factory.mktemp("bench")) as database,
        pytest.MonkeyPatch.context() as patch,
    ):
        furnish(database)
        with opened_here(database) as bench:
            clerk, reviewer = log_in(bench, "clerk"), log_in(bench, "reviewer")
            number = hand_in(clerk)
            hand_in(log_in(bench, "other-clerk"))
            hand_in(clerk, b"no report", year="2023")
            gap, other = findings(clerk.get(f"/submissions/{number}").text)[:2]
            told = {"key": clerk.key, "finding": gap, "text": "系统导出时带入，已书面说明"}
            clerk.post(f"/submissions/{number}/objections", data=told)
            told = {"finding": other, "verdict": "waive", "reason": "合并统计", "expires_on": "2199-01-01"}
            reviewer.post(f"/submissions/{number}/decisions", data={"key": reviewer.key, **told})
        patch.setattr("web.app.Pool", PoolHere)
        local = tmp_path_factory.mktemp("rules") / "local.yaml"
        local.write_text(LOCAL, encoding="utf-8")
        settings = Settings(database, processes=1, book=Book(overlays=(str(local),)))
        with served(create_workbench(settings)) as found:
            yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


class Visit:
    """A person with a browser."""

    def __init__(self, page: Any, address: str, name: str, lang: str) -> None:
        self.page, self.address = page, address
        self.page.goto(f"{address}login?lang={lang}")
        self.look()
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.page.click(".go button")

    def see(self, path: str) -> None:
        """A page that is accessible and as wide as the window."""
        self.page.goto(f"{self.address}{path}")
        self.look()

    def look(self) -> None:
        assert violations(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture(params=["zh", "en"])
def visit(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport=SIZES[request.param])
    page = context.new_page()
    with watched(page, address):
        yield lambda name: Visit(page, address, name, request.param)
    context.close()


def test_one_after_another_by_keyboard_alone(visit: Any) -> None:
    at = visit("second-reviewer")
    at.see("submissions")
    at.see("submissions/1")
    for what in ("objections", "waivers", "refused"):
        at.see(f"queue?what={what}")
    at.see("queue/objections/1")
    at.see("queue/waivers/1")
    at.see("queue?by=rule")
    at.see("queue")
    page = at.page
    decided = []
    begin = page.locator("a.button")
    begin.focus()
    page.keyboard.press("Enter")
    for stops in (1, 2):  # to confirm, and to dismiss
        page.wait_for_url("**/queue/*/*")
        before = page.url
        decided.append(before.split("?")[0].removeprefix(at.address[:-1]))
        assert page.locator(":focus").get_attribute("name") == "reason"  # nothing to look for
        page.keyboard.type("经查阅原文，确是如此")
        for _ in range(stops):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        page.locator(".said a").wait_for()
    at.look()
    page.click(".tools-line a")
    page.locator(".kinds").wait_for()
    waiting = [link.get_attribute("href") for link in page.locator(".waiting a").all()]
    assert len(waiting) > 2
    assert not set(waiting) & set(decided)


def test_other_rules_are_tried_while_one_looks_on(visit: Any) -> None:
    at = visit("admin")
    at.see("rulebook")
    page = at.page
    asked = page.locator("form[action='/rulebook/preview'] button")
    if asked.count():  # not yet asked for in the other language
        asked.click()
    page.locator("form[action='/rulebook/adopt']").wait_for()  # it comes by itself
    at.look()
    page.locator("details summary").first.click()
    at.look()
    at.see("audit?check=true")
