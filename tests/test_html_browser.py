"""The web page about reports in Chromium: accessible, quiet, readable on a telephone and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.cases import ROOT
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored
from tests.browser import DESKTOP, PHONE, chromium, needs_chromium, violations
from tests.test_html_report import evil_report

pytest.importorskip("playwright.sync_api")
pytestmark = needs_chromium

A4 = 695  # pixels between the margins of an A4 page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Lang], str]:
    """The addresses of pages: of a perfect report, a broken one, one with nothing to assess, and several."""
    nothing = '{"schema": "disclosure-report/1", "unit": {"name": "某某中心"}, "year": 2024}'.encode()
    contents = {
        "perfect": (ROOT / "reports/longgang-2020.json").read_bytes(),
        "broken": (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes(),
        "nothing": nothing,
    }
    folder = tmp_path_factory.mktemp("pages")
    langs: Sequence[Lang] = ("zh", "en")
    found: dict[tuple[str, Lang], str] = {}
    for lang in langs:
        reports = {
            name: engine.scored(read_bytes(content, f"{name}.json", engine.book), lang=lang)
            for name, content in contents.items()
        }
        for name, report in reports.items():
            found[name, lang] = write(folder / f"{name}-{lang}.html", [report], lang)
        found["several", lang] = write(folder / f"several-{lang}.html", [reports["broken"], reports["nothing"]], lang)
    return found


def write(file: Path, reports: Sequence[Scored], lang: Lang) -> str:
    content = reporter("html")(reports, Layout(lang, several=len(reports) > 1))
    assert isinstance(content, str)
    file.write_text(content, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["perfect", "broken", "nothing", "several"])
def test_axe_finds_nothing(browser: Any, pages: dict[tuple[str, Lang], str], name: str, lang: Lang) -> None:
    """Chinese pages in the colours of the night and on a telephone, English ones by day and on a desk."""
    dark = lang == "zh"
    page = browser.new_page(viewport=PHONE if dark else DESKTOP, color_scheme="dark" if dark else "light")
    page.goto(pages[name, lang])
    found = violations(page)
    page.close()
    assert found == []


def test_nothing_is_fetched_and_nothing_runs(browser: Any, engine: Engine, tmp_path: Path) -> None:
    """Not even by a report that would."""
    report = engine.scored(read_bytes(dumps(evil_report()).encode(), "evil.json", engine.book))
    address = write(tmp_path / "evil.html", [report], "zh")
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    scripts = page.locator("script").count()
    page.close()
    assert (asked, said, scripts) == ([address], [], 0)


def test_the_keyboard_reaches_the_sums(browser: Any, pages: dict[tuple[str, Lang], str]) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(pages["broken", "zh"])
    page.locator("#r1-requests").scroll_into_view_if_needed()
    page.focus("#r1-requests a.skip")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "sum":
            break
    cell = page.evaluate("document.activeElement.closest('td').id")
    tip = page.locator(f"[id='{cell}'] .tip")
    assert tip.is_visible()
    assert tip.inner_text().startswith("一、本年新收政府信息公开申请数量：总计 36，等于 自然人 33")
    page.hover("[id='r1-requests-granted-total'] .sum")
    assert page.locator("[id='r1-requests-granted-total'] .tip").is_visible()
    tip.wait_for(state="hidden", timeout=3000)
    page.close()


def test_a_sum_that_was_chosen_stays_until_something_else_is(
    browser: Any, pages: dict[tuple[str, Lang], str]
) -> None:
    page = browser.new_page(viewport=PHONE, has_touch=True)
    page.goto(pages["broken", "zh"])
    total = page.locator("[id='r1-requests-granted-total']")
    total.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    total.locator(".sum").tap()
    page.wait_for_timeout(700)
    assert total.locator(".tip").is_visible()
    assert page.evaluate("scrollY") == before
    page.locator("h1").tap()
    total.locator(".tip").wait_for(state="hidden", timeout=3000)
    page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 390, 640])
def test_nothing_is_wider_than_a_small_window(
    browser: Any, pages: dict[tuple[str, Lang], str], lang: Lang, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(pages["several", lang])
    across = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert across <= width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tables_fit_on_paper(browser: Any, pages: dict[tuple[str, Lang], str], lang: Lang) -> None:
    page = browser.new_page(viewport={"width": A4, "height": 1000})
    page.goto(pages["broken", lang])
    page.emulate_media(media="print")
    widths = page.eval_on_selector_all(
        "table.form", "tables => tables.map(table => table.getBoundingClientRect().width)"
    )
    heights = page.eval_on_selector_all(
        "table.form", "tables => tables.map(table => table.getBoundingClientRect().height)"
    )
    shown = [page.locator(part).first.is_visible() for part in (".tip", ".parts", ".notes", "sup")]
    page.close()
    assert len(widths) == 3
    assert max(widths) <= A4 + 1
    assert max(heights) <= 990  # what an A4 page holds between its margins
    assert shown == [False, False, True, True]
