"""``compliance demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.words import Command, complain, lang_of_locale, progress

if TYPE_CHECKING:
    from engine.demo.province import Made
    from engine.rulebook import Lang

_MOST = 200_000  # units for which there are names
_OFTEN = 100  # units after which progress is shown


@click.command(cls=Command)
@click.option("--units", type=click.IntRange(1, _MOST), default=300, show_default=True, metavar="N")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, metavar="FOLDER")
@click.option("--seed", default="1", show_default=True, metavar="TEXT")
@click.option("--year", "demo_year", type=click.IntRange(2021, 2098), default=2024, show_default=True)
@click.option("--formats", type=click.Choice(["json", "mixed"]), default="json", show_default=True)
@click.option("--previous", "with_previous", is_flag=True)
@click.option("--rulebook", metavar="FOLDER")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def demo(
    ctx: click.Context,
    units: int,
    folder: Path,
    seed: str,
    demo_year: int,
    formats: str,
    with_previous: bool,
    rulebook: str | None,
    lang: Lang | None,
) -> None:
    """Write a synthetic province: a roster, reports with defects put in on purpose, and the truth beside them."""
    from commands.desk import Desk
    from engine.demo.documents import can_write_pdf
    from engine.demo.province import Order, write_province
    from engine.errors import Unusable

    lang = lang or lang_of_locale()
    order = Order(units, demo_year, seed, formats == "mixed", with_previous)
    desk = Desk(ctx, rulebook=rulebook, lang=lang)
    try:
        form = desk.engine.form_tools(demo_year).form
        if with_previous and desk.engine.form_tools(demo_year - 1).form is not form:
            complain(None, "demo.previous_form", lang, year=demo_year - 1)
            ctx.exit(2)
    except Unusable as error:
        complain(None, error.key, lang, **error.values)
        ctx.exit(2)
    if order.mixed and not can_write_pdf():
        complain(None, "demo.no_pdf", lang)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            complain(str(folder), "demo.not_empty", lang)
            ctx.exit(2)
        made = write_province(order, desk.engine.book, form, folder, lambda done: _show(done, units))
    except OSError as error:
        complain(error.filename or str(folder), "cli.cannot_write", lang, why=error.strerror or str(error))
        ctx.exit(2)
    progress(0, 0, "")
    _tell(made, folder, order.year, lang)


def _show(done: int, units: int) -> None:
    if done % _OFTEN == 0:
        progress(done, units, "")


def _tell(made: Made, folder: Path, year: int, lang: Lang) -> None:
    from engine.catalogue import say as say_in

    fates = ", ".join(f"{name} {count}" for name, count in sorted(made.fates.items()))
    click.echo(say_in("demo.made", lang, units=made.units, files=made.files, folder=folder, fates=fates, year=year))
