"""The same bytes whatever the number of workers, the order of files, the folder, the user's home, masks and caches.

And on other machines and Pythons: ``tests/digests/manifest.json`` says what it was on the one that wrote it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.rulebook import Rulebook
from tests.digests import outputs
from tests.digests.manifest import comparable, digests, manifest, tree, versions, writer


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the commands write, run in the plainest way."""
    home = {"HOME": os.environ.get("HOME", "/"), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return made(tmp_path_factory.mktemp("here"), outputs.Way(environment=home))


def made(scratch: Path, way: outputs.Way) -> Path:
    province, into = scratch / ("a" * way.workers), scratch / "made"
    outputs.province(province, way)
    outputs.ranked(province, into, way)
    outputs.shown(province, into, way.workers)
    province.rename(into / "province")
    return into


def test_however_the_commands_are_run(plain: Path, tmp_path: Path) -> None:
    """Two and three processes, files in another order, another folder, an empty home, other masks, seeds, zones."""
    expected = digests(plain)
    assert {name.rpartition(".")[2] for name in expected} >= {
        "html",
        "json",
        "csv",
        "xlsx",
        "docx",
        "parquet",
        "table",
    }
    assert sum(name.startswith("notices/") for name in expected) > 5
    empty = {"HOME": str(tmp_path / "home"), "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    other = {"COMPLIANCE_CACHE": "off", "PYTHONHASHSEED": "4711", "TZ": "Pacific/Apia", "COLUMNS": "40"}
    for way in (
        outputs.Way(workers=2, step=-1, umask=0o077, environment=empty),
        outputs.Way(workers=3, step=-1, environment=other),
    ):
        assert changed(digests(made(tmp_path / str(way.workers), way)), expected) == [], way


def test_as_other_machines_make_it(plain: Path, book: Rulebook, tmp_path: Path) -> None:
    """Bytes of the formats that a library writes are compared where it is of the same version."""
    known = manifest()
    if known["of"] != tree():
        pytest.skip("code, rules or cases are others than when the manifest was written: make digests")
    outputs.scored(tmp_path, book)
    outputs.inferred(tmp_path)
    same = {name for name, one in versions().items() if known["versions"][name] == one} | {""}
    told, expected = (
        {name: digest for name, digest in some.items() if writer(name) in same and _compares(name)}
        for some in (comparable(plain) | comparable(tmp_path), known["digests"])
    )
    assert len(told) > 30
    assert changed(told, expected) == []


def _compares(name: str) -> bool:
    return outputs.NATIVE or not name.startswith(outputs.SAYS_SO)


def changed(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
