"""``compliance rules``: the tools of those who write rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.desk import Desk
from commands.options import document_options, rulebook_options
from commands.output import write
from commands.words import Group, complain, lang_of_locale

if TYPE_CHECKING:
    from engine.rulebook import Lang, Rule

_FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group(cls=Group)
def rules() -> None:
    """Show, check and change the rules."""


@rules.command("list")
@click.option("--category", metavar="NAME")
@_FORMAT
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


@rules.command()
@click.argument("name", metavar="RULE")
@_FORMAT
@rulebook_options
@click.pass_context
def show(ctx: click.Context, /, name: str, form: str, **known: Any) -> None:
    """Show everything that a rule says, and the file that says it."""
    from engine.authoring.listing import said, said_as_json, said_as_text

    desk = Desk(ctx, **known)
    rows = said(_rule(ctx, desk, name), desk.engine.book, desk.lang)
    ctx.exit(write(said_as_json(rows) if form == "json" else said_as_text(rows, desk.lang), None, desk.lang))


@rules.command()
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--kind-of-fact", "fact_kind", metavar="KIND")
@click.option("--vocabulary", is_flag=True)
@_FORMAT
@document_options
@click.pass_context
def facts(
    ctx: click.Context, /, file: str | None, fact_kind: str | None, vocabulary: bool, form: str, **known: Any
) -> None:
    """List the facts of a report, or explain what facts there are."""
    from engine.authoring.measured import facts_as_lines, facts_as_table, vocabulary_as_lines, vocabulary_as_table
    from engine.facts import VOCABULARY
    from engine.score import NoForm

    desk = Desk(ctx, **known)
    if fact_kind is not None and fact_kind not in VOCABULARY:
        complain(None, "facts.no_kind", desk.lang, name=fact_kind, known=", ".join(VOCABULARY))
        ctx.exit(2)
    if vocabulary:
        kinds = [fact_kind] if fact_kind else list(VOCABULARY)
        draw = vocabulary_as_lines if form == "json" else vocabulary_as_table
        ctx.exit(write(draw(kinds, desk.lang), None, desk.lang))
    if file is None:
        complain(None, "facts.needs_file", desk.lang)
        ctx.exit(2)
    reading = desk.read(file)
    if reading is None:
        ctx.exit(desk.status)
    try:
        found = desk.engine.facts(reading, desk.given)
    except NoForm as error:
        complain(file, "report.no_form", desk.lang, year=error.year, first=error.first, last=error.last)
        ctx.exit(2)
    chosen = [fact for fact in found if fact_kind in (None, fact.kind)]
    text = facts_as_lines(chosen, desk.lang) if form == "json" else facts_as_table(chosen, desk.lang)
    ctx.exit(write(text, None, desk.lang))


@rules.command()
@click.argument("name", metavar="RULE")
@click.argument("file", metavar="FILE")
@document_options
@click.pass_context
def explain(ctx: click.Context, /, name: str, file: str, **known: Any) -> None:
    """Explain what became of a rule on a report."""
    from engine.authoring.explain import explain as explanation
    from engine.authoring.explain_words import explained
    from engine.inference.program import InferenceFailed
    from engine.score import NoForm

    desk = Desk(ctx, **known)
    rule = _rule(ctx, desk, name)
    reading = desk.read(file)
    if reading is None:
        ctx.exit(desk.status)
    try:
        found = explanation(desk.engine, rule, reading, desk.given, desk.lang)
    except NoForm as error:
        complain(file, "report.no_form", desk.lang, year=error.year, first=error.first, last=error.last)
        ctx.exit(2)
    except InferenceFailed as error:
        complain(None, "cli.rule_failed", desk.lang, count=1, why=str(error))
        ctx.exit(3)
    ctx.exit(write(explained(found, desk.engine.book, desk.lang), None, desk.lang))


@rules.command()
@click.argument("folder", required=False, metavar="[FOLDER]")
@click.option("--cases", metavar="FOLDER")
@_FORMAT
@rulebook_options
@click.pass_context
def lint(
    ctx: click.Context, /, folder: str | None, cases: str | None, form: str, rulebook: str | None, lang: Lang | None
) -> None:
    """Name every problem of a rulebook: what keeps it from loading, and what cannot be meant."""
    from engine.authoring.lint import as_json
    from engine.authoring.lint import lint as problems_of
    from engine.cases import kinds_of_cases
    from engine.loading import RulebookError, default_root

    language = lang or lang_of_locale()
    root = Path(folder or rulebook or default_root())
    beside = Path(cases) if cases else root.parent / "cases"
    kinds = kinds_of_cases(beside) if beside.is_dir() else None
    if kinds is None:
        complain(str(beside), "lint.no_cases", language)
        if cases:
            ctx.exit(2)
    try:
        problems = problems_of(root, kinds)
    except (RulebookError, OSError) as error:
        complain(None, "cli.bad_rulebook", language, why=str(error))
        ctx.exit(2)
    text = "".join(problem.text(language) + "\n" for problem in problems)
    status = write(as_json(problems, language) if form == "json" else text, None, language)
    key = "lint.found" if problems else "lint.clean"
    complain(None, key, language, count=len(problems), files=len({problem.file for problem in problems}))
    ctx.exit(max(status, int(bool(problems))))


def _rule(ctx: click.Context, desk: Desk, name: str) -> Rule:
    """The rule of that name; a name that nothing has is said, with the likeliest."""
    import difflib

    from engine.catalogue import say

    names = [rule.name for rule in desk.engine.book.rules]
    if name not in names:
        near = difflib.get_close_matches(name, names)
        hint = say("rules.near", desk.lang, names=", ".join(near)) if near else ""
        complain(None, "rules.none_of_name", desk.lang, name=name, near=hint)
        ctx.exit(2)
    return desk.engine.book.rule(name)
