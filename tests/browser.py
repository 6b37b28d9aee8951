"""A page in Chromium, as a person has it, and what axe-core says of it. Skipped where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
DESKTOP, PHONE = (1280, 900), (390, 844)


@contextmanager
def opened(file: Path, size: tuple[int, int] = DESKTOP, *, script: bool = True) -> Iterator[Any]:
    """The page of a file in a window of that size; requests of other things and errors of its script are failures."""
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: wrong.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        yield page
        browser.close()
        assert not wrong


def violations(page: Any) -> list[str]:
    """What is not accessible on the page (WCAG 2.1 AA and best practices), one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{item['id']}: {item['help']}: {node['html'][:200]}" for item in found for node in item["nodes"]]
