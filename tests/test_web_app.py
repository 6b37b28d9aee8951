"""The self-check page over HTTP: what it answers, and what it refuses."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from engine.cases import ROOT
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.score import Engine

pytest.importorskip("fastapi")
from starlette.testclient import TestClient

from engine.limits import Limits
from engine.processes import Pool, TaskFailed, TaskLost
from web.app import Settings, create_app
from web.guard import POLICY

SAMPLE = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
EVIL = '"><script>alert(1)</script>\u202e'
FIX = "requests/granted/natural_person=15"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(processes=1)), base_url="http://127.0.0.1:8000") as found:
        yield found


def post(client: TestClient, content: bytes, name: str = "年报.json", **fields: str) -> Any:
    return client.post("/check", files={"file": (name, content)}, data={"lang": "en", **fields})


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    assert found is not None, name
    return unescape(found[1])


def cells(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'name="(cell:[^"]*)" value="([^"]*)"', page)}


@pytest.mark.parametrize(("lang", "word"), [("zh", "提交之前"), ("en", "Check a report")])
def test_the_start_page_in_both_languages(client: TestClient, lang: str, word: str) -> None:
    page = client.get("/", params={"lang": lang})
    assert page.status_code == 200
    assert word in page.text
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page.text


def test_the_browser_tells_the_language(client: TestClient) -> None:
    assert "Check a report" in client.get("/", headers={"accept-language": "en-GB,en"}).text
    assert "提交之前" in client.get("/", headers={"accept-language": "de"}).text


def test_a_report_is_scored_as_everywhere(client: TestClient) -> None:
    book = load_rulebook()
    score = Engine(book).score(read_bytes(SAMPLE, "a", book)).score
    page = post(client, SAMPLE)
    assert page.status_code == 200
    assert f"<strong>{score}</strong>" in page.text
    assert len(cells(page.text)) == 200  # of form 2021
    assert "<html" in page.text


def test_a_part_of_a_page_is_only_the_results(client: TestClient) -> None:
    part = client.post("/check", files={"file": ("a.json", SAMPLE)}, headers={"x-part": "results"})
    assert part.text.lstrip().startswith("<section")
    assert "<html" not in part.text


def test_what_the_user_knows_better_counts(client: TestClient) -> None:
    late = post(client, SAMPLE)
    timely = post(client, SAMPLE, published_on="2025-03-01")
    assert "2025-04-03" in late.text
    assert "government-published-late" in late.text
    assert "government-published-late" not in timely.text
    assert hidden(timely.text, "published_on") == "2025-03-01"
    assert post(client, SAMPLE, published_on="soon").status_code == 422


def test_a_suggestion_is_put_in_and_the_score_follows(client: TestClient) -> None:
    page = post(client, SAMPLE).text
    again = client.post("/again", data={"lang": "en", "carried": hidden(page, "carried"), **cells(page), "fix": FIX})
    assert again.status_code == 200
    assert cells(again.text)["cell:requests/granted/natural_person"] == "15"
    assert "requests-row-total ·" in page
    assert "requests-row-total ·" not in again.text


def test_nothing_changes_if_nothing_was_corrected(client: TestClient) -> None:
    page = post(client, SAMPLE).text
    again = client.post("/again", data={"lang": "en", "carried": hidden(page, "carried"), **cells(page)})
    ids = r'class="code id">([^<]*)<'
    assert re.findall(ids, again.text) == re.findall(ids, page)
    assert hidden(again.text, "carried") == hidden(page, "carried")


@pytest.mark.parametrize("form", ["json", "html", "docx", "xlsx"])
def test_downloads(client: TestClient, form: str) -> None:
    page = post(client, SAMPLE).text
    found = client.post(f"/download/{form}", data={"lang": "zh", "carried": hidden(page, "carried"), "fix": FIX})
    assert found.status_code == 200
    assert f"2024.{form}" in found.headers["content-disposition"]
    if form == "json":
        assert "requests-row-total" not in {finding["rule"] for finding in found.json()["findings"]}
    elif form == "html":
        assert "<!DOCTYPE html>" in found.text
    else:
        assert zipfile.ZipFile(io.BytesIO(found.content)).testzip() is None


def test_several_files_one_of_which_cannot_be_read(client: TestClient) -> None:
    files = [("file", ("good.json", SAMPLE)), ("file", (f"{EVIL}.bin", b"\x00\x01\x02"))]
    page = client.post("/check", files=files, data={"lang": "en"})
    assert page.status_code == 200
    assert page.text.count('class="checked') == 2
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("content", [b"", b"\x00", b"{", b"%PDF-1.7 broken", b"PK\x03\x04 broken", b"no report"])
def test_what_cannot_be_read_is_said(client: TestClient, content: bytes) -> None:
    page = post(client, content, "x.bin")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "Traceback" not in page.text


def test_texts_of_a_document_do_nothing_on_the_page(client: TestClient) -> None:
    report = json.loads(SAMPLE)
    report["unit"]["name"] = EVIL
    report["title"] = EVIL
    report["sections"]["overview"] = {"heading": EVIL, "text": f"</textarea>{EVIL}"}
    report["tables"]["requests"]["total"]["total"] = EVIL
    page = post(client, json.dumps(report).encode(), EVIL).text
    assert "<script>alert" not in page
    assert "</textarea><" not in page.replace("</textarea>\n", "")
    scripts = re.findall(r"<script[^>]*>", page)
    assert scripts == ['<script src="/static/check.js" defer>']


def test_every_answer_has_the_policy(client: TestClient) -> None:
    answers = [
        client.get("/"),
        post(client, SAMPLE),
        post(client, b""),
        client.get("/none"),
        client.get("/static/check.js"),
    ]
    for answer in answers:
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "localhost@evil.example"])
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost", "[::1]:8000", "LOCALHOST:80"])
def test_our_own_hosts(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, 422),
        ({}, 422),
    ],
)
def test_forms_of_other_sites_are_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/check", files={"file": ("a", b"x")}, headers=headers).status_code == status


def test_uploads_are_bounded(client: TestClient) -> None:
    large = b"x" * (37 * 1024 * 1024)
    assert client.post("/check", files={"file": ("a", large)}).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(37):
            yield b"x" * 1024 * 1024

    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert client.post("/check", content=pieces(), headers=kind).status_code == 413
    many = [("file", (str(n), b"x")) for n in range(30)]
    assert client.post("/check", files=many).status_code == 400
    assert client.post("/again", data={f"cell:{n}": "1" for n in range(5000)}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/none", "/docs", "/openapi.json"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "create_app" not in answer.text


@pytest.mark.parametrize("fields", [{}, {"carried": "{}"}, {"carried": "x" * 1000}, {"carried": "[]", "fix": "a=b"}])
def test_what_was_not_carried_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    for path in ("/again", "/download/json", "/download/none", "/download/..%2f..%2fetc"):
        assert client.post(path, data=fields).status_code in (404, 422)


@pytest.mark.parametrize("overlay", ["../../etc", "/etc/passwd", "none-such", "a b"])
def test_overlays_are_those_of_the_rulebook(client: TestClient, overlay: str) -> None:
    assert post(client, SAMPLE, overlay=overlay).status_code == 422
    assert post(client, SAMPLE, overlay="suqian-2026").status_code == 200


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("segfault", "the program ended while it worked on this file"),
        ("overflow", "the program ended while it worked on this file"),
        ("spin_in_c", "this file took too long and was stopped"),
        ("devour", "more memory than allowed"),
        ("fail", "a fault in the program"),
    ],
)
def test_a_document_that_ends_its_process_costs_itself_only(
    monkeypatch: pytest.MonkeyPatch, way: str, words: str
) -> None:
    monkeypatch.setattr("web.app._TASKS", "tests.crashing")
    monkeypatch.setattr("web.app._TO_SHOW", 1)
    settings = Settings(processes=1, limits=Limits(time=3, memory=512))
    files = [("file", ("a.json", SAMPLE)), ("file", ("b.txt", f"do {way}".encode())), ("file", ("c.json", SAMPLE))]
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        shown = client.post("/check", files=files, data={"lang": "en"})
    assert shown.status_code == 200
    assert words in shown.text
    assert [len(re.findall(rf"\b{name}\b", shown.text)) > 0 for name in ("a.json", "b.txt", "c.json")] == [True] * 3
    assert len(re.findall(r'name="carried"', shown.text)) == 2


@pytest.mark.parametrize("fault", [TaskLost("died"), TaskLost("too_slow"), TaskFailed("KeyError: 'x'")])
def test_a_lost_task_is_said_and_not_how(
    client: TestClient, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Pool, "run", lost)
    answer = post(client, SAMPLE)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "KeyError" not in answer.text
