"""Pages in Chromium, as a person has them, and what axe-core says of them. Skipped where there is no Chromium."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@contextmanager
def watched(page: Any, address: str) -> Iterator[Any]:
    """A page that may ask for nothing but what is at ``address``, and have no error in its script."""
    wrong: list[str] = []

    def asked(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            wrong.append(request.url)

    page.on("request", asked)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    assert wrong == []


@contextmanager
def opened(file: Path, size: dict[str, int] = DESKTOP, *, script: bool = True) -> Iterator[Any]:
    """The page of a file in a window of that size."""
    with chromium() as browser:
        page = browser.new_context(viewport=size, java_script_enabled=script).new_page()
        with watched(page, file.as_uri()):
            page.goto(file.as_uri())
            yield page


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application on loopback; its address, which ends in ``/``."""
    uvicorn = pytest.importorskip("uvicorn")
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
        with contextlib.suppress(OSError):
            listening.close()


def violations(page: Any) -> list[str]:
    """What is not accessible on the page (WCAG 2.1 AA and best practices), one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.wait_for_load_state("load")  # with its style: colours are looked at
    found = axe.Axe().run(page).response["violations"]
    return [f"{item['id']}: {item['help']}: {node['html'][:200]}" for item in found for node in item["nodes"]]
