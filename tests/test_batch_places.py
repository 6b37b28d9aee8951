"""Where documents are: paths, and addresses of an object store that is in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.batch.inputs import Document, Inputs, documents_of
from engine.batch.places import content_at, is_address, listed_at
from engine.errors import Unusable
from engine.limits import Limits

fsspec = pytest.importorskip("fsspec")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s3://bucket/a.json", True),
        ("file:///a/b.json", True),
        ("simplecache::s3://bucket", True),
        ("zip::simplecache::s3://bucket", True),
        ("git+ssh://host/a", True),
        ("a.b-c9://x", True),
        ("/a/b.json", False),
        ("C:\\reports", False),
        ("c:/reports", False),
        ("S3://bucket", False),
        ("9s://bucket", False),
        ("reports/s3://bucket", False),
        ("://bucket", False),
        ("s3:/bucket", False),
        ("", False),
    ],
)
def test_what_is_an_address(path: str, expected: bool) -> None:
    assert is_address(path) is expected


@pytest.fixture
def bucket() -> Iterator[Any]:
    """A store with documents, and what is none."""
    store = fsspec.filesystem("memory")
    for name in (
        "b.json", "a/2.pdf", "a/1.docx", "a/notes.log", "a/.1.docx", ".git/x.json", "a/.old/x.json", "c.d/1.TXT",
    ):  # fmt: skip
        store.pipe(f"/bucket/{name}", name.encode())
    yield store
    store.rm("/bucket", recursive=True)


ALL = ["a/1.docx", "a/2.pdf", "b.json", "c.d/1.TXT"]


@pytest.mark.usefixtures("bucket")
def test_documents_at_an_address() -> None:
    for address in ("memory://bucket", "memory://bucket/"):
        listed = listed_at(address)
        assert listed is not None
        assert list(listed) == ALL
        documents = list(documents_of(Inputs((address,))))
        assert documents == [Document(name, f"memory://bucket/{name}") for name in ALL]
    assert listed_at("memory://bucket/b.json") is None
    assert list(documents_of(Inputs(("memory://bucket/b.json",)))) == [Document("b.json", "memory://bucket/b.json")]
    both = list(documents_of(Inputs(("memory://bucket/c.d/", "memory://bucket/b.json"))))
    assert [(document.file, document.path) for document in both] == [
        ("memory://bucket/b.json", "memory://bucket/b.json"),
        ("memory://bucket/c.d/1.TXT", "memory://bucket/c.d/1.TXT"),
    ]


def test_what_is_at_an_address(bucket: Any) -> None:
    assert content_at("memory://bucket/a/2.pdf") == b"a/2.pdf"
    bucket.pipe("/bucket/large.txt", b"x" * (1 << 20))
    assert len(content_at("memory://bucket/large.txt", Limits(size=1))) == 1 << 20
    bucket.pipe("/bucket/large.txt", b"x" * ((1 << 20) + 1))
    assert len(content_at("memory://bucket/large.txt")) == (1 << 20) + 1


def told(address: str, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(Unusable) as refusal:
        content_at(address, limits)
    return refusal.value.line("en")


def test_what_cannot_be_had_from_an_address(bucket: Any) -> None:
    assert told("memory://bucket/nothing.json") == "no such file"
    bucket.pipe("/bucket/large.txt", b"x" * ((1 << 20) + 1))
    assert (
        told("memory://bucket/large.txt", Limits(size=1))
        == "the file is larger than 1 MB (--limit size=N allows more)"
    )
    assert told("nosuch://bucket/x.json").startswith(
        "the file cannot be opened: ValueError: Protocol not known: nosuch"
    )
    with pytest.raises(Unusable) as refusal:
        listed_at("memory://empty")
    assert (refusal.value.key, refusal.value.values) == ("batch.nothing_there", {"address": "memory://empty"})
    with pytest.raises(Unusable) as refusal:
        listed_at("nosuch://bucket")
    assert refusal.value.key == "batch.bad_address"
    assert str(refusal.value.values["why"]).startswith("ValueError: Protocol not known")
