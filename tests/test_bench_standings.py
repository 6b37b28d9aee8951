"""The standings of the workbench over HTTP, on both databases, of reports whose scores are written by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from engine.loading import default_root
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from tests.benches import SAMPLE, empty_database, furnish, hand_in, log_in, opened

pytest.importorskip("sqlalchemy")
YEAR = 2024
# Two prefectures; four counties in the first, two in the second. The name of 115 is what nobody would call a unit.
ROSTER = """code,name,aliases,level,kind,region,superior,expected
100,甲省人民政府,,province,government,甲省,,yes
110,乙市人民政府,,prefecture,government,甲省/乙市,100,yes
111,丙县人民政府,丙县政府办,county,government,甲省/乙市/丙县,110,yes
112,戊县人民政府,,county,government,甲省/乙市/戊县,110,yes
113,己县人民政府,,county,government,甲省/乙市/己县,110,yes
114,庚县人民政府,,county,government,甲省/乙市/庚县,110,yes
115,<script>alert(1)</script>县人民政府,,county,government,甲省/乙市/辛县,110,no
120,丁市人民政府,,prefecture,government,甲省/丁市,100,yes
121,壬县人民政府,,county,government,甲省/丁市/壬县,120,yes
122,癸县人民政府,,county,government,甲省/丁市/癸县,120,yes
"""


def card(score: str, bounds: tuple[str, str], gaps: dict[str, str], late: bool) -> dict[str, Any]:
    """A scorecard as the engine writes it, as far as standings look at it."""
    findings = [
        {"rule": rule, "status": "gap", "severity": "error", "category": "structure", "title": f"规则{rule}",
         "deducted": Decimal(points), "decision": None}
        for rule, points in gaps.items()
    ]  # fmt: skip
    return {
        "schema": "compliance-scorecard/1",
        "rulebook": {"id": "national", "version": "1", "form": "2021", "overlays": [], "digest": "d"},
        "score": Decimal(score),
        "full": Decimal(100),
        "bounds": [Decimal(bound) for bound in bounds],
        "grade": {"id": "good", "label": "良好"},
        "categories": [
            {"id": "structure", "label": "结构要素", "score": Decimal(score) - 60, "full": Decimal(40)},
            {"id": "identities", "label": "表格勾稽", "score": Decimal(60), "full": Decimal(60)},
        ],
        "findings": findings,
        "rules": [{"name": "government-published-late", "status": "gap" if late else "pass"}],
    }


class File:
    """Puts submissions and outcomes into the database of a bench, as scoring would."""

    def __init__(self, bench: Any) -> None:
        self.bench, self.count = bench, 0

    def __call__(
        self,
        code: str,
        score: str | None,
        *,
        year: int = YEAR,
        says: int | None = None,
        named: str = "",
        bounds: tuple[str, str] | None = None,
        gaps: dict[str, str] | None = None,
        late: bool = False,
        waiting: bool = False,
    ) -> int:
        """Hands in a report that gets ``score``, ``None``: that cannot be read; ``says``: the year that it is on."""
        from engine.json_text import compact_json
        from web.workbench.submissions import latest
        from web.workbench.tables import Document, Outcome, Submission

        self.count += 1
        digest = f"{self.count:064d}"
        with self.bench.app.state.running.database.writing() as session:
            session.add(Document(sha256=digest, content=b"x"))
            session.flush()
            last = latest(session, code, year)
            sent = Submission(
                unit=code, year=year, version=last.version + 1 if last else 1, file=f"{code}-{self.count}.json",
                sha256=digest, published_on=None, submitted_on=dt.date(year + 1, 1, 20), account_id=1,
                at=dt.datetime(year + 1, 1, 20),
            )  # fmt: skip
            session.add(sent)
            session.flush()
            if waiting:
                return sent.id
            known = {"file": sent.file, "sha256": digest, "state": "scored", "reason": "", "year": says or year,
                     "unit": named, "code": "", "kind": "government", "level": "", "region": "", "submitted_on": "",
                     "published_on": "", "score": score, "grade": "good", "gaps": 0, "reviews": 0}  # fmt: skip
            outcome = Outcome(submission_id=sent.id, at=dt.datetime(year + 1, 1, 20), rulebook="d", program="1")
            if score is None:
                outcome.refusal = json.dumps({"key": "file.empty", "values": {}})
            else:
                outcome.summary = compact_json(known)
                value = card(score, bounds or (score, score), gaps or {}, late)
                outcome.card = zlib.compress(compact_json(value).encode())
                outcome.score = Decimal(score)
            session.add(outcome)
            return sent.id


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from web.workbench.roster import bring_in

    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as found:
            found.app.state.running.boards._rest = 0  # made anew at once
            with found.app.state.running.database.writing() as session:
                bring_in(session, "", read_roster(ROSTER.encode(), roster_words(default_root()), "roster.csv"))
            file = found.file = File(found)
            file("111", "90", bounds=("80", "95"), gaps={"a": "8", "b": "2"})
            file("112", "85.5", gaps={"a": "14.5"}, late=True)
            file("113", "70")
            file("113", "85.5", gaps={"b": "14.5"})  # a newer version counts
            file("113", None)  # and a still newer one cannot be read
            file("121", "99", named="丙县人民政府")  # another unit's name
            file("122", "60", says=YEAR - 1)
            file("110", None, waiting=True)
            file("111", "80", year=YEAR - 1, gaps={"a": "16", "c": "4"})
            file("112", "88", year=YEAR - 1)
            yield found


@pytest.fixture(scope="module")
def admin(bench: Any) -> Any:
    return log_in(bench, "admin")


def table(page: str) -> list[tuple[str, ...]]:
    """Place and name of each unit that is listed, and what stands behind."""
    body = page.partition('<table class="list units">')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body.partition("<tbody>")[2], re.DOTALL)
    return [tuple(_words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)) for row in rows]


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def units_of(client: Any, **asked: Any) -> dict[str, dict[str, Any]]:
    """The units of the standings as JSON, by code."""
    answer = client.get("/standings/export/json", params={"year": YEAR, **asked})
    assert answer.status_code == 200
    return {unit["code"]: unit for unit in json.loads(answer.text, parse_float=Decimal)["units"]}


def test_places_are_shared_and_the_next_is_left_out(admin: Any) -> None:
    units = units_of(admin)
    counties = {code: (unit["place"], unit["status"]) for code, unit in units.items() if unit["level"] == "county"}
    assert counties == {
        "121": (1, "ranked"),
        "111": (2, "ranked"),
        "112": (3, "ranked"),
        "113": (3, "ranked"),
        "114": (None, "missing"),
        "115": (None, "not_expected"),
        "122": (None, "doubtful"),
    }
    assert units["111"]["places"] == [2, 4]  # 80 against 85.5 and 85.5; 95 against 99
    assert units["112"]["places"] == [2, 3]  # the other one shares it; 111 may fall to 80
    assert (units["110"]["status"], units["110"]["note"]) == ("doubtful", "waiting")
    page = admin.get(f"/standings?year={YEAR}&level=county").text
    assert [row[1:3] for row in table(page)][:4] == [
        ("1", "壬县人民政府 报告上写的单位与名单不符，以报送的单位为准"),
        ("2", "丙县人民政府"),
        ("3 并列", "戊县人民政府"),
        ("3 并列", "己县人民政府"),
    ]


def test_the_newest_version_that_can_be_scored_counts(bench: Any, admin: Any) -> None:
    whole = json.loads(admin.get(f"/standings/export/json?year={YEAR}").text)
    found = {(note["candidates"][0], note["status"]) for note in whole["documents"]}
    assert found == {("113", "unusable"), ("122", "other_year"), ("110", "waiting")}
    assert units_of(admin)["113"]["file"] == "113-4.json"


def test_change_against_last_year(admin: Any) -> None:
    change = units_of(admin)["111"]["change"]
    assert (change["score_before"], change["score_change"]) == (Decimal(80), Decimal(10))
    assert (change["place_before"], change["place_change"]) == (2, 0)
    assert (change["mended"], change["new"]) == (["c"], ["b"])


def test_a_region_has_places_of_its_own(bench: Any, admin: Any) -> None:
    reviewer = log_in(bench, "reviewer")  # of 甲省/乙市
    own = units_of(reviewer)
    assert set(own) == {"110", "111", "112", "113", "114", "115"}
    assert (own["111"]["place"], own["112"]["place"], own["113"]["place"]) == (1, 2, 2)
    assert own == units_of(admin, region="甲省/乙市")
    page = reviewer.get(f"/standings?year={YEAR}").text
    assert "壬县" not in page
    assert "癸县" not in page
    assert "丁市" not in page


def test_another_region_looks_like_none(bench: Any) -> None:
    reviewer = log_in(bench, "reviewer")
    for address in ("", "/export/json", "/letters.zip"):
        answers = [
            reviewer.get(f"/standings{address}", params={"year": YEAR, "region": region})
            for region in ("甲省/丁市", "甲省", "丑省", "甲省/乙")
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
        assert len({answer.text for answer in answers}) == 1


def test_a_submitter_sees_the_own_place_and_nothing_of_others(bench: Any) -> None:
    clerk = log_in(bench, "clerk")  # of 111
    page = clerk.get(f"/standings/unit?year={YEAR}").text
    assert "第 2 名" in page
    assert "可能在 2–4" in page
    assert not re.search("戊县|己县|壬县|99|85[.]5|组内平均", re.sub("[0-9a-f]{64}", "", page))
    assert clerk.get(f"/standings/unit?year={YEAR}&code=111").status_code == 200
    none = clerk.get(f"/standings/unit?year={YEAR}&code=nobody")
    for code in ("112", "121"):
        answer = clerk.get(f"/standings/unit?year={YEAR}&code={code}")
        assert (answer.status_code, answer.text) == (404, none.text)


def test_places_are_not_told_where_the_administrator_says_so(bench: Any) -> None:
    from dataclasses import replace

    state, running = bench.app.state, bench.app.state.running
    state.running = replace(running, settings=replace(running.settings, tell_places=False))
    try:
        page = log_in(bench, "clerk").get(f"/standings/unit?year={YEAR}").text
    finally:
        state.running = running
    assert "<strong>90</strong>" in page
    assert "名。" not in page


def test_a_reviewer_sees_why_a_unit_stands_where_it_does(admin: Any) -> None:
    page = _words(admin.get(f"/standings/unit?year={YEAR}&code=111").text)
    assert "比第 1 名（壬县人民政府）少 9 分" in page
    assert "结构要素 30 40 30.00 39" in page  # its marks, full marks, the mean of 39, 30, 25.5, 25.5, the next better
    assert "规则a 错误 1 8" in page
    assert "规则b 错误 1 2" in page
    assert "上年 80 分，第 2 名" in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"status": "missing"}, ["100", "120", "114"]),
        ({"status": "late"}, ["112"]),
        ({"status": "odd"}, ["121"]),
        ({"level": "county", "status": "ranked", "sort": "score"}, ["112", "113", "111", "121"]),
        ({"level": "county", "status": "ranked", "sort": "-unit"}, ["112", "113", "121", "111"]),
        ({"q": "甲省/丁市 县"}, ["121", "122"]),
        ({"q": "111"}, ["111"]),
        ({"level": "nonsense", "kind": "'", "status": "<", "sort": "--", "q": "114", "start": "x"}, ["114"]),
        ({"q": "没有"}, []),
    ],
)
def test_what_is_asked_for_is_shown(admin: Any, asked: dict[str, str], expected: list[str]) -> None:
    page = admin.get("/standings", params={"year": YEAR, **asked}).text
    listed = page.partition('<table class="list units">')[2].partition("</table>")[0]
    assert re.findall(r'href="/standings/unit\?year=2024&amp;code=(\w+)"', listed) == expected


def test_a_long_list_has_pages(admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.workbench import standings_shown

    monkeypatch.setattr(standings_shown, "PAGE", 4)
    pages = [
        admin.get(f"/standings?year={YEAR}&start={start}&sort=place&kind=government").text for start in (0, 4, 8)
    ]
    names = [row[2] for page in pages for row in table(page)]
    assert len(names) == len(set(names)) == 10
    assert "第 5–8 个，共 10 个" in pages[1]


def test_what_is_written_on_the_roster_stays_text(admin: Any) -> None:
    for address in ("/standings?year=2024&q=<script>", "/standings/unit?year=2024&code=115"):
        page = admin.get(address).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_a_year_without_reports_is_none(admin: Any) -> None:
    assert admin.get("/standings?year=1999").status_code == 404
    assert admin.get("/standings/export/json?year=1999").status_code == 404
    assert admin.get("/standings/export/exe?year=2024").status_code == 404


def test_downloads(admin: Any) -> None:
    rows = list(
        csv.DictReader(io.StringIO(admin.get(f"/standings/export/csv?year={YEAR}").text.removeprefix("\ufeff")))
    )
    assert {row["代码"]: row["名次"] for row in rows if row["层级"] == "县级"}["113"] == "3"
    assert "丙县人民政府" in admin.get(f"/standings/export/html?year={YEAR}").text


def test_what_changed_is_there_at_once(bench: Any, admin: Any) -> None:
    assert units_of(admin)["114"]["status"] == "missing"
    bench.file("114", "100", year=YEAR + 1)
    assert units_of(admin)["114"]["status"] == "missing"
    assert units_of(admin, year=YEAR + 1)["114"]["place"] == 1
    assert units_of(admin, year=YEAR + 1)["111"]["status"] == "missing"


def test_letters(bench: Any) -> None:
    reviewer = log_in(bench, "second-reviewer")
    for code in ("111", "112"):
        hand_in(reviewer, SAMPLE.replace(b'"year": 2024', b'"year": 2022'), unit=code, year="2022")
    names = zipfile.ZipFile(io.BytesIO(reviewer.get("/standings/letters.zip?year=2022").content)).namelist()
    assert names == ["1 111 丙县人民政府.docx", "2 112 戊县人民政府.docx"]
    chosen = reviewer.get("/standings/letters.zip?year=2022&unit=112&unit=114")
    archive = zipfile.ZipFile(io.BytesIO(chosen.content))
    assert archive.namelist() == names[1:]
    one = reviewer.get("/standings/letter.docx?year=2022&code=112")
    assert one.content == archive.read(names[1])
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(one.content)).namelist()
    assert reviewer.get("/standings/letter.docx?year=2022&code=114").status_code == 404
    assert reviewer.get("/standings/letters.zip?year=2022&unit=112&unit=nobody").status_code == 404
    workbook = reviewer.get("/standings/export/xlsx?year=2022&region=甲省/乙市")
    assert "%E4%B9%99%E5%B8%82.xlsx" in workbook.headers["content-disposition"]
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(workbook.content)).namelist()


def test_letters_are_in_the_language_that_is_chosen(bench: Any) -> None:
    from sqlalchemy import select

    from web.workbench.tables import Decided, Undecided

    reviewer = log_in(bench, "second-reviewer")
    for code in ("111", "112"):
        hand_in(reviewer, SAMPLE.replace(b'"year": 2024', b'"year": 2023'), unit=code, year="2023")

    def said(content: bytes) -> str:
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()

    def one(**asked: str) -> str:
        return said(reviewer.get("/standings/letter.docx", params={"year": 2023, "code": "111", **asked}).content)

    mend, in_english = "的整改意见", "What to mend in"
    assert mend in one()
    assert in_english not in one()
    assert one(letter_lang="zh") == one()
    assert in_english in one(letter_lang="en")
    assert mend not in one(letter_lang="en")
    assert in_english in one(lang="en")
    assert mend in one(lang="en", letter_lang="zh")
    assert in_english in one(), "the language of the page"
    reviewer.get("/desk?lang=zh")
    address = "/standings/letters.zip?year=2023&letter_lang=en"
    archive = zipfile.ZipFile(io.BytesIO(reviewer.get(address).content))
    assert len(archive.namelist()) == 2
    assert all(in_english in said(archive.read(name)) for name in archive.namelist())
    # A decision that the scorecard does not know yet: what is kept counts, and it is in Chinese.
    with bench.app.state.running.database.writing() as session:
        found = session.scalars(select(Undecided).order_by(Undecided.submission_id.desc())).first()
        told = {"submission_id": found.submission_id, "finding": found.finding, "rule": found.rule}
        at = dt.datetime(2025, 3, 1, 4, 5, 6)
        session.add(Decided(**told, verdict="dismiss", reason="-", account_id=1, at=at))
    archive = zipfile.ZipFile(io.BytesIO(reviewer.get(address).content))
    names = archive.namelist()
    assert in_english in said(archive.read(names[0]))
    assert mend in said(archive.read(names[1]))
    assert archive.read(names[2]).decode() == f"{names[1]}\n"
    assert names[2:] == ["letters in Chinese only.txt"]


def test_a_letter_that_cannot_be_made_is_told(bench: Any, admin: Any) -> None:
    """The scorecards written by hand here are none that a letter could be made of."""
    archive = zipfile.ZipFile(io.BytesIO(admin.get(f"/standings/letters.zip?year={YEAR}&unit=111").content))
    assert archive.namelist() == ["未能生成的整改意见.txt"]
    assert archive.read(archive.namelist()[0]).decode() == "2 111 丙县人民政府.docx\n"


def test_a_login_that_ended_or_an_account_that_was_closed_sees_nothing_any_more(bench: Any) -> None:
    from sqlalchemy import update

    from web.workbench.tables import Account

    ended, closed = log_in(bench, "second-reviewer"), log_in(bench, "other-reviewer")
    for client in (ended, closed):
        assert client.get("/standings?year=2024").status_code == 200
    secret = ended.cookies["login"]
    ended.post("/logout", data={"key": ended.key})
    ended.cookies.set("login", secret)
    with bench.app.state.running.database.writing() as session:
        session.execute(update(Account).where(Account.name == "other-reviewer").values(active=False))
    for client in (ended, closed):
        assert client.get("/standings?year=2024", follow_redirects=False).status_code == 303


def test_standings_are_not_made_again_and_again(bench: Any, admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    boards = bench.app.state.running.boards
    made: list[int] = []
    ranked = boards._ranker.standings

    def counted(*given: Any) -> Any:
        made.append(given[3])
        return ranked(*given)

    monkeypatch.setattr(boards._ranker, "standings", counted)
    for _ in range(3):
        units_of(admin)
    assert made == []
    monkeypatch.setattr(boards, "_rest", 1000.0)  # while they rest, even what changed waits
    bench.file("111", "90.5")
    units_of(admin)
    bench.file("111", "91")
    assert units_of(admin)["111"]["score"] == Decimal("90.5")
    assert made == [YEAR, YEAR - 1]
