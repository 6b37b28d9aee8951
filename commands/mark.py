"""``compliance mark``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.beside import others_of
from commands.desk import Desk
from commands.options import Named, beside_options, decision_options, document_options
from commands.output import keep_existing, write
from commands.words import Command, complain

if TYPE_CHECKING:
    from engine.scored import Scored


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", "marked_file", metavar="FILE")
@click.option("--force", is_flag=True)
@document_options
@decision_options
@click.option("-q", "--quiet", is_flag=True)
@beside_options
@click.pass_context
def mark(
    ctx: click.Context,
    /,
    file: str,
    marked_file: str | None,
    force: bool,
    quiet: bool,
    named: Named,
    **known: Any,
) -> None:
    """Your own file back, marked: a comment at each place, cells shaded, all else untouched."""
    from engine.errors import Unusable
    from engine.mark import mark as marked
    from engine.mark import suffix_of

    desk = Desk(ctx, **known)
    others = others_of(ctx, desk, 1, named)
    content = desk.content(file)
    report = desk.scored_content(content, file, others) if content is not None else None
    if content is None or report is None:
        ctx.exit(2)
    try:
        target = _target(ctx, desk, file, marked_file, suffix_of(report.reading.source.format))
        keep_existing(ctx, target, force, desk.lang)
        found = marked(content, report, desk.engine.book, desk.lang, desk.limits)
    except Unusable as error:
        complain(file, error.key, desk.lang, **error.values)
        ctx.exit(2)
    desk.say_unused([report.card])
    for notice in found.notices:
        complain(file, notice.key, desk.lang, **notice.values)
    desk.worst(write(found.content, target, desk.lang))
    if desk.status == 0 and not quiet:
        _say_done(desk, report, target)
    failed = any(rule.status == "error" for rule in report.card.rules)
    ctx.exit(max(desk.status, 3 if failed else 0))


def _target(ctx: click.Context, desk: Desk, file: str, output: str | None, suffix: str) -> str:
    """The file to write: as named, or beside nothing else in the current folder; never the original."""
    from engine.mark.name import marked_name

    if output is None:
        if file == "-":
            complain(file, "mark.from_standard_input", desk.lang)
            ctx.exit(2)
        return marked_name(Path(file).stem, suffix, desk.lang)
    if Path(output).suffix.lower() not in (f".{suffix}", ".htm" if suffix == "html" else ""):
        complain(output, "mark.suffix", desk.lang, suffix=f".{suffix}")
        ctx.exit(2)
    if file != "-" and os.path.exists(output) and os.path.samefile(file, output):
        complain(output, "mark.itself", desk.lang)
        ctx.exit(2)
    return output


def _say_done(desk: Desk, report: Scored, target: str) -> None:
    from engine.catalogue import say

    found = [finding for finding in report.card.findings if finding.open]
    gaps = sum(finding.status == "gap" for finding in found)
    score = "—" if report.card.score is None else report.card.score
    line = say("mark.done", desk.lang, score=score, gaps=gaps, reviews=len(found) - gaps, file=target)
    desk.worst(write(line + "\n", None, desk.lang))
