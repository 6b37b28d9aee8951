"""Reads old and foreign office files (.doc, .wps, .rtf, .odt, .xls, .ods) through LibreOffice, where it is installed.

LibreOffice runs without a window, with a profile of its own in a temporary folder, macros off,
and a proxy that does not exist, so that no link in a document is followed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers.document import Document
from engine.readers.formats import docx, xlsx
from engine.readers.formats.package import is_encrypted_office
from engine.readers.sniff import sniff

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SECONDS = 120  # far above what a report takes; the reader's own limit is usually lower
_SHEETS = ("xls", "ods")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The document in an office file.

    Raises:
        Unusable: LibreOffice is not installed or cannot open the file.
    """
    into, found = converted(content)
    return xlsx.read(found, limits) if into == "xlsx" else docx.read(found, limits)


def converted(content: bytes) -> tuple[str, bytes]:
    """The file as ``docx`` or ``xlsx``, and which of them.

    Raises:
        Unusable: as :func:`read`.
    """
    kind = sniff(content)
    if is_encrypted_office(content):
        raise Unusable("package.encrypted")
    program = _program()
    if program is None:
        raise Unusable("office.not_installed")
    into = "xlsx" if kind in _SHEETS else "docx"
    return into, _converted(program, content, kind, into)


def _program() -> str | None:
    """Where LibreOffice is."""
    found = (shutil.which(name) for name in _PROGRAMS)
    return next((path for path in (*found, *_PLACES) if path and os.path.exists(path)), None)


def _converted(program: str, content: bytes, kind: str, into: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="compliance-", ignore_cleanup_errors=True) as folder:
        profile, source, target = Path(folder, "profile"), Path(folder, f"in.{kind}"), Path(folder, f"in.{into}")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        source.write_bytes(content)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        try:
            subprocess.run(  # noqa: S603 (a fixed program on a file of our own)
                [*command, "--convert-to", into, "--outdir", folder, str(source)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise Unusable("office.failed") from None
