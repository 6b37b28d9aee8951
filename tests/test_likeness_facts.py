"""Likeness and leftovers as facts: what is compared, what is told, and what is no reason to suspect anyone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from engine.beside import Beside
from engine.facts import Fact
from engine.reading import Reading, Source
from engine.report import Report
from engine.score import Engine

WORDS = "设立窗口受理登记审查答复整改督促检查通报学习讲解编印指引更新栏目公报专题问卷回访会商台账抽查"


def prose(seed: int, length: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) for _ in range(length))


def reading(sections: Mapping[str, str], unit: str = "某市财政局", year: int = 2024, sha: str = "") -> Reading:
    raw: dict[str, Any] = {
        "schema": "disclosure-report/1",
        "unit": {"name": unit},
        "year": year,
        "sections": {key: {"heading": "", "text": text} for key, text in sections.items()},
    }
    return Reading(Report.model_validate(raw), Source(f"{unit}.json", "json", sha or f"{unit}{year}"))


def facts(engine: Engine, report: Reading, kind: str, beside: Beside = Beside()) -> list[Fact]:  # noqa: B008
    return [fact for fact in engine.facts(report, beside=beside) if fact.kind == kind]


def rules(engine: Engine, report: Reading, beside: Beside) -> set[str]:
    return {
        finding.rule for finding in engine.score(report, beside=beside).findings if finding.category == "likeness"
    }


@pytest.mark.parametrize(
    ("copied", "letters", "found"),
    [(155, 300, True), (150, 300, False), (75, 149, False), (78, 150, False), (79, 150, True), (149, 149, False)],
)
def test_more_than_half_of_at_least_150_letters(engine: Engine, copied: int, letters: int, found: bool) -> None:
    """Of n letters there are n - 4 runs of five, and a passage of m letters shares m - 4 of them; rounded down."""
    mine = prose(1, letters)
    last = reading({"overview": mine[:copied] + "。" + prose(2, 200)}, year=2023)
    share = (copied - 4) * 100 // (letters - 4)
    fact = facts(engine, reading({"overview": mine}), "similarity", Beside(previous=last))[0]
    assert fact.fields["containment"] in (share, share + 1)  # a run of the border may be shared by chance
    assert fact.fields["characters"] == letters
    assert ("copied-from-last-year" in rules(engine, reading({"overview": mine}), Beside(previous=last))) == found


def test_only_what_is_to_be_written_is_compared(engine: Engine) -> None:
    same = prose(1, 400)
    report = reading({"preface": same, "proactive": same, "overview": prose(2, 300)})
    last = reading({"preface": same, "proactive": same, "overview": prose(3, 300)}, year=2023)
    assert not rules(engine, report, Beside(previous=last))


def test_a_copy_of_itself_is_no_peer(engine: Engine) -> None:
    report = reading({"overview": prose(1, 300)}, sha="same")
    renamed = reading({"overview": prose(1, 300)}, unit="财政局", sha="same")
    spaced = reading({"overview": prose(1, 300)}, unit="某市 财政局")
    assert not facts(engine, report, "similarity", Beside(peers=(renamed, spaced)))
    assert facts(engine, report, "peers", Beside(peers=(renamed, spaced)))[0].fields["given"] == 0


def test_itself_among_the_peers_hides_nobody(engine: Engine) -> None:
    text = {"overview": prose(1, 300)}
    peers = [reading(text), *(reading(text, unit=f"某市第{n}局") for n in range(5)), reading(text, sha="copy")]
    found = facts(engine, reading(text), "similarity", Beside(peers=tuple(peers)))
    whole = [fact for fact in found if fact.fields["scope"] == "whole"]
    assert [fact.fields["other"] for fact in whole] == ["某市第0局", "某市第1局", "某市第2局"]
    assert [fact.fields["rank"] for fact in whole] == [1, 2, 3]


def test_one_among_a_hundred(engine: Engine) -> None:
    mine = prose(1, 800)
    peers = [reading({"overview": prose(n + 10, 800)}, unit=f"某市第{n}局") for n in range(100)]
    peers[42] = reading({"overview": prose(500, 300) + mine[:600]}, unit="某市审计局")
    card = engine.score(reading({"overview": mine}), beside=Beside(peers=tuple(peers)))
    found = [finding for finding in card.findings if finding.category == "likeness"]
    assert [(f.rule, f.status) for f in found] == [("copied-from-peer", "review")]
    assert "某市审计局" in found[0].message
    assert found[0].observed == "74%"  # 596 of 796 runs of five
    assert found[0].deducted == 0


def test_the_passages_are_told_as_they_stand(engine: Engine) -> None:
    passage = "每季度请企业代表，为 解读稿打分（满分十分）；低于六分的退回重写"
    mine = reading({"problems": prose(1, 200) + "。" + passage + "。" + prose(2, 200)})
    last = reading({"problems": prose(3, 200) + "。" + passage + "。" + prose(4, 200)}, year=2023)
    for fact in facts(engine, mine, "similarity", Beside(previous=last)):
        assert "每季度请企业代表，为解读稿打分（满分十分）；低于六分的退回重写" in fact.context["quote"]
        assert fact.fields["section"] == "problems"


CALLS = [
    ("某市财政局", "我镇坚持公开", ["我镇"]),
    ("某市财政局", "我厅坚持公开", ["我厅"]),
    ("某市财政局", "我局与我市、我县坚持公开", []),
    ("某市财政局", "群众说“我镇更新慢”", []),
    ("某市财政局", "《我镇的春天》专题", []),
    ("某县某镇人民政府", "我局坚持公开", ["我局"]),
    ("某县某镇人民政府", "我镇、我县坚持公开", []),
    ("某县某镇人民政府", "克服自我局限", []),
    ("某县某乡人民政府", "我乡坚持公开，我镇坚持公开", ["我镇"]),
    ("某区某街道办事处", "我街道、我办、我区坚持公开", []),
    ("某区某街道办事处", "我镇坚持公开", ["我镇"]),
    ("某市人民政府", "我局坚持公开", ["我局"]),
    ("某省财政厅", "我厅、我省坚持公开", []),
    ("某省财政厅", "我县坚持公开", ["我县"]),
    ("某市发展和改革委员会", "我局坚持公开", []),  # a commission may be a bureau too
    ("未载明单位名称", "我局、我镇坚持公开", []),
]


@pytest.mark.parametrize(("unit", "text", "found"), CALLS)
def test_what_a_unit_calls_itself(engine: Engine, unit: str, text: str, found: list[str]) -> None:
    seen = facts(engine, reading({"overview": text}, unit=unit), "other_unit")
    assert [fact.fields["name"] for fact in seen] == found
    assert all(fact.fields["how"] == "calls" for fact in seen)


NAMES = [
    ("某市财政局", "本报告由某市审计局编制。", ["某市审计局"]),
    ("某市财政局", "本报告由某市审计局办公室根据条例编制。", ["某市审计局"]),
    ("某市财政局", "如有疑问，请与邻市水利局联系（电话12345678）。", ["邻市水利局"]),
    ("某市财政局", "现将某市审计局2024年政府信息公开工作年度报告公布如下。", ["某市审计局"]),
    ("某市财政局", "本报告由某市财政局编制。", []),
    ("某市财政局", "本报告由市财政局办公室编制，请与财政局联系。", []),
    ("某市财政局", "本报告由市审计局编制。", []),  # no place is named: not a full name
    ("某市财政局", "本报告由某市人民政府办公室汇总发布。", []),  # another kind of unit may publish it
    ("某市财政局", "会同某市审计局公布结果。某市审计局检查了公开情况。", []),
    ("某市财政局", "2024年，省财政厅全面部署，某市审计局认真检查。", []),
    ("某市市场监督管理局", "本报告由某市市场监管局编制。", []),
    ("某市市场监督管理局（某市知识产权局）", "本报告由某市市场监督管理局编制。", []),
    ("某市人民政府", "本报告由某市数据局编制，请与某市政务服务局联系。", []),
    ("某市人民政府", "本报告由邻市人民政府办公室编制。", ["邻市人民政府"]),
    ("某市某区人民政府", "本报告由某区人民政府办公室编制。", []),
    ("某区某街道办事处", "本报告由某街道党政综合办公室编制。", []),
]


@pytest.mark.parametrize(("unit", "text", "found"), NAMES)
def test_where_a_unit_names_itself(engine: Engine, unit: str, text: str, found: list[str]) -> None:
    seen = facts(engine, reading({"preface": text}, unit=unit), "other_unit")
    assert [fact.fields["name"] for fact in seen] == found


def test_names_of_peers_as_the_subject(engine: Engine) -> None:
    report = reading({"overview": "2024年，某市审计局认真落实条例。某市水利局认真落实条例。"})
    peers = tuple(reading({}, unit=name) for name in ("某市审计局", "某市财政局", "某市水利局"))
    assert not facts(engine, report, "other_unit")
    (fact,) = facts(engine, report, "other_unit", Beside(peers=peers))
    assert (fact.fields["how"], fact.fields["name"], fact.fields["given"]) == ("subject", "某市审计局", 1)
    assert fact.fields["words"] == "2024年，某市审计局认真"


YEARS = [
    ("2023年，我局主动公开信息300条。", [2023]),
    ("工作扎实。2022年度，全镇共收到申请3件。", [2022]),
    ("（一）主动公开情况。2023年，我局通过网站公开信息。", [2023]),
    ("截至2023年底，我局共发布信息300条。", [2023]),
    ("现将我局2023年政府信息公开工作情况报告如下。", [2023]),
    ("2024年，我局主动公开信息300条。", []),
    ("2023年，我局主动公开信息300条，2024年公开400条。", []),
    ("2023年，我局主动公开信息300条。2024年公开400条。", []),
    ("2024年公开400条。2023年，我局主动公开信息300条。", []),
    ("与2023年相比，我局主动公开信息增加300条。", []),
    ("2023年以来，我局主动公开信息300条。", []),
    ("较2023年，我局多公开300条。", []),
    ("按照某政办发〔2023〕12号文件公开信息。", []),
    ("落实《2023年政务公开要点》，我局主动公开信息300条。", []),
    ("2023年印发的办法继续有效，我局据此公开信息。", []),
    ("按时发布2023年度政府信息公开工作年度报告。", []),
    ("对2023年度工作情况进行了考核。", []),
    ("针对2023年存在的问题，我局已公开整改结果。", []),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_statements_of_other_years(engine: Engine, text: str, years: list[int]) -> None:
    seen = facts(engine, reading({"overview": text}), "other_year")
    assert [fact.fields["year"] for fact in seen if not fact.fields["own_year"]] == years
    found = rules(engine, reading({"overview": text}), Beside())
    assert ("other-year-left" in found) == bool(years)


def test_a_later_year_is_a_plan(engine: Engine) -> None:
    report = reading({"overview": "2025年，我局将主动公开更多信息。"})
    assert "other-year-left" not in rules(engine, report, Beside())


def test_last_years_report_announced_in_the_preface(engine: Engine) -> None:
    text = "本局编制2023年度政府信息公开工作年度报告。统计期限自2024年1月1日至2024年12月31日。"
    (fact,) = facts(engine, reading({"preface": text}), "other_year")
    assert (fact.fields["off"], fact.fields["own_year"]) == (-1, 0)
    assert not facts(engine, reading({"overview": text}), "other_year")


PROBLEMS = [
    ("一是公开意识有待加强。", "（一）公开意识有待加强；", (1, 1)),
    ("公开意识有待加强，更新不及时。", "公开意识有待加强。", (1, 0)),
    ("公开意识有待加强。队伍力量不足。", "公开意识有待加强。", (2, 1)),
    ("存在的主要问题：公开意识有待加强。", "公开意识有待加强。", (1, 1)),
    ("下一步，着力解决公开意识不强的问题。", "下一步，着力解决公开意识不强的问题。", (0, 0)),
    ("增加一名专职人员。", "增加一名专职人员。", (0, 0)),
]


@pytest.mark.parametrize(("mine", "theirs", "counts"), PROBLEMS)
def test_problems_again(engine: Engine, mine: str, theirs: str, counts: tuple[int, int]) -> None:
    last = reading({"problems": theirs}, year=2023)
    (fact,) = facts(engine, reading({"problems": mine}), "repetition", Beside(previous=last))
    assert (fact.fields["sentences"], fact.fields["repeated"]) == counts


def test_generalities(engine: Engine) -> None:
    text = "2024年，各地各部门按照国办公开办函〔2021〕30号要求，一些地区、部分单位成效明显。"
    (fact,) = facts(engine, reading({"overview": text}), "generality")
    assert (fact.fields["own"], fact.fields["figures"], fact.fields["general"]) == (0, 0, 3)
    (fact,) = facts(engine, reading({"overview": text + "某市公开十二次，财政局公开3条"}), "generality")
    assert (fact.fields["own"], fact.fields["figures"]) == (2, 2)


def test_the_same_twice(engine: Engine) -> None:
    """Same input, same facts: also where the peers were made ready before."""
    report = reading({"overview": prose(1, 300)})
    beside = Beside(peers=tuple(reading({"overview": prose(n, 300)}, unit=f"某市第{n}局") for n in (1, 2, 3)))
    assert engine.facts(report, beside=beside) == engine.facts(report, beside=beside)
    other = Beside(peers=(reading({"overview": prose(9, 300)}, unit="某市审计局"),))
    assert "copied-from-peer" in rules(engine, report, beside)
    assert "copied-from-peer" not in rules(engine, report, other)
    assert "copied-from-peer" in rules(engine, report, beside)
