"""A report as the web page on which an office publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from engine.rulebook import Form
from engine.template.contents import Contents, of_report, paragraphs
from engine.template.layout import LayoutCell, TableLayout, layouts


def write_page(form: Form, report: Mapping[str, Any]) -> bytes:
    """The page, which declares the day of publication."""
    contents = of_report(report)
    title, published = escape(contents.title), escape(report["published_on"])
    head = f'<meta charset="utf-8"><meta name="PubDate" content="{published}"><title>{title}</title>'
    body = "\n".join([f"<h1>{title}</h1>", *_texts(contents.preface), *_sections(form, contents)])
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'.encode()


def _sections(form: Form, contents: Contents) -> Iterator[str]:
    drawn = layouts(form, form.template.item)
    tables = {table.section: table.key for table in form.tables.values()}
    for section, label in form.sections.items():
        yield f"<h2>{escape(label.text.zh)}</h2>"
        if section in tables:
            yield _table(contents.into(drawn[tables[section]]))
        else:
            yield from _texts(contents.texts.get(section, ""))


def _texts(text: str) -> Iterator[str]:
    return (f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(text) if paragraph)


def _table(layout: TableLayout) -> str:
    rows = [
        "".join(_cell(cell) for cell in layout.cells if cell.row == row) for row in range(layout.height)
    ]  # the cells are in order
    return '<table border="1">\n' + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def _cell(cell: LayoutCell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<td{rows}{columns}>{escape(cell.text)}</td>"
