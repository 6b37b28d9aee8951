"""Reports made up, as extractors write them, for the tests of the text reader."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.loading import load_rulebook
from engine.readers.formats.text import read_text
from engine.readers.understand import understand
from engine.reading import Reading, Source
from engine.rulebook import Form, Rulebook

BOOK: Rulebook = load_rulebook()
FORMS: Mapping[str, Form] = {form.id: form for form in BOOK.forms}
REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports"
SECTIONS = ("overview", "proactive", "requests", "disputes", "problems", "other")
SOURCE = Source("report.txt", "text", "")

Rows = Mapping[str, Sequence[Any]]


def read(text: str) -> Reading:
    return understand(read_text(text), SOURCE, BOOK)


def cells(reading: Reading, table: str) -> dict[str, list[Any]]:
    return {row: list(line.values()) for row, line in reading.report.table(table).items()}


GROUPS = {
    "denied": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
HEAD = ["申请人情况", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"]
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
PROACTIVE_2021 = """第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 1 0 11
行政规范性文件 8 26 66
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 447
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 398
行政强制 0
第二十条第（八）项
信息内容 本年收费金额（单位：万元）
行政事业性收费 96171.6"""
PROACTIVE_CELLS = {
    "regulations": {"made": 1, "repealed": 0, "in_force": 11},
    "normative_documents": {"made": 8, "repealed": 26, "in_force": 66},
    "licences": {"decisions": 447},
    "penalties": {"decisions": 398},
    "coercive_measures": {"decisions": 0},
    "fees": {"amount_10k_yuan": Decimal("96171.6")},
}
RESULTS = "结果维持 结果纠正 其他结果 尚未审结 总计"
DISPUTES = f"""行政复议 行政诉讼
未经复议直接起诉 复议后起诉
{RESULTS} {RESULTS} {RESULTS}
1 2 3 4 10 5 6 7 8 26 0 1 0 1 2"""
DISPUTES_CELLS = {"review": [1, 2, 3, 4, 10], "direct": [5, 6, 7, 8, 26], "after_review": [0, 1, 0, 1, 2]}


def figures(form: str = "2021", seed: int = 1) -> dict[str, list[Any]]:
    """Figures that are all different, so that none can pass for another."""
    rows = FORMS[form].tables["requests"].blocks[0].rows
    numbers = random.Random(seed).sample(range(1000, 9000), 7 * len(rows))
    return {row: numbers[7 * i : 7 * i + 7] for i, row in enumerate(rows)}


def label(row: str) -> str:
    return FORMS["2021"].tables["requests"].rows[row].text.zh


def document(requests: str, year: int = 2024, proactive: str = PROACTIVE_2021, disputes: str = DISPUTES) -> str:
    return f"""江口县财政局
{year}年政府信息公开工作年度报告
本报告所列统计期限自{year}年1月1日至{year}年12月31日。
一、总体情况
（一）主动公开。全年主动公开信息12条。
二、主动公开政府信息情况
{proactive}
三、收到和处理政府信息公开申请情况
{requests}
四、政府信息公开行政复议、行政诉讼情况
{disputes}
五、存在的主要问题及改进情况
存在公开意识不强的问题，下一步加强培训。
六、其他需要报告的事项
本机关2024年未收取信息处理费。
"""


def line_by_line(rows: Rows, separator: str = " ") -> str:
    """One row a line, the label in one piece."""
    lines = [HEAD[0], separator.join(["", *COLUMNS])]
    for row, values in rows.items():
        lines.append(separator.join([label(row), *map(str, values)]))
    return "\n".join(lines)


def markdown(rows: Rows) -> str:
    lines = [f"| | | {' | '.join(COLUMNS)} |", "|" + "---|" * 9]
    for row, values in rows.items():
        group = GROUPS.get(row.split(".")[0], "") if "." in row else ""
        lines.append(f"| {group} | {label(row)} | {' | '.join(map(str, values))} |")
    return "\n".join(lines)


def stream(rows: Rows) -> str:
    """Every cell on a line of its own."""
    lines = [*HEAD, *COLUMNS]
    last = ""
    for row, values in rows.items():
        group = row.split(".")[0]
        if "." in row and group != last:
            lines.append(GROUPS[group])
        last = group
        lines += [label(row), *map(str, values)]
    return "\n".join(lines)


def broken(rows: Rows, width: int = 8, where: str = "last") -> str:
    """Labels broken over lines; the figures beside the last line, after it, or in the middle."""
    lines = ["（本列数据的勾稽关系为：第一项加第", "二项之和，等于第三项加第四项之和）"]
    lines += [
        "自然",
        "人",
        "商业",
        "企业",
        "科研",
        "机构",
        "社会",
        "公益",
        "组织",
        "法律服",
        "务机构",
        "其他",
        "总计",
    ]
    last = ""
    for row, values in rows.items():
        group = row.split(".")[0]
        if "." in row and group != last:
            lines += [GROUPS[group][:4], GROUPS[group][4:]]
        last = group
        words = label(row)
        parts = [words[i : i + width] for i in range(0, len(words), width)]
        told = " ".join(map(str, values))
        if where == "last":
            parts[-1] += f" {told}"
        elif where == "after":
            parts.append(told)
        else:
            parts.insert((len(parts) + 1) // 2, told)
        lines += parts
    return "\n\n".join(lines)


STYLES: Mapping[str, Callable[[Rows], str]] = {
    "space": line_by_line,
    "wide": lambda rows: line_by_line(rows, "    "),
    "tab": lambda rows: line_by_line(rows, "\t"),
    "bar": lambda rows: line_by_line(rows, "|"),
    "markdown": markdown,
    "stream": stream,
    "broken": broken,
    "broken-after": lambda rows: broken(rows, 9, "after"),
    "broken-middle": lambda rows: broken(rows, 10, "middle"),
}
