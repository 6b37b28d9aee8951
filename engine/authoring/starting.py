"""Starts a rule (its file and three cases) or an overlay, to be filled in; says nothing of the regulation itself."""

from __future__ import annotations

import re
from pathlib import Path

from engine.rulebook import Rulebook

_TEMPLATES = Path(__file__).with_name("templates")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CASES = ("pass", "fail", "undecided")


def is_name(name: str) -> bool:
    """Whether a rule can be named so: small letters, digits, single dashes between them."""
    return _NAME.fullmatch(name) is not None


def new_rule(category: str, name: str, book: Rulebook, rules: Path, cases: Path) -> dict[Path, str]:
    """The files of a new rule and what to write into them, under the folders of rules and of cases."""
    documents = ", ".join(book.documents)
    found = {rules / category / f"{name}.yaml": _filled("rule", name, category, documents)}
    for kind in _CASES:
        found[cases / name / f"{kind}-a-first.yaml"] = _filled(kind, name, category, documents)
    return found


def new_overlay(folder: Path) -> dict[Path, str]:
    """The file of a new overlay, which is named as its folder."""
    text = (_TEMPLATES / "overlay.yaml").read_text("utf-8")
    return {folder / "overlay.yaml": text.replace("{name}", folder.absolute().name)}


def write_new(files: dict[Path, str]) -> None:
    """Writes the files; makes their folders.

    Raises:
        FileExistsError: one of them is there already; then none is written.
    """
    for path in files:
        if path.exists():
            raise FileExistsError(str(path))
        if path.parent.exists() and not path.parent.is_dir():
            raise FileExistsError(str(path.parent))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)


def _filled(template: str, name: str, category: str, documents: str) -> str:
    text = (_TEMPLATES / f"{template}.yaml").read_text("utf-8")
    for key, value in (("name", name), ("category", category), ("documents", documents)):
        text = text.replace(f"{{{key}}}", value)
    return text
