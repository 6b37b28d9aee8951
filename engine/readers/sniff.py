"""What a document is, told by its content and not by its name."""

from __future__ import annotations

from engine.limits import DEFAULT, Limits

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF87a", b"GIF89a")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFD = b"OFD.xml"  # the entry that every file of this kind has
_PDF_WITHIN = 1024  # bytes; some programs write something before the file


def sniff(content: bytes, limits: Limits = DEFAULT) -> str:
    """The kind: pdf, image, docx, xlsx, odt, ods, ofd, another zip, doc, xls, rtf, or text."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return "pdf"
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return "image"
    if content.startswith(b"PK\x03\x04"):
        from engine.readers.formats.package import kind

        return kind(content, limits) or ("ofd" if _OFD in content else "zip")
    if content.startswith(_OLE):
        # Streams are named in UTF-16; WPS writes the same two kinds of file.
        return "xls" if _named(content, "Workbook") or _named(content, "Book") else "doc"
    if content.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return "text"


def holds_tables(content: bytes) -> bool:
    """Whether a text that is no web page holds tables written as HTML, as Markdown may."""
    lower = content.lower()
    return b"<table" in lower and b"</table" in lower


def _named(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") + b"\0\0" in content
