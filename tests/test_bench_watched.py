"""Health and figures: what they say, and to whom; the language that is remembered."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import BASE, empty_database, furnish, hand_in, log_in, opened

pytest.importorskip("sqlalchemy")
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from web.workbench.logins import make_token
from web.workbench.people import Person
from web.workbench.tables import Account
from web.workbench.watched import Counts

# https://prometheus.io/docs/instrumenting/exposition_formats/
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
_LINE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{({_LABEL}(?:,{_LABEL})*)\}})? (\S+)")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as found:
            yield found


def from_loopback(bench: Any) -> Any:
    from starlette.testclient import TestClient

    return TestClient(bench.app, base_url=BASE, client=("127.0.0.1", 50000))


def figures(text: str) -> dict[str, float]:
    """Every sample, by its name and labels; whatever is no line of the format fails."""
    found: dict[str, float] = {}
    typed: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        if line.startswith("# TYPE "):
            typed[line.split()[2]] = line.split()[3]
        if line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        assert match is not None, line
        base = re.sub("_(bucket|sum|count)$", "", match[1])
        assert match[1] in typed or typed.get(base) == "histogram", line
        key = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
        assert key not in found, line
        found[key] = float(match[3])
    assert text.endswith("\n")
    return found


def test_health_needs_no_login_and_tells_nothing(bench: Any) -> None:
    assert (bench.get("/healthz").status_code, bench.get("/healthz").text) == (200, "ok\n")
    assert (bench.get("/readyz").status_code, bench.get("/readyz").text) == (200, "ready\n")


def test_not_ready_without_the_database(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OperationalError("a secret", None, Exception())

    monkeypatch.setattr(bench.app.state.running.database, "reading", broken)
    answer = bench.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")


def test_not_ready_without_processes(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.app.state.running.pool, "answers", lambda: False)
    assert bench.get("/readyz").status_code == 503


def test_the_figures(bench: Any) -> None:
    local = from_loopback(bench)
    before = figures(local.get("/metrics").text)
    clerk = log_in(bench, "clerk")
    hand_in(clerk)
    hand_in(clerk, b"{")
    clerk.get("/submissions/12345")
    clerk.get("/nothing/here")
    clerk.request("STRANGE", "/nothing")
    bench.post("/login", data={"name": "clerk", "password": "wrong"})
    answer = local.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    after = figures(answer.text)

    def more(key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    requests = "compliance_requests_total"
    assert more('compliance_jobs_total{result="done"}') == 1
    assert more('compliance_jobs_total{result="refused"}') == 1
    assert more(f'{requests}{{method="POST",route="/submissions",status="303"}}') == 2
    assert more(f'{requests}{{method="GET",route="/submissions/{{number}}",status="404"}}') == 1
    assert more(f'{requests}{{method="GET",route="none",status="404"}}') == 1
    assert more(f'{requests}{{method="other",route="none",status="404"}}') == 1
    assert more('compliance_logins_failed_total{why="wrong"}') == 1
    assert after["compliance_jobs_waiting"] == 0
    assert after["compliance_database_bytes"] > 10_000
    assert after['compliance_processes_replaced_total{pool="scoring"}'] == 0
    taken = "compliance_request_seconds"
    assert (
        more(f'{taken}_bucket{{route="/submissions",le="+Inf"}}')
        == more(f'{taken}_count{{route="/submissions"}}')
        == 2
    )
    assert more(f'{taken}_sum{{route="/submissions"}}') > 0


def test_a_bucket_holds_all_that_took_no_longer() -> None:
    counts = Counts()
    for seconds in (0.001, 0.005, 0.006, 59, 1000):
        counts.took(seconds, route="a")
    found = figures(counts.text({}))

    def bucket(bound: str) -> float:
        return found[f'compliance_request_seconds_bucket{{route="a",le="{bound}"}}']

    assert [bucket(bound) for bound in ("0.005", "0.01", "30", "60", "+Inf")] == [2, 3, 3, 4, 5]
    assert found['compliance_request_seconds_sum{route="a"}'] == pytest.approx(1059.012)


def test_labels_are_escaped() -> None:
    counts = Counts()
    counts.add("compliance_requests_total", route='a"b\\c\nd')
    assert 'route="a\\"b\\\\c\\nd"' in counts.text({})
    figures(counts.text({}))


def test_others_see_no_figures(bench: Any) -> None:
    assert bench.get("/metrics").status_code == 404
    assert bench.get("/metrics").text == bench.get("/nothing").text
    local = from_loopback(bench)
    for name in ("x-forwarded-for", "forwarded", "x-real-ip"):  # a proxy that asks for somebody
        assert local.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    tokens = {}
    with bench.app.state.running.database.writing() as session:
        for name, scope in (("admin", "manage"), ("admin", "read"), ("clerk", "manage")):
            account = session.scalars(select(Account).where(Account.name == name)).one()
            person = Person(account.id, name, account.role, account.unit, account.region)
            tokens[name, scope] = make_token(session, person, "a", (scope,), dt.date(2199, 1, 1))
    for key, status in ((("admin", "manage"), 200), (("admin", "read"), 403), (("clerk", "manage"), 404)):
        assert bench.get("/metrics", headers={"authorization": f"Bearer {tokens[key]}"}).status_code == status
    answer = bench.get("/metrics", headers={"authorization": "Bearer x"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_language_is_remembered(bench: Any) -> None:
    clerk = log_in(bench, "clerk")
    assert "Submissions" not in clerk.get("/submissions").text
    assert "Submissions" in clerk.get("/submissions?lang=en").text
    assert "Submissions" in clerk.get("/desk").text
    assert "Submissions" not in clerk.get("/desk?lang=zh").text
    answer = clerk.get("/desk?lang=x%0d%0aset-cookie:a=b")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("page", "others"),
    [
        (
            "/queue?what=refused&year=2024&region=%E7%94%B2&lang=zh&unit=",
            "what=refused&year=2024&region=%E7%94%B2&unit=",
        ),
        ("/standings?year=2024&sort=-score", "year=2024&sort=-score"),
        ("/standings?year=2024", "year=2024"),
        ("/submissions?unit=%22%3E%3Cb%3E&start=50", "unit=%22%3E%3Cb%3E&start=50"),
        ("/desk", ""),
        (f"/desk?x={'y' * 3000}", ""),
    ],
)
def test_the_link_to_the_other_language_leads_to_the_same_list(bench: Any, page: str, others: str) -> None:
    text = log_in(bench, "admin").get(page).text
    link = re.search(r'<a href="([^"]*)" hreflang="(..)"', text)
    assert link is not None
    assert html.unescape(link[1]) == "?" + "&".join(filter(None, [others, f"lang={link[2]}"]))
