"""Office files without the time at which they were written."""

from __future__ import annotations

import io
import re
import zipfile

_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can say


def timeless(content: bytes) -> bytes:
    """The same package, with the same bytes whenever and wherever it is written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, _STAMP.sub(b"", part) if name == _CORE else part)
    return stream.getvalue()
