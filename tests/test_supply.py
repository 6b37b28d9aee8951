"""What it is built from: the lock agrees with pyproject.toml, licences with the policy; audits are honest."""

from __future__ import annotations

import json
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("packaging")
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply import audit
from supply.advisories import Advisory, known_in
from supply.licences import PAGE, Policy, faults, page, policy
from supply.pins import AUDIT, FOLDER, LAYERS, Pin, pins_of, read_pins

PROJECT: dict[str, Any] = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))
ALL = [pin for layer in LAYERS for pin in pins_of(layer)]
SHIPPED = ("build", "runtime", "extras", "development")  # what `make test` installs


def layers_upto(layer: str) -> list[Pin]:
    return [pin for name in LAYERS[: LAYERS.index(layer) + 1] for pin in pins_of(name)]


def asked() -> Iterator[tuple[str, Requirement]]:
    """Every requirement of pyproject.toml, with the layer by which it must be there."""
    optional = PROJECT["project"]["optional-dependencies"]
    lists = [("runtime", PROJECT["project"]["dependencies"])]
    for extra, wanted in optional.items():
        lists.append(({"dev": "development", "bench": "contest", "fuzz": "fuzz"}.get(extra, "extras"), wanted))
    groups = PROJECT["dependency-groups"]
    lists += [("build", [*groups["build"], *PROJECT["build-system"]["requires"]]), (AUDIT, groups["audit"])]
    for layer, wanted in lists:
        for text in wanted:
            yield layer, Requirement(text)


@pytest.mark.parametrize(("layer", "wanted"), list(asked()), ids=lambda item: str(item))
def test_what_the_project_asks_for_is_locked(layer: str, wanted: Requirement) -> None:
    name = canonicalize_name(wanted.name)
    if name == "compliance":  # an extra of our own: what it asks for is in this list too
        assert wanted.extras <= set(PROJECT["project"]["optional-dependencies"])
        return
    locked = [pin for pin in (pins_of(AUDIT) if layer == AUDIT else layers_upto(layer)) if pin.name == name]
    assert locked, f"{name} is not in locks/: run make lock"
    for pin in locked:
        assert wanted.specifier.contains(pin.version), f"{pin.name} {pin.version} is not {wanted}: run make lock"


def test_every_pin_has_digests_and_stands_once() -> None:
    for pins in (ALL, pins_of(AUDIT)):
        assert len({(pin.name, pin.marker) for pin in pins}) == len(pins)
        for pin in pins:
            assert pin.digests, pin.name
            assert all(digest.startswith("sha256:") and len(digest) == 7 + 64 for digest in pin.digests)


def test_nothing_is_locked_that_nobody_asks_for() -> None:
    names = {pin.name for pin in ALL}
    direct = {canonicalize_name(wanted.name) for layer, wanted in asked() if layer != AUDIT}
    for pin in ALL:
        assert pin.name in direct or set(pin.needed_by) & names, f"{pin.name} is needed by none: run make lock"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_complete_with_those_before_it(layer: str) -> None:
    """What each installed package asks for on this machine is locked, in this layer or before."""
    there = layers_upto(layer)
    names = {pin.name for pin in there if pin.here()}
    for pin in there:
        for wanted in required_by(pin):
            assert canonicalize_name(wanted.name) in names, f"{pin.name} asks for {wanted}"


def required_by(pin: Pin) -> Iterator[Requirement]:
    try:
        texts = distribution(pin.name).requires or []
    except PackageNotFoundError:
        return
    for text in texts:
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield wanted


def test_what_is_no_pin_is_refused() -> None:
    with pytest.raises(ValueError, match="not at one version"):
        read_pins("click>=8 \\\n    --hash=sha256:00\n")
    one, two = read_pins(
        "# head\na==1 ; python_version < '3' \\\n    --hash=sha256:00\n    # via\n    #   b\n    #   c\nb==2\n"
    )
    assert (one.name, one.version, one.digests, one.needed_by, one.here()) == (
        "a",
        "1",
        ("sha256:00",),
        ("b", "c"),
        False,
    )
    assert (two.name, two.needed_by, two.here()) == ("b", (), True)


def test_licences_are_allowed() -> None:
    assert faults([pin for layer in SHIPPED for pin in pins_of(layer)], policy()) == []


def test_the_page_of_licences_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(policy()), "run make licences"


def test_every_package_says_why_it_is_there() -> None:
    assert not [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if "| for  |" in line or "| for |" in line
    ]


def test_what_is_stated_is_asked_for() -> None:
    """An exception or a statement about a package that is gone is no longer true of anything."""
    rules = policy()
    names = {pin.name for layer in SHIPPED for pin in pins_of(layer)}
    assert {*rules.stated, *rules.exceptions, *rules.carries} <= names


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND BSD-3-Clause", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("MPL-2.0", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_the_policy(licence: str, allowed: bool) -> None:
    rules = Policy(("MIT", "BSD-3-Clause"), {}, {}, {"kept": {"licence": "MPL-2.0", "reason": "…"}}, {})
    assert rules.allows("other", licence) is allowed
    assert rules.allows("kept", "MPL-2.0")


def test_a_package_without_a_clear_licence_is_told() -> None:
    rules = Policy((), {}, {"stated-one": "GPL-3.0-only"}, {}, {})
    pins = read_pins("nowhere-installed==1\nstated-one==2\n")
    first, second = faults(pins, rules)
    assert "no licence clearly" in first
    assert first.startswith("nowhere-installed:")
    assert second.startswith("stated-one: GPL-3.0-only is not allowed")


# Advisories: made up, in the format of OSV.
def advisory(number: str, package: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    affected = {"package": {"ecosystem": "PyPI", "name": package}, "ranges": ranges, **more.pop("affected", {})}
    return {"id": number, "modified": "2026-11-01T00:00:00Z", "affected": [affected], **more}


def dump(folder: Path, *records: dict[str, Any]) -> Path:
    file = folder / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for record in records:
            archive.writestr(f"{record['id']}.json", json.dumps(record))
    return file


PINS = read_pins("one-package==1.5\nother==2.0\n")


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.5"}], False),
        ([{"introduced": "0"}, {"fixed": "1.10"}], True),
        ([{"introduced": "1.6"}], False),
        ([{"introduced": "1.5"}, {"last_affected": "1.5"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.4"}], False),
        ([{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "1.4"}, {"fixed": "1.9"}], True),
        ([{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "1.4"}, {"fixed": "1.5"}], False),
        ([{"introduced": "no version"}], True),
    ],
)
def test_a_range_of_versions_hits_or_not(tmp_path: Path, events: list[dict[str, str]], hit: bool) -> None:
    found, count, newest = known_in(dump(tmp_path, advisory("X-1", "One_Package", *events)), PINS)
    assert (bool(found), count, newest) == (hit, 1, "2026-11-01")


def test_advisories_are_told_with_what_mends_them(tmp_path: Path) -> None:
    file = dump(
        tmp_path,
        advisory("X-1", "one.package", {"introduced": "0"}, {"fixed": "1.6"}),
        advisory("X-2", "other", affected={"versions": ["2.0"]}),
        advisory("X-3", "other", {"introduced": "0"}, withdrawn="2026-10-01T00:00:00Z"),
        advisory("X-4", "absent", {"introduced": "0"}),
    )
    expected = [Advisory("one-package", "1.5", "X-1", ("1.6",)), Advisory("other", "2.0", "X-2", ())]
    assert known_in(file, PINS) == (expected, 4, "2026-11-01")


def test_an_audit_by_a_dump_says_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--database", str(dump(tmp_path, advisory("X-1", "lxml", {"introduced": "0"})))]) == 1
    assert capsys.readouterr().out.startswith("lxml ")
    assert audit.main(["--database", str(dump(tmp_path, advisory("X-1", "absent", {"introduced": "0"})))]) == 0
    assert "nothing known" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"{}"])
def test_what_is_no_dump_is_no_good_news(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.zip"
    file.write_bytes(content)
    assert audit.main(["--database", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_empty_dump_is_no_good_news(tmp_path: Path) -> None:
    assert audit.main(["--database", str(dump(tmp_path))]) == 2


def auditor(folder: Path, answer: str) -> str:
    """A pip-audit that gives this answer."""
    file = folder / "pip-audit"
    file.write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    file.chmod(0o755)
    return str(file)


def answered(**vulnerable: list[dict[str, Any]]) -> str:
    names = sorted({(pin.name, pin.version) for pin in (*ALL, *pins_of(AUDIT)) if pin.here()})
    listed = [{"name": name, "version": version, "vulns": vulnerable.get(name, [])} for name, version in names]
    return json.dumps({"dependencies": listed, "fixes": []})


@pytest.mark.skipif(sys.platform == "win32", reason="starts a script by its first line")
def test_an_audit_by_the_index_says_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--auditor", auditor(tmp_path, answered())]) == 0
    one = answered(lxml=[{"id": "X-1", "fix_versions": ["99"]}])
    capsys.readouterr()
    assert audit.main(["--auditor", auditor(tmp_path, one)]) == 1
    assert "X-1; fixed in 99" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="starts a script by its first line")
def test_an_auditor_that_was_not_answered_is_no_good_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pip-audit itself says that nothing is known when it could not ask about a single package."""
    skipped = json.dumps({"dependencies": [{"name": "lxml", "skip_reason": "not found"}]})
    for answer in (skipped, '{"dependencies": []}', "no JSON", "[]"):
        assert audit.main(["--auditor", auditor(tmp_path, answer)]) == 3
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)
        assert told.err.startswith("not audited")
    assert audit.main(["--auditor", str(tmp_path / "absent")]) == 3
