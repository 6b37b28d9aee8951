"""Old office files are read through LibreOffice, where it is installed; else the user is told what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from engine.errors import Unusable
from engine.readers import read_bytes
from engine.readers.formats import office
from engine.readers.sniff import sniff
from tests import render
from tests.test_round_trip import REPORTS
from tests.texts import BOOK

RTF = rb"{\rtf1\ansi annual report}"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def converted(content: bytes, source: str, target: str, folder: Path) -> bytes:
    """The document as LibreOffice saves it in another format."""
    (folder / f"report.{source}").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", str(folder), str(folder / f"report.{source}")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return (folder / f"report.{target}").read_bytes()


@needs_office
@pytest.mark.parametrize(
    ("source", "variant", "target"),
    [("docx", "official", "doc"), ("docx", "official", "odt"), ("xlsx", "sheets", "xls")],
)
def test_an_old_file_says_the_same(source: str, variant: str, target: str, tmp_path: Path) -> None:
    report = REPORTS["huaian-2024"]
    content = converted(render.render(report, source, variant), source, target, tmp_path)
    assert sniff(content) == target
    reading = read_bytes(content, f"report.{target}", BOOK)
    expected = render.expected(report, source, variant)
    assert reading.report.dump()["tables"] == expected["tables"]
    assert reading.source.format == target
    assert reading.order is not None
    assert len(reading.order) == 6


@pytest.mark.parametrize("content", [RTF, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_without_the_program(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: None)
    with pytest.raises(Unusable) as told:
        office.read(content)
    assert told.value.key == "office.not_installed"


def test_an_encrypted_file_is_said_to_be_so() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(Unusable) as told:
        read_bytes(content, "report.doc", BOOK)
    assert told.value.key == "package.encrypted"


def test_a_program_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: shutil.which("false"))
    with pytest.raises(Unusable) as told:
        office.read(RTF)
    assert told.value.key == "office.failed"
