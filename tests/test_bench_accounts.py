"""Accounts, the own account and the roster, as pages, on both databases."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import BASE, PASSWORD, ROSTER, empty_database, furnish, log_in, opened

pytest.importorskip("sqlalchemy")

ANOTHER = "a wholly different sentence 5678"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as found:
            yield found


def client_of(bench: Any, name: str, password: str) -> Any:
    from starlette.testclient import TestClient

    client = TestClient(bench.app, base_url=BASE)
    answer = client.post("/login", data={"name": name, "password": password})
    found = re.search(r'name="key" value="([^"]*)"', answer.text)
    client.key = found[1] if found else ""
    client.status = answer.status_code
    client.at = answer.url.path
    return client


def added(bench: Any, admin: Any, name: str, **more: str) -> str:
    told = {"key": admin.key, "name": name, "role": "submitter", "unit": "111", **more}
    answer = admin.post("/accounts", data=told)
    assert answer.status_code == 200, answer.text
    return once(answer.text)


def once(page: str) -> str:
    found = re.search(r'<p class="secret"><code>([^<]+)</code>', page)
    assert found is not None
    return found[1]


def number_of(admin: Any, name: str) -> str:
    page = admin.get("/accounts", params={"words": name}).text
    found = re.search(r'action="/accounts/(\d+)/password"', page)
    assert found is not None
    return found[1]


def test_a_given_password_holds_until_it_is_changed_only(bench: Any) -> None:
    admin = log_in(bench, "admin")
    password = added(bench, admin, "new-clerk")
    assert password not in admin.get("/accounts").text
    client = client_of(bench, "new-clerk", password)
    assert client.at == "/account"
    assert "/submissions" not in client.get("/account").text
    for page in ("/", "/desk", "/submissions", "/submissions/1"):
        assert client.get(page, follow_redirects=False).headers["location"] == "/account"
    refused = client.post(
        "/account/tokens", data={"key": client.key, "name": "a", "scope": "read"}, follow_redirects=False
    )
    assert refused.headers["location"] == "/account"
    told = {"key": client.key, "old": password, "new": ANOTHER, "again": ANOTHER}
    for change in (
        {"old": "wrong"},
        {"again": "x"},
        {"new": "short", "again": "short"},
        {"new": password, "again": password},
    ):
        assert client.post("/account/password", data={**told, **change}).status_code == 422
    assert client.post("/account/password", data=told).status_code == 200
    assert client.get("/desk").url.path == "/desk"
    assert client_of(bench, "new-clerk", password).status == 403
    assert client_of(bench, "new-clerk", ANOTHER).at == "/desk"


def test_a_changed_password_ends_the_other_logins(bench: Any) -> None:
    password = added(bench, log_in(bench, "admin"), "two-logins")
    first, second = client_of(bench, "two-logins", password), client_of(bench, "two-logins", password)
    told = {"key": second.key, "old": password, "new": ANOTHER, "again": ANOTHER}
    assert second.post("/account/password", data=told).status_code == 200
    assert second.get("/desk").url.path == "/desk"
    assert first.get("/account").url.path == "/login"


def test_a_wrong_old_password_cannot_be_guessed(bench: Any) -> None:
    client = log_in(bench, "other-reviewer")
    told = {"key": client.key, "old": "wrong", "new": ANOTHER, "again": ANOTHER}
    for _ in range(5):
        client.post("/account/password", data=told)
    answer = client.post("/account/password", data={**told, "old": PASSWORD})
    assert answer.status_code == 422
    assert client_of(bench, "other-reviewer", PASSWORD).status == 429


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "clerk"}, "已有这个账号"),
        ({"name": " "}, "账号名不能用"),
        ({"name": "x\0y"}, "账号名不能用"),
        ({"name": "n", "unit": "999"}, "没有这个单位代码"),
        ({"name": "n", "unit": "\0"}, ""),
        ({"name": "n", "role": "reviewer", "region": "甲省/错别字"}, "没有这个地区"),
    ],
)
def test_accounts_that_cannot_be(bench: Any, fields: dict[str, str], why: str) -> None:
    admin = log_in(bench, "admin")
    answer = admin.post("/accounts", data={"key": admin.key, "role": "submitter", "unit": "111", **fields})
    assert 400 <= answer.status_code < 500
    assert why in answer.text


def test_resetting_and_closing_end_logins_and_tokens(bench: Any) -> None:
    admin = log_in(bench, "admin")
    password = added(bench, admin, "leaver")
    client = client_of(bench, "leaver", password)
    client.post("/account/password", data={"key": client.key, "old": password, "new": ANOTHER, "again": ANOTHER})
    client = client_of(bench, "leaver", ANOTHER)
    token = made_token(client)
    assert asked(bench, token) == 200
    number = number_of(admin, "leaver")
    given = once(admin.post(f"/accounts/{number}/password", data={"key": admin.key}).text)
    assert client.get("/desk").url.path == "/login"
    assert asked(bench, token) == 401
    assert client_of(bench, "leaver", ANOTHER).status == 403
    assert client_of(bench, "leaver", given).at == "/account"
    state = f"/accounts/{number}/state"
    admin.post(state, data={"key": admin.key, "active": "false"})
    assert client_of(bench, "leaver", given).status == 403
    admin.post(state, data={"key": admin.key, "active": "true"})
    assert client_of(bench, "leaver", given).at == "/account"


def test_nobody_closes_the_own_account(bench: Any) -> None:
    admin = log_in(bench, "admin")
    page = admin.get("/accounts", params={"words": "admin"}).text
    assert "/password" not in page
    answer = admin.post("/accounts/1/state", data={"key": admin.key, "active": "false"})
    assert answer.status_code == 422
    assert admin.post("/accounts/99999/state", data={"key": admin.key, "active": "false"}).status_code == 404


def test_the_list_is_filtered_and_paged(bench: Any) -> None:
    admin = log_in(bench, "admin")
    page = admin.get("/accounts", params={"words": "丁市"}).text
    assert "other-clerk" in page
    assert "second-reviewer" not in page
    assert "other-clerk" not in admin.get("/accounts", params={"role": "reviewer"}).text
    assert admin.get("/accounts", params={"words": "\0", "role": "\0", "start": "-5"}).status_code == 200


def made_token(client: Any, **more: Any) -> str:
    told = {"key": client.key, "name": "nightly", "scope": ["read"], "expires_on": str(dt.date.today()), **more}
    answer = client.post("/account/tokens", data=told)
    assert answer.status_code == 200, answer.text
    return once(answer.text)


def asked(bench: Any, token: str) -> int:
    status: int = bench.get("/api/v1/me", headers={"authorization": f"Bearer {token}"}).status_code
    return status


def test_a_token_is_shown_once_and_revoked(bench: Any) -> None:
    clerk = log_in(bench, "clerk")
    token = made_token(clerk)
    assert asked(bench, token) == 200
    page = clerk.get("/account").text
    assert token not in page
    found = re.search(r'action="(/account/tokens/\d+/revoke)"', page)
    assert found is not None
    other = log_in(bench, "other-clerk")
    assert other.post(found[1], data={"key": other.key}).status_code == 404
    assert asked(bench, token) == 200
    assert clerk.post(found[1], data={"key": clerk.key}).status_code == 200
    assert asked(bench, token) == 401


def test_a_token_may_no_more_than_its_account(bench: Any) -> None:
    clerk = log_in(bench, "clerk")
    page = clerk.get("/account").text
    assert re.findall(r'name="scope" value="([a-z]+)"', page) == ["score", "read", "submit"]
    token = made_token(clerk, scope=["read", "manage", "decide"])
    told = bench.get("/api/v1/me", headers={"authorization": f"Bearer {token}"}).json()
    assert told["scopes"] == ["read"]


@pytest.mark.parametrize(
    "change",
    [{"scope": ["manage"]}, {"scope": []}, {"name": " "}, {"expires_on": "2020-01-01"}, {"expires_on": "2199-01-01"}],
)
def test_tokens_that_cannot_be(bench: Any, change: dict[str, Any]) -> None:
    clerk = log_in(bench, "clerk")
    told = {"key": clerk.key, "name": "a", "scope": ["read"], "expires_on": str(dt.date.today()), **change}
    assert clerk.post("/account/tokens", data=told).status_code == 422


def test_logging_out_everywhere(bench: Any) -> None:
    first, second = log_in(bench, "second-reviewer"), log_in(bench, "second-reviewer")
    assert first.get("/account").text.count("<li>") >= 2
    assert first.post("/account/logins/end", data={"key": first.key}).url.path == "/login"
    assert second.get("/desk").url.path == "/login"


def previewed(admin: Any, content: bytes, name: str = "名单.csv") -> Any:
    return admin.post("/roster/preview", data={"key": admin.key}, files={"file": (name, content)})


def hidden(page: str) -> dict[str, str]:
    names = ("key", "carried", "file", "seen")
    found = {
        name: re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page[page.index("<main") :])
        for name in names
    }
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def test_a_roster_is_seen_before_it_is_brought_in(bench: Any) -> None:
    admin = log_in(bench, "admin")
    changed = (ROSTER.replace("丁市人民政府,", "丁市政府,").replace("111,丙县", "112,丙县")).encode()
    page = previewed(admin, changed).text
    for words in ("丁市人民政府", "丁市政府", "112", "新增 1 家，变化 1 家，不再在名单 1 家"):
        assert words in page
    assert "丁市政府" not in admin.get("/roster").text
    assert admin.post("/roster", data=hidden(page)).url.path == "/roster"
    assert "丁市政府" in admin.get("/roster").text
    assert ">111<" not in admin.get("/roster").text
    assert ">111<" in admin.get("/roster", params={"left": "true"}).text
    stale = admin.post("/roster", data=hidden(page))  # what it changed then is no longer what it changes now
    assert "名单刚被别人改过" in stale.text
    admin.post("/roster", data=hidden(previewed(admin, ROSTER.encode()).text))
    assert "没有变化" in previewed(admin, ROSTER.encode()).text


def test_faults_are_told_with_line_and_column(bench: Any) -> None:
    admin = log_in(bench, "admin")
    answer = previewed(admin, "code,name,level\n1,甲,不知\n2,,\n1,乙,\n".encode())
    assert answer.status_code == 422
    assert re.findall(r"<bdi>(\d+:\d+): ", answer.text) == ["2:3", "3:2", "4:1"]
    assert previewed(admin, b"").status_code == 422
    assert previewed(admin, b"PK\x03\x04 no workbook").status_code == 422
    assert admin.post("/roster", data={"key": admin.key, "carried": "no!"}).status_code == 400


def test_the_roster_is_filtered(bench: Any) -> None:
    admin = log_in(bench, "admin")
    page = admin.get("/roster", params={"region": "甲省/乙市", "level": "county", "words": "丙"}).text
    assert "丙县人民政府" in page
    assert "丁市人民政府" not in page
    assert admin.get("/roster", params={"words": "%_\0", "start": "99999999999999"}).status_code == 200


@pytest.mark.parametrize("name", ["clerk", "reviewer"])
def test_only_administrators(bench: Any, name: str) -> None:
    client = log_in(bench, name)
    for page in ("/accounts", "/roster"):
        assert client.get(page).status_code == 404
    told = {"key": client.key, "name": "n", "role": "administrator", "active": "false", "carried": ""}
    for page in ("/accounts", "/accounts/1/password", "/accounts/1/state", "/roster"):
        assert client.post(page, data=told).status_code == 404
    assert client.post("/roster/preview", data=told, files={"file": ("a", b"a")}).status_code == 404
