"""Files in the user's cache folder: whole or not there, the user's own, and few."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from engine.loading.cache_files import cache_file, read_cached, write_cached

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COMPLIANCE_CACHE", raising=False)
    return tmp_path / "cache/compliance"


def test_where_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_file("book-1.pickle") == folder / "book-1.pickle"
    for value, off in (("off", True), ("OFF", True), ("on", False), ("", False)):
        monkeypatch.setenv("COMPLIANCE_CACHE", value)
        assert (cache_file("x") is None) == off
    monkeypatch.delenv("COMPLIANCE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/folder")
    assert cache_file("x") is None
    for home in ("", None):
        if home is None:
            monkeypatch.delenv("XDG_CACHE_HOME")
        else:
            monkeypatch.setenv("XDG_CACHE_HOME", home)
        monkeypatch.setenv("HOME", "/home/somebody")
        assert cache_file("x") == Path("/home/somebody/.cache/compliance/x")


def test_what_is_written_is_read(folder: Path) -> None:
    file = folder / "book-1.pickle"
    assert read_cached(file) is None
    for content in (b"content", b"", b"other" * 10_000):
        write_cached(file, content)
        assert read_cached(file) == content
        assert file.read_bytes() == hashlib.sha256(content).digest() + content
    assert [path.name for path in folder.iterdir()] == ["book-1.pickle"]


@pytest.mark.parametrize("at", [0, 31, 32, 38])
def test_what_is_damaged_is_not_read(at: int, folder: Path) -> None:
    file = folder / "book-1.pickle"
    write_cached(file, b"content")
    whole = file.read_bytes()
    for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole + b"x"):
        file.write_bytes(damaged)
        assert read_cached(file) is None
    file.write_bytes(whole)
    assert read_cached(file) == b"content"


@POSIX
def test_only_the_users_own_files_are_read(folder: Path) -> None:
    file = folder / "book-1.pickle"
    write_cached(file, b"content")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    for mode, read in ((0o644, True), (0o755, True), (0o620, False), (0o602, False), (0o600, True)):
        file.chmod(mode)
        assert (read_cached(file) == b"content") == read, oct(mode)


def test_the_eight_that_were_made_last_are_kept(folder: Path) -> None:
    write_cached(folder / "words-0.marshal", b"")
    os.utime(folder / "words-0.marshal", (1, 1))
    for number in range(11):
        file = folder / f"book-{number:02}.pickle"
        write_cached(file, b"content")
        os.utime(file, (1000 + number, 1000 + number))
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == [*(f"book-{number:02}.pickle" for number in range(3, 11)), "words-0.marshal"]


def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    write_cached(tmp_path / "file/compliance/book-1.pickle", b"content")
    taken = tmp_path / "folder/book-1.pickle"
    taken.mkdir(parents=True)
    write_cached(taken, b"content")
    assert [path.name for path in taken.parent.iterdir()] == ["book-1.pickle"]  # and nothing half written
    assert (tmp_path / "file").read_text() == "mine"
