"""The figures as a table and a chart in docs/performance.md, between its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

_DOCS = Path(__file__).parent.parent / "docs"
_BAR, _LEFT, _WIDTH = 22, 250, 720  # of the chart, in pixels


def write_page(found: dict[str, Any]) -> None:
    """Renews the part between the marks, and the chart beside the page.

    Raises:
        ValueError: the page has no marks.
    """
    (_DOCS / "performance.svg").write_text(chart(found["contest"]["timed"]), encoding="utf-8")
    renew("make bench", lines(found))


def renew(target: str, content: Iterable[str]) -> None:
    """Renews the part of the page between the marks of a target of the Makefile.

    Raises:
        ValueError: the page has no such marks.
    """
    page = _DOCS / "performance.md"
    text = page.read_text(encoding="utf-8")
    head, begin, rest = text.partition(f"<!-- begin: {target} -->")
    _, end, tail = rest.partition(f"<!-- end: {target} -->")
    if not begin or not end:
        raise ValueError(f"{page}: the marks of {target} are missing")
    page.write_text(f"{head}{begin}\n" + "\n".join(content) + f"\n{end}{tail}", encoding="utf-8")


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The tables in Markdown."""
    machine, contest = found["machine"], found["contest"]
    yield "Measured on " + ", ".join(f"{key} {value}" for key, value in machine.items()) + "."
    yield ""
    yield f"**{contest['checks']} checks on {contest['reports']} reports**, {contest['rounds']} alternating rounds:"
    yield ""
    yield "![Reports a second of each contestant](performance.svg)"
    yield ""
    yield "| who | reports/s | x plain Python | range | versions | |"
    yield "| :-- | --: | --: | --: | :-- | :-- |"
    for item in contest["timed"]:
        versions = ", ".join(f"{name} {number}" for name, number in item["packages"].items())
        span = f"{item['least']:.3f}–{item['most']:.3f}"
        yield f"| {item['name']} | {item['rate']:,.0f} | {item['share']:.3f} | {span} | {versions} | {item['note']} |"
    for item in found["absent"]:
        yield f"| {item['name']} | not here | | | | {item['why']} |"
    yield ""
    yield "**The whole way**, whole reports with their prose, beside pydantic parsing the same bytes:"
    yield ""
    yield "| from, to | reports/s | x pydantic | range |"
    yield "| :-- | --: | --: | --: |"
    for item in found["whole_way"]:
        span = f"{item['least']:.3f}–{item['most']:.3f}"
        yield f"| {item['name']} | {item['rate']:,.0f} | {item['share']:.3f} | {span} |"
    memory, cold = found["memory"], found["cold_start"]
    yield ""
    yield (
        f"Memory of one process: {memory['after_1000_mb']:.1f} MB after 1,000 reports, "
        f"{memory['at_the_end_mb']:.1f} MB after {memory['reports']:,}."
    )
    yield ""
    yield (
        f"Cold start of `compliance score report.json`: {cold['milliseconds']:.0f} ms, "
        f"{cold['times_the_bare_import']:.2f} times `import click, pydantic, yaml` "
        f"({cold['least']:.2f}–{cold['most']:.2f})."
    )


def chart(timed: Sequence[dict[str, Any]]) -> str:
    """Horizontal bars, the fastest first, this project's darker; the figures stand beside them."""
    ranked = sorted(timed, key=lambda item: -item["rate"])
    most = max(item["rate"] for item in ranked)
    height = (_BAR + 6) * len(ranked) + 40
    words = "; ".join(f"{item['name']}: {item['rate']:,.0f}" for item in ranked)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH} {height}" role="img" '
        'aria-labelledby="t d" font-family="sans-serif" font-size="13">',
        '<title id="t">Reports a second, the same 49 checks</title>',
        f'<desc id="d">{escape(words)}</desc>',
        f'<rect width="{_LEFT + _WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="8" y="20" font-weight="bold">Reports a second, the same 49 checks</text>',
    ]
    for number, item in enumerate(ranked):
        y = 34 + number * (_BAR + 6)
        width = max(1, round((_WIDTH - 90) * item["rate"] / most))
        colour = "#8c2d19" if item["name"].startswith("compliance") else "#8a9bb0"
        parts += [
            f'<text x="{_LEFT - 8}" y="{y + 16}" text-anchor="end">{escape(item["name"])}</text>',
            f'<rect x="{_LEFT}" y="{y}" width="{width}" height="{_BAR}" fill="{colour}"/>',
            f'<text x="{_LEFT + width + 6}" y="{y + 16}">{item["rate"]:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
