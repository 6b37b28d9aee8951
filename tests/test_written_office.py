"""Letters and workbooks open in LibreOffice, where it is installed: drawn as PDF, and looked at."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from engine.cases import ROOT
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.score import Engine

SAMPLE = json.loads((ROOT / "everything-wrong/wrong-k-sample.json").read_bytes())
EVIL = {**SAMPLE, "unit": {"name": "=1+1|<b>&]]>\x07\ufffe"}, "title": "年报" * 200}


def pages(file: Path) -> list[str]:
    """The words of each page, without spaces and breaks."""
    document = pypdfium2.PdfDocument(file)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_they_are_drawn_whole(reference: Engine, tmp_path: Path) -> None:
    reports = [
        reference.scored(read_bytes(dumps(report).encode(), "年报.json", reference.book)) for report in (SAMPLE, EVIL)
    ]
    for name, form, chosen in (("one", "docx", reports[:1]), ("all", "docx", reports), ("book", "xlsx", reports)):
        content = reporter(form)(chosen, Layout("zh", 80, len(chosen) > 1))
        assert isinstance(content, bytes)
        (tmp_path / f"{name}.{form}").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path)]
    command += [str(tmp_path / name) for name in ("one.docx", "all.docx", "book.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)

    letter = pages(tmp_path / "one.pdf")
    assert 9 <= len(letter) <= 15
    assert letter[0].startswith("关于江口县人民政府2024年政府信息公开工作年度报告的整改意见江口县人民政府：")
    assert letter[0].endswith("—1—")
    requests = [page for page in letter if page.startswith("表三")]
    assert len(requests) == 1  # the whole table on one page
    assert "四、结转下年度继续办理" in requests[0]
    assert "16[2]" in requests[0]
    assert [page for page in letter if page.startswith("附件1得分情况")]

    several = pages(tmp_path / "all.pdf")
    assert several[0].startswith("整改意见目录")
    assert sum(page.endswith("—1—") for page in several) == 3  # the list, and each letter anew

    book = "".join(pages(tmp_path / "book.pdf"))
    for words in ("最可能填错的是", "江口县人民政府2024表三", "=1+1|<b>&]]>", "四、结转下年度继续办理"):
        assert words in book
    assert "#NAME?" not in book
    assert "Err:5" not in book
