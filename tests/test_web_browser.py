"""The self-check page in Chromium: a clerk's whole way, by mouse, by keyboard, on a telephone, without a script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.cases import ROOT
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, served, violations, watched

pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
pytestmark = needs_chromium

SAMPLE = ROOT / "everything-wrong/wrong-k-sample.json"
REAL = Path(__file__).parents[2] / "shared" / "reports"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from web.app import Settings, create_app

    with served(create_app(Settings(processes=1))) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The start page; whatever it asks of others, or complains of, fails the test."""
    found = browser.new_page(viewport=DESKTOP, accept_downloads=True)
    with watched(found, address):
        found.goto(f"{address}?lang=en")
        yield found
        found.close()


def score(page: Any) -> str:
    return str(page.locator(".checked").first.locator(".points strong").inner_text())


def check(page: Any, *files: Path) -> None:
    page.set_input_files("#file", [str(file) for file in files])
    page.locator(".checked").nth(len(files) - 1).wait_for()


def test_a_clerk_corrects_a_report_on_the_page(page: Any) -> None:
    check(page, SAMPLE)
    before = score(page)
    page.get_by_role("button", name="put in 15").click()
    page.locator("input[name='cell:requests/granted/natural_person'][value='15']").wait_for()
    better = score(page)
    assert float(better) > float(before)
    total = page.locator("input[name='cell:disputes/review/total']")
    total.fill("2")
    total.press("Tab")
    page.locator("input[name='cell:disputes/review/total'][value='2']").wait_for()
    assert float(score(page)) > float(better)
    assert score(page) in page.locator("#status").inner_text()


def test_the_focus_stays_where_the_user_types(page: Any) -> None:
    check(page, SAMPLE)
    first = page.locator("input[name='cell:requests/granted/natural_person']")
    first.fill("15")
    first.press("Tab")
    page.locator("input[name='cell:requests/granted/natural_person'][value='15']").wait_for()
    # The next stop was the suggestion, which is gone: the focus is still in its cell, not lost.
    assert page.locator("td:has(:focus)").get_attribute("id").endswith("-requests-granted-natural_person")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "cell:requests/granted/commercial"


def test_what_is_typed_meanwhile_is_kept(page: Any) -> None:
    check(page, SAMPLE)

    def slowly(route: Any) -> None:
        time.sleep(0.4)
        route.continue_()

    page.route("**/again", slowly)
    page.locator("input[name='cell:requests/granted/natural_person']").fill("15")
    page.keyboard.press("Tab")
    other = page.locator("input[name='cell:proactive/licences/decisions']")
    other.fill("77")
    page.locator("input[name='cell:requests/granted/natural_person'][value='15']").wait_for()
    assert other.input_value() == "77"
    page.unroute_all(behavior="ignoreErrors")


def test_what_to_mend_first_comes_by_itself(page: Any) -> None:
    check(page, SAMPLE)
    page.locator("section.gains").wait_for()
    gains = [float(text) for text in page.locator("section.gains tbody td:nth-child(3)").all_inner_texts()]
    assert gains == sorted(gains, reverse=True)
    assert len(gains) > 2


def test_a_text_is_corrected(page: Any) -> None:
    check(page, SAMPLE)
    assert page.get_by_text("placeholder-left").count() == 1
    page.locator("details.edit summary").last.click()
    field = page.locator("textarea[name='text:other']")
    field.fill("本年度未收取信息处理费。")
    field.blur()
    page.get_by_text("placeholder-left").wait_for(state="detached")
    assert page.locator("textarea[name='text:other']").is_visible()  # what was open stays open


def test_a_sum_is_told_at_the_focus(page: Any) -> None:
    check(page, SAMPLE)
    field = page.locator("input[name='cell:requests/granted/total']")
    tip = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert not tip.is_visible()
    field.focus()
    assert tip.is_visible()
    assert "16" in tip.inner_text()


def test_downloads(page: Any, tmp_path: Path) -> None:
    check(page, SAMPLE)
    with page.expect_download() as started:
        page.get_by_role("button", name="Data (JSON)").click()
    started.value.save_as(tmp_path / "a.json")
    assert '"score": 79.97' in (tmp_path / "a.json").read_text("utf-8")


def test_files_are_dropped(page: Any) -> None:
    content = SAMPLE.read_text("utf-8")
    transfer = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'a.json')); return data; }",
        content,
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    page.locator(".checked").wait_for()
    assert score(page) == "79.97"


def test_the_same_file_again_takes_the_place_of_the_first(page: Any) -> None:
    check(page, SAMPLE)
    page.set_input_files("#file", [])
    check(page, SAMPLE)
    page.wait_for_timeout(300)
    assert page.locator(".checked").count() == 1


def test_without_a_script_the_forms_do_it(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}?lang=en")
    page.set_input_files("#file", str(SAMPLE))
    page.get_by_role("button", name="Check").click()
    assert score(page) == "79.97"
    page.get_by_role("button", name="put in 15").click()
    assert page.locator("input[name='cell:requests/granted/natural_person']").input_value() == "15"
    context.close()


@pytest.mark.parametrize(("lang", "viewport"), [("zh", PHONE), ("en", DESKTOP)])
def test_axe_finds_nothing(browser: Any, address: str, lang: str, viewport: dict[str, int]) -> None:
    page = browser.new_page(viewport=viewport, color_scheme="dark" if lang == "zh" else "light", bypass_csp=True)
    page.goto(f"{address}?lang={lang}")
    page.locator("summary").first.click()
    for _ in range(2):  # the start, and the results
        assert violations(page) == []
        check(page, SAMPLE)
    page.close()


def test_nothing_is_wider_than_a_telephone(browser: Any, address: str) -> None:
    page = browser.new_page(viewport=PHONE, bypass_csp=True)
    page.goto(f"{address}?lang=zh")
    check(page, SAMPLE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


@pytest.mark.skipif(not (REAL / "huaian-2024.pdf").exists(), reason="the real reports are not here")
def test_real_documents(page: Any) -> None:
    page.set_input_files("#file", [str(REAL / "longgang-2020.txt"), str(REAL / "huaian-2024.pdf")])
    page.locator(".checked").nth(1).wait_for()
    assert page.locator(".checked .points strong").all_inner_texts() == ["100", "100"]
