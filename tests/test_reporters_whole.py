"""What each reporter says of a card made by hand, whole; expected is what the texts of the catalogue make of it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from engine.reporters import Layout, reporter
from engine.rulebook import Lang
from engine.scored import Scored
from tests.cards import WAYS, bare, finding, full, scored


def shown(form: str, *reports: Scored, lang: Lang = "zh", width: int = 160) -> str:
    text = reporter(form)(reports, Layout(lang, width, len(reports) > 1))
    assert isinstance(text, str)
    return text


TABLE = f"""甲局 · 2024 年度
得分 76.5（满分 100） · 合格
未定事项若全部不利或全部有利：60—90.5
规则 national 1.0，格式 2021，叠加 省, 市

类别      得分    满分    已评部分
------  ------  ------  ----------
结构      17.5      20       35/40
勾稽      未评      30           —

规则：通过 2 · 有问题 2 · 待核 1 · 免除 1 · 未评 2 · 不适用 1 · 未能运行 1

问题 2 处

1. [错误] 合计|不符（扣 1.5 分）
   事1。
   位置  表三 / 总计（第 2 页，第 1 张表第 5 行第 9 列）
         一、总体情况（第 3 段）
   依据  国务院令第711号 第五十条
         某函 附表
   改法  法1。
   建议  最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）

2. [提醒] 题2
   事2。
   由第 1 处引起，不重复扣分

需人工核对 1 处（未扣分）

3. [待核] 题3（不扣分）
   事3。
   依据  国务院令第711号 第五十条
   改法  法3。
   建议  {WAYS}

经人工处理、不再计入的 1 处

4. [错误] 题4（不扣分）
   事4。
   位置  表三 / 旧格（第 1 张表第 7 行第 1 列）
   依据  令 第4条
   改法  法4。
   处理  撤销，不是问题：查过（张三，2025-03-01）

未评的规则 3 条
· 不知日期：late, later
· 规则坏了：broken

说明
· 说一
· 说|二
"""


def test_the_table() -> None:
    assert shown("table", full()) == TABLE
    assert shown("table", full(), full()) == TABLE + "\n" + "═" * 160 + "\n\n" + TABLE


def test_the_table_in_english_on_a_narrow_terminal() -> None:
    assert shown("table", full("en"), lang="en", width=48) == (
        "甲局 · 2024\n"
        "Score 76.5 (of 100) · fair\n"
        "if all undecided turned out against or for it:\n"
        "60-90.5\n"
        "rules national 1.0, form 2021, with 省, 市\n"
        "\n"
        "Category           Marks    Full    Assessed\n"
        "----------  ------------  ------  ----------\n"
        "结构                17.5      20       35/40\n"
        "勾稽        not assessed      30           —\n"
        "\n"
        "Rules: 2 passed · 2 with gaps · 1 to review · 1\n"
        "  waived · 2 not assessed · 1 not applicable · 1\n"
        "  failed to run\n"
        "\n"
        "2 gap(s)\n"
        "\n"
        "1. [error] 合计|不符 (-1.5)\n"
        "   事1。\n"
        "   Where       表三 / 总计 (page 2, table 1, row\n"
        "               5, column 9)\n"
        "               一、总体情况 (paragraph 3)\n"
        "   Basis       国务院令第711号 第五十条\n"
        "               某函 附表\n"
        "   Remedy      法1。\n"
        "   Suggestion  most likely “表三 / 总计” is\n"
        "               wrong: 12 should be 21 (digits\n"
        "               exchanged?)\n"
        "\n"
        "2. [warning] 题2\n"
        "   事2。\n"
        "   follows from no. 1, not charged again\n"
        "\n"
        "1 to be reviewed by a person (nothing deducted)\n"
        "\n"
        "3. [to check] 题3 (no deduction)\n"
        "   事3。\n"
        "   Basis       国务院令第711号 第五十条\n"
        "   Remedy      法3。\n"
        "   Suggestion  2 ways would mend the sums; check\n"
        "               your records for the right one:\n"
        "               “甲格” from 1 to 2 and “乙格”\n"
        "               from blank to 3; or “甲格” from 1\n"
        "               to 10 (a nought too many or too\n"
        "               few?)\n"
        "\n"
        "1 dismissed or waived by a person\n"
        "\n"
        "4. [error] 题4 (no deduction)\n"
        "   事4。\n"
        "   Where    表三 / 旧格 (table 1, row 7, column\n"
        "            1)\n"
        "   Basis    令 第4条\n"
        "   Remedy   法4。\n"
        "   Decided  dismissed: 查过 (张三, 2025-03-01)\n"
        "\n"
        "3 rule(s) not assessed\n"
        "· 不知日期: late, later\n"
        "· 规则坏了: broken\n"
        "\n"
        "Notices\n"
        "· 说一\n"
        "· 说|二\n"
    )


MARKDOWN = f"""# 甲局 · 2024 年度

**得分 76.5（满分 100）** · 合格

未定事项若全部不利或全部有利：60—90.5

| 类别 | 得分 | 满分 |
| :--- | ---: | ---: |
| 结构 | 17.5 | 20 |
| 勾稽 | 未评 | 30 |

## 问题 2 处

1. **[错误] 合计\\|不符**（扣 1.5 分）
   事1。
   - 位置: 表三 / 总计（第 2 页，第 1 张表第 5 行第 9 列）; 一、总体情况（第 3 段）
   - 依据: 国务院令第711号 第五十条; 某函 附表
   - 改法: 法1。
   - 建议: 最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）

2. **[提醒] 题2**
   事2。
   由第 1 处引起，不重复扣分

## 需人工核对 1 处（未扣分）

3. **[待核] 题3**（不扣分）
   事3。
   - 依据: 国务院令第711号 第五十条
   - 改法: 法3。
   - 建议: {WAYS}

## 经人工处理、不再计入的 1 处

4. **[错误] 题4**（不扣分）
   事4。
   - 位置: 表三 / 旧格（第 1 张表第 7 行第 1 列）
   - 依据: 令 第4条
   - 改法: 法4。
   - 处理: 撤销，不是问题：查过（张三，2025-03-01）

## 未评的规则 3 条

- 不知日期：late, later
- 规则坏了：broken

## 说明

- 说一
- 说\\|二
"""


def test_markdown() -> None:
    assert shown("markdown", full()) == MARKDOWN
    assert shown("markdown", full(), full()) == f"{MARKDOWN}\n---\n\n{MARKDOWN}"


@pytest.mark.parametrize(
    ("card", "lines"),
    [
        ({}, ["**得分 76.68（满分 100）** · 合格", "", "*", "", "未发现问题"]),
        ({"grade": None}, ["**得分 76.68（满分 100）**", "", "*", "", "未发现问题"]),
        ({"score": None, "grade": None}, ["**得分：无法评分**", "", "*"]),
        ({"bounds": (Decimal(5), Decimal(5))}, ["**得分 76.68（满分 100）** · 合格", "", "*", "", "未发现问题"]),
    ],
)
def test_markdown_and_table_of_a_report_without_findings(card: dict[str, Any], lines: list[str]) -> None:
    head = ["# 甲局 · 2024 年度", ""]
    table = ["| 类别 | 得分 | 满分 |", "| :--- | ---: | ---: |"]
    expected = [*head, *(row for line in lines for row in (table if line == "*" else [line]))]
    assert shown("markdown", bare(**card)) == "\n".join(expected) + "\n"
    text = shown("table", bare(**card))
    assert ("未定事项" in text, "未发现问题\n" in text) == (False, "未发现问题" in lines)
    assert text.split("\n")[1] == lines[0].replace("*", "")
    assert text.endswith("规则：\n" if "未发现问题" not in lines else "规则：\n\n未发现问题\n")


HEAD = (
    *("文件", "单位", "年度", "得分", "等次", "规则", "问题", "性质", "程度", "类别", "扣分", "说明", "位置", "页"),
    *("行", "实际", "应为", "依据", "改法", "建议", "指纹", "由哪条引起", "处理"),
)
ABOUT = ("夹/年报 1.docx", "甲局", "2024", "76.5", "合格")
ROWS = (
    (
        *(*ABOUT, "rule-1", "合计|不符", "问题", "错误", "identities", "1.5", "事1。", "表三 / 总计; 一、总体情况"),
        *("2", "", "", "", "国务院令第711号 第五十条; 某函 附表", "法1。"),
        *("最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）", "f1", "", ""),
    ),
    (
        *(*ABOUT, "rule-2", "题2", "问题", "提醒", "identities", "0", "事2。", "表三 / 他格", "", "", "", ""),
        *("令 第2条", "法2。", "", "f2", "f1", ""),
    ),
    (
        *(*ABOUT, "rule-3", "题3", "待人工核对", "待核", "structure", "0", "事3。", "", "", "", "7", "八"),
        *("国务院令第711号 第五十条", "法3。", WAYS, "f3", "", ""),
    ),
    (
        *(*ABOUT, "rule-4", "题4", "问题", "错误", "identities", "0", "事4。", "表三 / 旧格", "", "", "", ""),
        *("令 第4条", "法4。", "", "f4", "", "撤销，不是问题：查过（张三，2025-03-01）"),
    ),
)


def test_csv() -> None:
    text = shown("csv", full(), bare(score=None, grade=None))
    assert text.startswith("\ufeff文件,单位,")
    assert text.count("\r\n") == text.count("\n") == 6
    empty = ("夹/年报 1.docx", "甲局", "2024", *[""] * 20)
    assert [tuple(row) for row in csv.reader(io.StringIO(text[1:]))] == [HEAD, *ROWS, empty]
    english = shown("csv", full(), lang="en").split("\r\n")[0][1:]
    assert english == (
        "file,unit,year,score,grade,rule,title,status,severity,category,deducted,message,place,page,line,observed,"
        "expected,basis,remedy,repair,fingerprint,because_of,decision"
    )


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "=", "-"])
def test_csv_runs_nothing(value: str) -> None:
    found = finding(1, "gap", title=value, message="a" + value, observed=-3, deducted=Decimal(-1))
    (row,) = list(csv.DictReader(io.StringIO(shown("csv", scored(found))[1:])))
    assert (row["问题"], row["说明"], row["实际"], row["扣分"]) == (f"'{value}", f"a{value}", "-3", "-1")


SURE = "最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）"
JUNIT = f"""<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="compliance">
  <testsuite name="甲局 2024" tests="9" failures="2" errors="1" skipped="4">
    <testcase name="rule-1" classname="夹/年报 1.docx">
      <failure message="合计|不符" type="error">事1。 法1。 {SURE}</failure>
    </testcase>
    <testcase name="rule-2" classname="夹/年报 1.docx">
      <failure message="题2" type="warning">事2。 法2。</failure>
    </testcase>
    <testcase name="rule-3" classname="夹/年报 1.docx">
      <skipped message="事3。 法3。 {WAYS}" />
    </testcase>
    <testcase name="rule-4" classname="夹/年报 1.docx">
      <system-out>事4。 法4。 撤销，不是问题：查过（张三，2025-03-01）</system-out>
    </testcase>
    <testcase name="late" classname="夹/年报 1.docx">
      <skipped message="不知日期" />
    </testcase>
    <testcase name="later" classname="夹/年报 1.docx">
      <skipped message="不知日期" />
    </testcase>
    <testcase name="broken" classname="夹/年报 1.docx">
      <error message="规则坏了" type="error" />
    </testcase>
    <testcase name="let-off" classname="夹/年报 1.docx">
      <skipped message="已免" />
    </testcase>
    <testcase name="fine" classname="夹/年报 1.docx" />
    <system-out>说一
说|二</system-out>
  </testsuite>
</testsuites>
"""


def test_junit() -> None:
    assert shown("junit", full()) == JUNIT
    quiet = shown("junit", bare(rules=()))
    assert '<testsuite name="甲局 2024" tests="0" failures="0" errors="0" skipped="0" />' in quiet
