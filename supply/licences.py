"""Licences of all that is locked, checked and written down: ``python -m supply.licences`` writes docs/licences.md.

The licence is what the package says of itself (its metadata), or, where that is missing or unclear, what
``licences.toml`` states; the policy is there too.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from supply.pins import FOLDER, Pin, pins_of

PAGE = FOLDER.parent / "docs/licences.md"
_TITLES = {
    "runtime": "What every installation has",
    "extras": "What the extras for users add",
    "development": "What tests, lint and types add",
    "build": "What builds it",
}
_CLASSIFIER = "License :: OSI Approved :: "
_REASON = re.compile(r'^ *"([A-Za-z0-9._-]+)[^"\n]*", *# (.+)$', re.MULTILINE)
_HEAD = """# Licences

Written by `make licences`; a test checks that it is true of what is installed. The wheel and the sdist of the
project hold no code of others: what is listed here is installed beside it by pip, each package under the licence
that it says itself. The project is under [Apache-2.0](../LICENSE).

**Policy** (`supply/licences.toml`). Allowed: {allowed}. Of licences to choose from (`OR`) one must be allowed, of
those that hold together (`AND`) all. MPL-2.0 is allowed package by package, where the files are used as they come.
GPL, AGPL and LGPL are not, but for shared libraries inside wheels, which are told below. A package that does not say
its licence clearly is looked at by a person.
"""
_FOOT = """
What the benchmarks compare with (extra `bench`, `make bench`) and the auditor (`make audit`) are not listed: they are
installed for a measurement, and neither is part of the project or imported by it.
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """``licences.toml``: what is allowed, how packages write it, and what is known of single packages."""

    allowed: Sequence[str]
    words: Mapping[str, str]
    stated: Mapping[str, str]
    exceptions: Mapping[str, Mapping[str, str]]
    carries: Mapping[str, str]

    def allows(self, name: str, licence: str) -> bool:
        """Whether a package may be under this licence, an expression of SPDX.

        Of what ``AND`` joins all must be allowed, of each ``OR`` one.
        """
        excepted = self.exceptions.get(name, {}).get("licence")
        parts = (part.strip("() ").split(" OR ") for part in licence.split(" AND "))
        return licence == excepted or all(any(one in self.allowed for one in part) for part in parts)

    def licence(self, name: str) -> str | None:
        """The licence of a package: its own word if it is clear, else what is stated."""
        return self._said(name) or self.stated.get(name)

    def _said(self, name: str) -> str | None:
        """What an installed package says; its older fields count only where they name a licence known here."""
        try:
            about = metadata(name)
        except PackageNotFoundError:
            return None
        expression = about.get_all("License-Expression")
        if expression:
            return str(expression[0])
        classifiers = [
            text.removeprefix(_CLASSIFIER) for text in about.get_all("Classifier") or [] if _CLASSIFIER in text
        ]
        for text in (*(about.get_all("License") or []), *(classifiers if len(classifiers) == 1 else ())):
            known = self.words.get(str(text), str(text))
            if known in self._known():
                return known
        return None

    def _known(self) -> set[str]:
        return {*self.allowed, *self.words.values(), *(item["licence"] for item in self.exceptions.values())}


def policy() -> Policy:
    """The policy as it is written down."""
    return Policy(**tomllib.loads(Path(__file__).with_name("licences.toml").read_text(encoding="utf-8")))


def faults(pins: Sequence[Pin], rules: Policy) -> list[str]:
    """What is wrong with the licences of these packages, a line for each."""
    found = []
    for name in sorted({pin.name for pin in pins}):
        licence = rules.licence(name)
        if licence is None:
            found.append(
                f"{name}: says no licence clearly; read its licence file and state it in supply/licences.toml"
            )
        elif not rules.allows(name, licence):
            found.append(f"{name}: {licence} is not allowed; see supply/licences.toml")
    return found


def page(rules: Policy) -> str:
    """The page about all licences."""
    reasons = _reasons()
    parts = [_HEAD.format(allowed=", ".join(rules.allowed))]
    for layer, title in _TITLES.items():
        parts.append(f"\n## {title}\n\n| package | version | licence | why |\n| --- | --- | --- | --- |\n")
        parts += [_row(pin, rules, reasons) for pin in pins_of(layer)]
    parts.append("\n## Exceptions\n\n")
    parts += [f"- {name} ({item['licence']}): {item['reason']}.\n" for name, item in sorted(rules.exceptions.items())]
    parts.append("\n## Libraries inside wheels\n\n")
    parts += [f"- {name}: {what}.\n" for name, what in sorted(rules.carries.items())]
    return "".join(parts) + _FOOT


def _row(pin: Pin, rules: Policy, reasons: Mapping[str, str]) -> str:
    others = ", ".join(name for name in pin.needed_by if not name.startswith("compliance"))
    why = reasons.get(pin.name) or f"for {others}"
    where = f" (only where `{pin.marker}`)" if pin.marker else ""
    return f"| {pin.name} | {pin.version} | {rules.licence(pin.name)} | {why}{where} |\n"


def _reasons() -> dict[str, str]:
    """Why the project asks for a package: the comment behind it in pyproject.toml."""
    text = (FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8")
    return {canonicalize_name(name): reason for name, reason in _REASON.findall(text)}


def main() -> int:
    """Writes the page; says what is not allowed."""
    rules = policy()
    wrong = faults([pin for layer in _TITLES for pin in pins_of(layer)], rules)
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        PAGE.write_text(page(rules), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
