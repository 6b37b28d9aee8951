"""``compliance rules lint|new|test|coverage``: what proves that a rule is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.desk import Desk, complain_of_overlay, own_folders
from commands.options import rulebook_options, table_or_json
from commands.output import write
from commands.words import Command, complain, lang_of_locale, progress

if TYPE_CHECKING:
    from engine.authoring.coverage import Covered
    from engine.rulebook import Lang


@click.command(cls=Command)
@click.argument("folder", required=False, metavar="[FOLDER]")
@click.option("--cases", metavar="FOLDER")
@table_or_json
@rulebook_options
@click.pass_context
def lint(
    ctx: click.Context,
    /,
    folder: str | None,
    cases: str | None,
    form: str,
    rulebook: str | None,
    overlay: tuple[str, ...],
    lang: Lang | None,
) -> None:
    """Name every problem of a rulebook, or of overlays on it."""
    from engine.authoring.lint import as_json
    from engine.authoring.lint import lint as problems_of
    from engine.cases import cases_beside, kinds_of_cases
    from engine.loading import RulebookError, UnknownOverlay, default_root

    language = lang or lang_of_locale()
    root = Path(folder or rulebook or default_root())
    folder_of_cases = Path(cases) if cases else cases_beside(root)
    kinds = kinds_of_cases(folder_of_cases) if folder_of_cases.is_dir() else None
    if kinds is None:
        complain(str(folder_of_cases), "lint.no_cases", language)
        if cases:
            ctx.exit(2)
    for own in own_folders(root, overlay):
        kinds = (kinds or {}) | kinds_of_cases(cases_beside(own))
    try:
        problems = problems_of(root, kinds, overlay)
    except UnknownOverlay as error:
        complain_of_overlay(error, language)
        ctx.exit(2)
    except (RulebookError, OSError) as error:
        complain(None, "cli.bad_rulebook", language, why=str(error))
        ctx.exit(2)
    text = "".join(problem.text(language) + "\n" for problem in problems)
    status = write(as_json(problems, language) if form == "json" else text, None, language)
    key = "lint.found" if problems else "lint.clean"
    complain(None, key, language, count=len(problems), files=len({problem.file for problem in problems}))
    ctx.exit(max(status, int(bool(problems))))


@click.command("new", cls=Command)
@click.argument("category", metavar="CATEGORY")
@click.argument("name", metavar="NAME")
@click.option("--into", metavar="FOLDER")
@rulebook_options
@click.pass_context
def start(ctx: click.Context, /, category: str, name: str, into: str | None, **known: Any) -> None:
    """Start a rule: its file and its three cases, to be filled in."""
    from engine.authoring.starting import is_name, new_rule
    from engine.cases import cases_beside
    from engine.catalogue import say
    from engine.loading import default_root

    desk = Desk(ctx, **known)
    book = desk.engine.book
    if category not in (categories := [item.id for item in book.categories]):
        complain(None, "rules.none_of_category", desk.lang, name=category, known=", ".join(categories))
        ctx.exit(2)
    if not is_name(name):
        complain(None, "new.bad_name", desk.lang, name=name)
        ctx.exit(2)
    taken = next((rule.file for rule in book.rules if rule.name == name), None)
    if taken is not None:
        complain(None, "new.taken", desk.lang, name=name, path=taken)
        ctx.exit(2)
    rulebook = Path(known["rulebook"] or default_root())
    root = Path(into) if into else next(reversed(own_folders(rulebook, known["overlay"])), rulebook)
    files = new_rule(category, name, book, root, cases_beside(root))
    _write_new(ctx, files, root, desk.lang)
    lines = [say("new.written", desk.lang, path=str(path)) for path in files]
    ctx.exit(write("\n".join([*lines, say("new.next", desk.lang)]) + "\n", None, desk.lang))


@click.command("new-overlay", cls=Command)
@click.argument("folder", metavar="FOLDER")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def start_overlay(ctx: click.Context, /, folder: str, lang: Lang | None) -> None:
    """Start an overlay: a folder with its file, to be filled in."""
    from engine.authoring.starting import is_name, new_overlay
    from engine.catalogue import say

    language = lang or lang_of_locale()
    if not is_name(Path(folder).absolute().name):
        complain(None, "new.bad_overlay", language, name=Path(folder).absolute().name)
        ctx.exit(2)
    files = new_overlay(Path(folder))
    _write_new(ctx, files, Path(folder), language)
    lines = [say("new.written", language, path=str(path)) for path in files]
    ctx.exit(write("\n".join([*lines, say("new.next_overlay", language, folder=folder)]) + "\n", None, language))


def _write_new(ctx: click.Context, files: dict[Path, str], root: Path, lang: Lang) -> None:
    """Writes new files, or ends the command."""
    from engine.authoring.starting import write_new

    try:
        write_new(files)
    except FileExistsError as error:
        complain(None, "new.exists", lang, path=str(error))
        ctx.exit(2)
    except OSError as error:
        complain(str(root), "cli.cannot_write", lang, why=error.strerror or str(error))
        ctx.exit(2)


@click.command("test", cls=Command)
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@click.option("-k", "chosen", metavar="TEXT", default="")
@click.option("--with-reference", is_flag=True)
@table_or_json
@rulebook_options
@click.pass_context
def run_cases(
    ctx: click.Context, /, folders: tuple[str, ...], chosen: str, with_reference: bool, form: str, **known: Any
) -> None:
    """Run cases and say what is not as they say."""
    from engine.authoring.trying import as_json, as_text, try_all
    from engine.cases import cases_beside
    from engine.loading import default_root

    desk = Desk(ctx, **known)
    root = Path(known["rulebook"] or default_root())
    beside = [cases_beside(own) for own in own_folders(root, known["overlay"]) or [root]]
    chosen_folders = [Path(folder) for folder in folders] or beside
    for folder in chosen_folders:
        if not folder.exists():
            complain(None, "test.no_cases", desk.lang, folder=str(folder))
            ctx.exit(2)
    reference = desk.reference() if with_reference else None
    tried = list(try_all(chosen_folders, desk.engine, reference, chosen, desk.with_overlays))
    wrong = sum(bool(item.differences) for item in tried)
    if not tried:
        complain(None, "test.no_cases", desk.lang, folder=", ".join(map(str, chosen_folders)))
        ctx.exit(2)
    status = write(as_json(tried, desk.lang) if form == "json" else as_text(tried, desk.lang), None, desk.lang)
    complain(None, "test.summary", desk.lang, count=len(tried), wrong=wrong)
    ctx.exit(max(status, int(bool(wrong))))


@click.command("coverage", cls=Command)
@click.argument("names", nargs=-1, metavar="[RULE]...")
@click.option("--cases", metavar="FOLDER")
@table_or_json
@rulebook_options
@click.pass_context
def cover(ctx: click.Context, /, names: tuple[str, ...], cases: str | None, form: str, **known: Any) -> None:
    """Name the rules that no case proves, and the small changes of a rule that no case notices."""
    from engine.authoring.coverage import as_json, coverage
    from engine.cases import CaseError, cases_beside
    from engine.errors import Unusable
    from engine.loading import RulebookError, default_root

    desk = Desk(ctx, **known)
    for name in names:
        desk.rule(ctx, name)
    root = Path(known["rulebook"] or default_root())
    own = own_folders(root, known["overlay"])
    folder = Path(cases) if cases else cases_beside(own[-1] if own else root)
    if not folder.is_dir():
        complain(None, "test.no_cases", desk.lang, folder=str(folder))
        ctx.exit(2)
    found = []
    total = len(names) or len(desk.engine.book.rules)
    try:
        for item in coverage(desk.engine.book, folder, names):
            found.append(item)
            progress(len(found), total, item.rule)
    except KeyboardInterrupt:
        complain(None, "coverage.interrupted", desk.lang, count=len(found), total=total)
        desk.worst(2)
    except (CaseError, RulebookError, Unusable, ValueError, TypeError) as error:
        complain(None, "test.unusable", desk.lang, why=str(error))
        ctx.exit(2)
    finally:
        progress(0, 0, "")
    text = as_json(found, desk.lang) if form == "json" else _coverage_text(found, desk.lang)
    desk.worst(write(text, None, desk.lang))
    changes, holes = sum(item.changes for item in found), sum(len(item.unnoticed) for item in found)
    complain(None, "coverage.summary", desk.lang, rules=len(found), changes=changes, unnoticed=holes)
    desk.worst(int(any(item.unnoticed or item.lacking or not item.holds for item in found)))
    ctx.exit(desk.status)


def _coverage_text(found: list[Covered], lang: Lang) -> str:
    from engine.catalogue import say

    lines = []
    for item in found:
        said = [say("coverage.lacking", lang, kinds=", ".join(item.lacking))] if item.lacking else []
        said += [] if item.holds else [say("coverage.holds_not", lang)]
        said += [change.words(lang) for change in item.unnoticed]
        lines += [item.rule, *(f"  - {text}" for text in said)] if said else []
    return "".join(line + "\n" for line in lines)
