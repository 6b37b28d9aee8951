"""``compliance rules list|show|facts|explain``: what rules say, and what they see in a report."""

from __future__ import annotations

from typing import Any

import click

from commands.desk import Desk
from commands.options import document_options, rulebook_options, table_or_json
from commands.output import write
from commands.words import Command, complain


@click.command("list", cls=Command)
@click.option("--category", metavar="NAME")
@table_or_json
@rulebook_options
@click.pass_context
def list_rules(ctx: click.Context, /, category: str | None, form: str, **known: Any) -> None:
    """List the rules."""
    from engine.authoring.listing import list_as_json, list_as_table, listed

    desk = Desk(ctx, **known)
    categories = [item.id for item in desk.engine.book.categories]
    if category is not None and category not in categories:
        complain(None, "rules.none_of_category", desk.lang, name=category, known=", ".join(categories))
        ctx.exit(2)
    rows = listed(desk.engine.book, category, desk.lang)
    text = list_as_json(rows) if form == "json" else list_as_table(rows, desk.engine.book, desk.lang)
    ctx.exit(write(text, None, desk.lang))


@click.command(cls=Command)
@click.argument("name", metavar="RULE")
@table_or_json
@rulebook_options
@click.pass_context
def show(ctx: click.Context, /, name: str, form: str, **known: Any) -> None:
    """Show everything that a rule says, and the file that says it."""
    from engine.authoring.listing import said, said_as_json, said_as_text
    from engine.loading import read_overlaid

    desk = Desk(ctx, **known)
    rows = said(desk.rule(ctx, name), desk.engine.book, read_overlaid(desk.root, known["overlay"]), desk.lang)
    ctx.exit(write(said_as_json(rows) if form == "json" else said_as_text(rows, desk.lang), None, desk.lang))


@click.command(cls=Command)
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--kind-of-fact", "fact_kind", metavar="KIND")
@click.option("--vocabulary", is_flag=True)
@table_or_json
@document_options
@click.pass_context
def facts(
    ctx: click.Context, /, file: str | None, fact_kind: str | None, vocabulary: bool, form: str, **known: Any
) -> None:
    """List the facts of a report, or explain what facts there are."""
    from engine.authoring.measured import facts_as_lines, facts_as_table, vocabulary_as_lines, vocabulary_as_table
    from engine.errors import Unusable
    from engine.facts import VOCABULARY

    desk = Desk(ctx, **known)
    if fact_kind is not None and fact_kind not in VOCABULARY:
        complain(None, "fact.no_kind", desk.lang, name=fact_kind, known=", ".join(VOCABULARY))
        ctx.exit(2)
    if vocabulary:
        kinds = [fact_kind] if fact_kind else list(VOCABULARY)
        draw = vocabulary_as_lines if form == "json" else vocabulary_as_table
        ctx.exit(write(draw(kinds, desk.lang), None, desk.lang))
    if file is None:
        complain(None, "fact.needs_file", desk.lang)
        ctx.exit(2)
    reading = desk.read(file)
    if reading is None:
        ctx.exit(desk.status)
    try:
        found = desk.engine.facts(reading, desk.given)
    except Unusable as error:
        complain(file, error.key, desk.lang, **error.values)
        ctx.exit(2)
    chosen = [fact for fact in found if fact_kind in (None, fact.kind)]
    text = facts_as_lines(chosen, desk.lang) if form == "json" else facts_as_table(chosen, desk.lang)
    ctx.exit(write(text, None, desk.lang))


@click.command(cls=Command)
@click.argument("name", metavar="RULE")
@click.argument("file", metavar="FILE")
@document_options
@click.pass_context
def explain(ctx: click.Context, /, name: str, file: str, **known: Any) -> None:
    """Explain what became of a rule on a report."""
    from engine.authoring.explain import explain as explanation
    from engine.authoring.explain_words import explained
    from engine.errors import Unusable
    from engine.inference.program import InferenceFailed

    desk = Desk(ctx, **known)
    rule = desk.rule(ctx, name)
    reading = desk.read(file)
    if reading is None:
        ctx.exit(desk.status)
    engine = desk.engine.governing(reading, desk.given)
    if rule.name not in (names := [item.name for item in engine.book.rules]):
        complain(file, "explain.not_used", desk.lang, name=name)
        ctx.exit(2)
    rule = engine.book.rules[names.index(rule.name)]
    try:
        found = explanation(engine, rule, reading, desk.given, desk.lang)
    except Unusable as error:
        complain(file, error.key, desk.lang, **error.values)
        ctx.exit(2)
    except InferenceFailed as error:
        complain(None, "cli.rule_failed", desk.lang, count=1, why=str(error))
        ctx.exit(3)
    ctx.exit(write(explained(found, desk.engine.book, desk.lang), None, desk.lang))
