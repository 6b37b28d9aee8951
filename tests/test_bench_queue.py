"""What waits for a person: who sees which part of it, and how one decides one after another."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import SAMPLE, empty_database, findings, furnish, hand_in, log_in, opened_here

pytest.importorskip("sqlalchemy")

REASON = "经查阅原文，这一处属实"
# By hand: what of the sample only a person can decide.
WAITS = {
    "government-accountability-missing": 1,
    "government-appraisal-missing": 1,
    "government-review-missing": 1,
    "overview-aspect-not-found": 3,
    "problems-too-short": 1,
    "preface-incomplete": 1,
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened_here(address) as found:
            yield functools.cache(functools.partial(log_in, found))


def links(page: str) -> list[str]:
    """The findings in a list, in its order."""
    return re.findall(r'<li><a href="(/queue/\d+/[0-9a-f]{16})', page)


def counted(page: str) -> int:
    """How many findings wait, as the page says."""
    found = re.search(r"待核事项 (\d+)</a>", page)
    assert found is not None
    return int(found[1])


def decide(client: Any, address: str, verdict: str = "dismiss", **fields: str) -> Any:
    told = {"key": client.key, "verdict": verdict, "reason": REASON, **fields}
    return client.post(address, data=told, follow_redirects=False)


def test_everybody_sees_the_part_of_the_own_region(bench: Any) -> None:
    number = hand_in(bench("clerk"), year="2019")
    hand_in(bench("other-clerk"), year="2019")
    own, all_of_it = bench("reviewer"), bench("second-reviewer")
    found = links(own.get("/queue?year=2019").text)
    assert len(found) == sum(WAITS.values())
    assert {address.split("/")[2] for address in found} == {str(number)}
    assert len(links(all_of_it.get("/queue?year=2019").text)) == 2 * len(found)
    assert len(links(all_of_it.get("/queue?year=2019&region=甲省/丁市").text)) == len(found)
    assert len(links(all_of_it.get("/queue?year=2019&unit=丙").text)) == len(found)
    assert len(links(all_of_it.get("/queue?year=2019&unit=111&rule=overview-aspect-not-found").text)) == 3
    assert links(all_of_it.get("/queue?year=2018").text) == []
    # The other reviewer cannot tell this finding from one that is not there; the clerk knows of no queue.
    nothing = bench("other-reviewer").get("/queue/99999/0123456789abcdef")
    answer = bench("other-reviewer").get(found[0])
    assert answer.status_code == nothing.status_code == 404
    assert answer.text == nothing.text
    assert decide(bench("other-reviewer"), found[0]).status_code == 404
    for address in ("/queue", found[0]):
        assert bench("clerk").get(address).status_code == 404
    assert decide(bench("clerk"), found[0]).status_code == 404
    assert counted(own.get("/queue?year=2019").text) == len(found)


def test_by_rule_the_findings_of_a_rule_stand_together(bench: Any) -> None:
    for name in ("clerk", "other-clerk"):
        hand_in(bench(name), year="2020")
    page = bench("second-reviewer").get("/queue?year=2020&by=rule").text
    assert re.findall(r"<h2>(.*?)</h2>", page).count("总体情况里没有找到一个方面") == 1
    assert len(re.findall(r"<h2>", page)) == len(WAITS)
    assert len(links(page)) == 2 * sum(WAITS.values())


def test_one_after_another_until_none_is_left(bench: Any) -> None:
    number = hand_in(bench("clerk"), year="2021")
    reviewer = bench("reviewer")
    order = links(reviewer.get("/queue?year=2021").text)
    answer = decide(reviewer, f"{order[2]}?year=2021", "confirm")
    assert answer.headers["location"] == f"{order[3]}?year=2021&was={number}-{order[2][-16:]}"
    page = reviewer.get(answer.headers["location"]).text
    assert f'href="/submissions/{number}#finding-{order[2][-16:]}"' in page
    assert "还有 7 项" in page
    # What was skipped comes again at the end; the last one leads back to the list.
    place = order[3]
    seen = []
    while place.startswith("/queue/"):
        seen.append(place)
        place = decide(reviewer, f"{place}?year=2021").headers["location"].partition("?")[0]
    assert seen == [*order[3:], *order[:2]]
    assert counted(reviewer.get("/queue?year=2021").text) == 0
    # It is what the submission's page would have done: one is a gap now, the others are settled.
    page = reviewer.get(f"/submissions/{number}").text
    assert page.count(REASON) >= len(order)


def test_a_reason_that_says_nothing_loses_no_place(bench: Any) -> None:
    hand_in(bench("clerk"), year="2022")
    reviewer = bench("reviewer")
    first = links(reviewer.get("/queue?year=2022").text)[0]
    answer = decide(reviewer, f"{first}?year=2022", reason="同意")
    assert answer.status_code == 422
    assert "请写明理由" in answer.text
    assert ">同意</textarea>" in answer.text
    assert counted(reviewer.get("/queue?year=2022").text) == sum(WAITS.values())


def test_a_reason_given_before_can_be_given_again(bench: Any) -> None:
    hand_in(bench("clerk"), year="2023")
    reviewer = bench("second-reviewer")
    three = links(reviewer.get("/queue?year=2023&rule=overview-aspect-not-found").text)
    assert "<option>" + REASON not in reviewer.get(three[0]).text
    decide(reviewer, three[0])
    assert f"<option>{REASON}</option>" in reviewer.get(three[1]).text
    assert decide(reviewer, three[1], reason="", earlier=REASON).status_code == 303
    assert len(links(reviewer.get("/queue?year=2023&rule=overview-aspect-not-found").text)) == 1


def test_what_somebody_else_decided_is_not_decided_again(bench: Any) -> None:
    hand_in(bench("clerk"), year="2024")
    one, other = bench("reviewer"), bench("second-reviewer")
    first = links(one.get("/queue?year=2024").text)[0]
    decide(one, first, "confirm")
    answer = decide(other, f"{first}?year=2024")
    assert answer.headers["location"] == "/queue?year=2024&done=gone"
    assert "已由他人处理" in other.get("/queue?done=gone").text


def test_a_new_version_takes_the_old_one_out_of_the_queue(bench: Any) -> None:
    clerk, reviewer = bench("clerk"), bench("reviewer")
    hand_in(clerk, year="2025")
    second = hand_in(clerk, SAMPLE + b" ", year="2025")
    found = links(reviewer.get("/queue?year=2025").text)
    assert {address.split("/")[2] for address in found} == {str(second)}
    assert len(found) == sum(WAITS.values())


def test_a_decision_taken_back_waits_again(bench: Any) -> None:
    number = hand_in(bench("clerk"), year="2026")
    reviewer = bench("reviewer")
    first = links(reviewer.get("/queue?year=2026").text)[0]
    decide(reviewer, first)
    told = {"key": reviewer.key, "finding": first[-16:], "verdict": "withdraw", "reason": "撤错了，重新核对"}
    assert reviewer.post(f"/submissions/{number}/decisions", data=told).status_code == 200
    assert first in links(reviewer.get("/queue?year=2026").text)


def test_objections_and_waivers_are_dealt_with_from_the_queue(bench: Any) -> None:
    clerk, reviewer, second = (bench(name) for name in ("clerk", "reviewer", "second-reviewer"))
    number = hand_in(clerk, year="2027")
    gap, review = findings(clerk.get(f"/submissions/{number}").text)[0::14]
    for finding in (gap, review):
        told = {"key": clerk.key, "finding": finding, "text": "系统导出时带入，已书面说明"}
        assert clerk.post(f"/submissions/{number}/objections", data=told).status_code == 200
    page = reviewer.get("/queue?what=objections&year=2027").text
    first, last = re.findall(r'<li><a href="(/queue/objections/\d+)', page)
    assert bench("other-reviewer").get(first, follow_redirects=False).headers["location"].endswith("done=gone")

    told = {"key": reviewer.key, "upheld": "true", "text": "异议属实，予以免除", "then": "waive"}
    answer = reviewer.post(first, data=told)
    assert answer.status_code == 422  # a waiver needs a last day; the answer is not kept either
    assert "还有 2 项" in answer.text
    answer = reviewer.post(f"{first}?year=2027", data={**told, "expires_on": "2199-01-01"}, follow_redirects=False)
    assert answer.headers["location"].startswith(last)
    told = {"key": reviewer.key, "upheld": "true", "text": "异议属实，不是问题", "then": "dismiss"}
    answer = reviewer.post(f"{last}?year=2027", data=told, follow_redirects=False)
    assert answer.headers["location"] == "/queue?year=2027&what=objections&done=end"
    assert review not in reviewer.get("/queue?year=2027").text

    assert "/queue/waivers/" not in reviewer.get("/queue?what=waivers&year=2027").text  # one's own
    (waiver,) = re.findall(r'<li><a href="(/queue/waivers/\d+)', second.get("/queue?what=waivers&year=2027").text)
    own = reviewer.post(waiver, data={"key": reviewer.key, "agreed": "true"}, follow_redirects=False)
    assert own.headers["location"].endswith("done=gone")
    answer = second.post(waiver, data={"key": second.key, "agreed": "true"}, follow_redirects=False)
    assert answer.headers["location"].endswith("done=end")
    assert "second-reviewer 已同意" in reviewer.get(f"/submissions/{number}").text


def test_what_could_not_be_scored_is_said(bench: Any) -> None:
    number = hand_in(bench("clerk"), b"no report at all", year="2028")
    page = bench("reviewer").get("/queue?what=refused&year=2028").text
    assert f'<li><a href="/submissions/{number}">' in page
    assert "/submissions/" not in bench("other-reviewer").get("/queue?what=refused&year=2028").text


def test_the_desk_says_how_much_waits(bench: Any) -> None:
    reviewer = bench("second-reviewer")
    waits = counted(reviewer.get("/queue").text)
    assert f'<a href="/queue">待核 {waits} 项' in reviewer.get("/desk").text
    assert "/queue" not in bench("clerk").get("/desk").text


def test_the_list_is_in_the_language_of_the_page(bench: Any) -> None:
    reviewer, _ = bench("reviewer"), hand_in(bench("clerk"), year="2023")
    items = re.findall(r"<li><a href=\"/queue/\d.*?</li>", reviewer.get("/queue?year=2023&lang=en").text, re.DOTALL)
    assert len(items) == sum(WAITS.values())
    said = [re.sub(r"[“”].*?[“”]|<[^>]*>", "", item) for item in items]  # what it quotes of the report stays
    assert 'lang="zh-CN"' not in "".join(items)
    assert not [text for text in said if re.search("[\u4e00-\u9fff]{4}", text)]
    page = reviewer.get("/queue?year=2023&lang=zh").text
    assert len(re.findall("<br><span>[^<]*[\u4e00-\u9fff]{4}", page)) == len(items)


def test_what_an_older_program_listed_is_shown_in_chinese(bench: Any) -> None:
    from sqlalchemy import text

    reviewer, number = bench("reviewer"), hand_in(bench("clerk"), year="2022")
    with reviewer.app.state.running.database.writing() as session:
        session.execute(text(f"UPDATE undecided SET message_en = '', label_en = '' WHERE submission_id = {number}"))
    page = reviewer.get("/queue?year=2022&lang=en").text
    assert page.count('<br><span lang="zh-CN">') == sum(WAITS.values())
    reviewer.get("/desk?lang=zh")
