"""Marked documents as other libraries see them: the words of each comment, and what stands at its place."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import docx
import lxml.html
import openpyxl
import pdfplumber
import pypdf
from lxml import etree

from engine.mark.compose import compose
from engine.mark.notes import Anchor, Marks, Note, Shade
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored
from tests import packages
from tests.packages import OFFICE, W
from tests.render.seen import words
from tests.texts import BOOK

ENGINE = Engine(BOOK)
WORDS = {"colon": "：", "notes": "批注", "back": "回到原处", "summary": "摘要", "lang": "zh"}
WORDS |= {"gap": "问题", "review": "待核对", "involved": "涉及"}
_W = f"{{{W}}}"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>'
    f'<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="{OFFICE}'
    '.wordprocessingml.document.main+xml"/></Types>'
)


def word(body: str, extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file that says which kind each part is, as other programs want it."""
    return packages.word(body, extra={"[Content_Types].xml": TYPES, **(extra or {})})


def marks_of(texts: Mapping[Anchor, str], *, shaded: bool = True) -> Marks:
    """Marks with these comments, and a summary at the title that says only that."""
    notes = [Note(anchor, "gap", text, (("", text),)) for anchor, text in texts.items()]
    shades = [Shade(anchor, "gap") for anchor in texts if anchor.cell is not None and shaded]
    return Marks("检查", (Note(Anchor(), None, "", (("", "摘要"),)), *notes), tuple(shades), WORDS)


def mark(format: str, content: bytes, marks: Marks) -> bytes:
    """The marked file, made in this process."""
    found: bytes = import_module(f"engine.mark.{format}").mark(content, marks)
    return found


def marked(format: str, content: bytes, report: Scored, lang: Lang = "zh") -> bytes:
    return mark(format, content, compose(report, lang))


def docx_comments(content: bytes) -> dict[str, str]:
    document = docx.Document(io.BytesIO(content))
    root: Any = document.element
    found = {}
    for comment in document.comments:
        (start,) = root.xpath(f'.//w:commentRangeStart[@w:id="{comment.comment_id}"]')
        (end,) = root.xpath(f'.//w:commentRangeEnd[@w:id="{comment.comment_id}"]')
        (_,) = root.xpath(f'.//w:r/w:commentReference[@w:id="{comment.comment_id}"]')
        items = list(root.iter())
        between = items[items.index(start) : items.index(end)]
        found[comment.text] = "".join(item.text or "" for item in between if item.tag == f"{_W}t")
    return found


def docx_shaded(content: bytes) -> set[str]:
    root: Any = docx.Document(io.BytesIO(content)).element
    return {
        "".join(t.text for t in cell.iter(f"{_W}t")) for cell in root.xpath('.//w:tc[w:tcPr/w:shd/@w:fill="FFC7CE"]')
    }


def xlsx_comments(content: bytes) -> dict[str, str]:
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for row in sheet.rows
        for cell in row
    ]
    return {cell.comment.text: str(cell.value or "") for cell in cells if cell.comment is not None}


def xlsx_shaded(content: bytes) -> set[str]:
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for row in sheet.rows
        for cell in row
    ]
    return {str(cell.value or "") for cell in cells if cell.fill.fgColor.rgb == "FFFFC7CE"}


def pdf_comments(content: bytes) -> dict[str, str]:
    """By the text of each annotation the words whose middle lies under it."""
    found = {}
    pages: Any = pypdf.PdfReader(io.BytesIO(content), strict=True).pages
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page, seen in zip(pages, pdf.pages, strict=True):
            for reference in page.get("/Annots", ()):
                item = reference.get_object()
                corners = [float(value) for value in item.get("/QuadPoints", ())]
                quads = [corners[at : at + 8] for at in range(0, len(corners), 8)]
                found[item["/Contents"]] = "".join(_words_under(quad, seen) for quad in quads)
    return found


def _words_under(quad: list[float], page: pdfplumber.page.Page) -> str:
    """Of a page that is not rotated."""
    left, right, low, high = min(quad[::2]), max(quad[::2]), min(quad[1::2]), max(quad[1::2])
    inside = [
        c for c in page.chars if left <= (c["x0"] + c["x1"]) / 2 <= right and low <= (c["y0"] + c["y1"]) / 2 <= high
    ]
    return "".join(char["text"] for char in inside)


def _page(content: bytes) -> Any:
    encoding = next(e for e in ("utf-8", "gb18030") if content.decode(e, "ignore").encode(e, "ignore") == content)
    return lxml.html.document_fromstring(content.decode(encoding))


def html_comments(content: bytes) -> dict[str, str]:
    """By the text of each note the text of the marked cell, or of the marked words, before the link to it."""
    page = _page(content)
    found = {page.xpath("//section[@data-compliance-note]")[0].text_content(): ""}
    for link in page.xpath("//a[@data-compliance-note]"):
        note = page.get_element_by_id(link.get("href")[1:])
        (back,) = note.xpath(".//a")
        assert page.get_element_by_id(back.get("href")[1:]) is link
        text = "".join(p.text_content() for p in note.iter("p") if p is not back.getparent())
        cell = next((item for item in link.iterancestors() if item.get("data-compliance")), None)
        if cell is not None:
            apart = copy.deepcopy(cell)
            apart.xpath(".//a[@data-compliance-note]")[0].drop_tree()
            found[text] = words(apart.text_content())
        else:
            runs = link.xpath("preceding::mark[@data-compliance]")
            found[text] = "".join(run.text_content() for run in runs)
    return found


def html_shaded(content: bytes) -> set[str]:
    page = _page(content)
    for link in page.xpath("//a[@data-compliance-note]"):
        link.drop_tree()
    return {words(cell.text_content()) for cell in page.xpath('//*[self::td or self::th][@data-compliance="gap"]')}


COMMENTS: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    "docx": docx_comments,
    "xlsx": xlsx_comments,
    "pdf": pdf_comments,
    "html": html_comments,
}
SHADED: Mapping[str, Callable[[bytes], set[str]]] = {
    "docx": docx_shaded,
    "xlsx": xlsx_shaded,
    "html": html_shaded,
}


def tree(content: bytes) -> Any:
    """The root of an XML part."""
    return etree.fromstring(content)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(content: bytes | etree._Element) -> bytes:
    """The meaning of an XML part, whatever its spelling."""
    root = etree.fromstring(content) if isinstance(content, bytes) else content
    return etree.tostring(root, method="c14n")


def unmarked_docx(main: bytes) -> Any:
    """The main part of a marked Word file without what only marks put there; they must be all its comments."""
    root = tree(main)
    for item in list(root.iter(f"{_W}commentRangeStart", f"{_W}commentRangeEnd")):
        item.getparent().remove(item)
    for item in list(root.iter(f"{_W}commentReference")):
        run = item.getparent()
        run.getparent().remove(run)
    for item in list(root.iter(f"{_W}shd")):
        properties = item.getparent()
        properties.remove(item)
    return root


def unmarked_html(content: bytes, encoding: str) -> bytes:
    """A marked page without what bears our attribute."""
    text = content.decode(encoding, "surrogateescape")
    text = re.sub(
        r"<section data-compliance-note.*?</section>|<a data-compliance-note.*?</a>", "", text, flags=re.DOTALL
    )
    text = re.sub(r'<mark data-compliance="\w+">(.*?)</mark>', r"\1", text, flags=re.DOTALL)
    return re.sub(r' data-compliance="\w+"', "", text).encode(encoding, "surrogateescape")
