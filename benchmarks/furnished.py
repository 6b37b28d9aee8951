"""A workbench's database: a synthetic province, accounts, and most reports handed in and scored."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from engine.demo.province import ROSTER, TRUTH, Order, write_province
from engine.limits import DEFAULT
from engine.loading import default_root, load_rulebook
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from web.app import pool_of
from web.book import Book
from web.workbench.clock import now
from web.workbench.database import Database
from web.workbench.passwords import hashed
from web.workbench.people import Person
from web.workbench.roster import bring_in
from web.workbench.scoring import Scorer
from web.workbench.submissions import submit
from web.workbench.tables import Account, Job, Unit
from web.workbench.watched import Counts

PASSWORD = "correct horse battery"
YEAR = 2024
CLERKS, READERS = 50, 200


def furnish(address: str, units: int, previous: bool = False) -> None:
    """Makes the tables, accounts (``clerk-N``, ``reader-N``, ``admin``), and hands in the reports of a province."""
    book = load_rulebook()
    form = book.form(YEAR)
    assert form is not None
    database = Database(address)
    database.upgrade()
    with tempfile.TemporaryDirectory(prefix="compliance-") as name:
        folder = Path(name)
        order = Order(units, YEAR, "load", previous=previous)
        write_province(order, book, form, folder, lambda _: None)
        roster = read_roster((folder / ROSTER).read_bytes(), roster_words(default_root()), ROSTER)
        with database.writing() as session:
            bring_in(session, "", roster)
        with database.writing() as session:
            session.add_all(_accounts(list(roster.units)))
        _hand_in(database, list(_files(folder, previous)))
    _score(database, book.digest)
    database.close()


def _accounts(codes: list[str]) -> Iterator[Account]:
    """All with one password: making it costs a while."""
    kept = hashed(PASSWORD, "nobody")

    def account(name: str, role: str, unit: str | None = None) -> Account:
        return Account(name=name, password=kept, role=role, unit=unit, region="", active=True, made_at=now())

    yield account("admin", "administrator")
    yield from (account(f"reader-{n}", "reviewer") for n in range(READERS))
    yield from (account(f"clerk-{n}", "submitter", codes[n * len(codes) // CLERKS]) for n in range(CLERKS))


def _files(folder: Path, previous: bool) -> Iterator[tuple[str, int, Path]]:
    """Whose report on which year is where; what the year before was called is known by its name."""
    for line in json.loads((folder / TRUTH).read_text("utf-8"))["reports"]:
        for file in line["files"][:1]:
            yield line["code"], YEAR, folder / file
            before = folder / file.replace(str(YEAR), str(YEAR - 1))
            if previous and before.exists():
                yield line["code"], YEAR - 1, before


def _hand_in(database: Database, files: list[tuple[str, int, Path]]) -> None:
    with database.reading() as session:
        admin = session.scalars(select(Account).where(Account.name == "admin")).one()
    person = Person(admin.id, admin.name, admin.role, None, "")
    for start in range(0, len(files), 100):
        with database.writing() as session:
            for code, year, path in files[start : start + 100]:
                unit = session.get_one(Unit, code)
                submit(session, person, unit, year, path.read_bytes(), path.name, None)


def _score(database: Database, digest: str) -> None:
    pool = pool_of("web.workbench.tasks", 2, DEFAULT, Book())
    scorer = Scorer(database, pool, Book(), digest, 2, Counts())
    scorer.start()
    while True:
        with database.reading() as session:
            left = session.scalar(select(func.count()).select_from(Job)) or 0
        print(f"\rto be scored: {left:6}", end="", file=sys.stderr, flush=True)
        if not left:
            break
        time.sleep(1)
    print(file=sys.stderr)
    scorer.end()
    pool.close()


if __name__ == "__main__":
    furnish(sys.argv[1], int(sys.argv[2]), len(sys.argv) > 3)
