"""``compliance score``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from commands.beside import others_of
from commands.desk import Desk
from commands.options import Named, beside_options, decision_options, document_options, number
from commands.output import form_of, width, write
from commands.words import Command, complain
from engine.reporters import REPORTERS, Layout, reporter

if TYPE_CHECKING:
    from engine.rulebook import Lang
    from engine.scorecard import Scorecard

_RANKS = {"error": 0, "warning": 1, "info": 2}


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(list(REPORTERS)))
@click.option("-o", "--output", metavar="FILE")
@document_options
@decision_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True)
@click.option("--fail-under", callback=number, metavar="N")
@click.option("--no-color", is_flag=True)
@click.option("-q", "--quiet", is_flag=True)
@click.option("--what-if", is_flag=True)
@beside_options
@click.pass_context
def score(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    form: str | None,
    output: str | None,
    fail_on: str,
    fail_under: Decimal | None,
    no_color: bool,
    quiet: bool,
    what_if: bool,
    named: Named,
    **known: Any,
) -> None:
    """Score reports (Word, PDF, web page, workbook, scan, text or report.json; - is standard input)."""
    desk = Desk(ctx, apart=len(files) > 1, **known)
    others = others_of(ctx, desk, len(files), named)
    reports = [found for file in files if (found := desk.scored(file, others, what_if)) is not None]
    cards = [report.card for report in reports]
    desk.say_unused(cards)
    if reports and not (quiet and output is None):
        layout = Layout(desk.lang, width(), len(files) > 1)
        desk.worst(write(reporter(form or form_of(output, REPORTERS))(reports, layout), output, desk.lang))
    ctx.exit(max(desk.status, _verdict(cards, fail_on, fail_under, desk.lang)))


def _verdict(cards: list[Scorecard], fail_on: str, fail_under: Decimal | None, lang: Lang) -> int:
    failed = [rule for card in cards for rule in card.rules if rule.status == "error"]
    if failed:
        complain(None, "cli.rule_failed", lang, count=len(failed), why=failed[0].reason)
        return 3
    worst = _RANKS.get(fail_on, -1)
    gaps = any(f.status == "gap" and f.open and _RANKS[f.severity] <= worst for card in cards for f in card.findings)
    under = fail_under is not None and any(card.score is None or card.score < fail_under for card in cards)
    return int(gaps or under)
