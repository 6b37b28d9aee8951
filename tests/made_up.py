"""A rulebook of two rules that are made up, small enough for all that is shown of it to be written by hand."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.loading import default_root, load_rulebook, read_files
from engine.loading.tree import Tree
from engine.rulebook import Rulebook
from engine.score import Engine

RULE = """\
name: made-up
category: structure
title: {zh: "题|目", en: Title}
severity: warning
certainty: gap
covers: [ST-01, ST-02]
applies: {years: {from: 2019}, kinds: [department, government], levels: [prefecture]}
parameters: {most: 12}
when:
  - cell: {table: disputes, row: $row, column: upheld, value: {gt: $$most}}
  - cell: {table: disputes, row: $row, column: total, value: {in: [20, 26, 351]}}
unless:
  - cell: {table: disputes, row: $row, column: corrected, value: {gt: 60}}
  - cell: {table: disputes, row: $row, column: other, value: {gt: 999}}
because_of: {finding: {rule: made-up-too}}
missing:
  - when: {table: {table: disputes, given: 0}}
    means: not_assessable
    reason: {zh: "没有{title}", en: "no {title}"}
message: {zh: "{row}有{value}。", en: "{row} has {value}."}
remedy: {zh: "改<这>里", en: Mend it}
basis:
  - {document: form-2021, clause: {zh: 附表, en: the form}}
  - {document: form-2019, clause: {zh: 第四条, en: article 4}, forms: ["2019"]}
deduct: {each: 1.5, at_most: 4, family: few}
veto: 60
why: {zh: 因为, en: because}
limits: {zh: 没有, en: none}
"""
SECOND = """\
name: made-up-too
category: identities
title: {zh: 其二, en: Second}
severity: info
certainty: review
applies: {years: {from: 2019, to: 2020}}
when: {section: {section: other, characters: {gte: 0}}}
message: {zh: 有, en: there}
remedy: {zh: 改, en: Mend it}
basis: [{document: form-2021, clause: {zh: 附表, en: the form}}]
why: {zh: 因为, en: because}
limits: {zh: 没有, en: none}
"""
_KEPT = ("forms",)


def written(folder: Path) -> Path:
    """The rulebook's files, written into a folder."""
    root = folder / "rules"
    left_out = {path.name for path in default_root().iterdir() if path.is_dir() and path.name not in _KEPT}
    shutil.copytree(default_root(), root, ignore=lambda at, _: left_out if Path(at) == default_root() else set())
    for category, name, text in (("structure", "made-up", RULE), ("identities", "made-up-too", SECOND)):
        (root / category).mkdir()
        (root / category / f"{name}.yaml").write_text(text, encoding="utf-8")
    head = root / "rulebook.yaml"
    text = head.read_text("utf-8")
    assert text.count("families:\n") == 1
    head.write_text(text.replace("families:\n", "families:\n  few: 5\n"), encoding="utf-8")
    return root


@lru_cache(maxsize=1)
def made_up() -> tuple[Rulebook, Tree]:
    """The rulebook and its files."""
    with TemporaryDirectory() as folder:
        root = written(Path(folder))
        book = load_rulebook(root, cache=False)
        return book, Tree.of({name: content.decode() for name, content in read_files(root).items()})


@lru_cache(maxsize=1)
def made_up_engine() -> Engine:
    """What judges by it."""
    book, _ = made_up()
    return Engine(book, inference=ReferenceInference(Program(book.rules)))


@lru_cache(maxsize=1)
def made_up_texts() -> dict[str, str]:
    """The texts of its files."""
    with TemporaryDirectory() as folder:
        return {name: content.decode() for name, content in read_files(written(Path(folder))).items()}
