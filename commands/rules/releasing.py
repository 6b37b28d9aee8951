"""``compliance rules release``: a version of the rules that no longer changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.words import Command, complain, lang_of_locale

if TYPE_CHECKING:
    from engine.rulebook import Lang


@click.command(cls=Command)
@click.option("--check", is_flag=True)
@click.option("--rulebook", metavar="FOLDER")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def release(ctx: click.Context, /, check: bool, rulebook: str | None, lang: Lang | None) -> None:
    """Write down the digests of a version of the rules, or check that what was released is unchanged."""
    from engine.authoring.released import FILE, changed, editions, released, waiting
    from engine.authoring.released import release as write_released
    from engine.loading import RulebookError, default_root

    language = lang or lang_of_locale()
    root = Path(rulebook) if rulebook else default_root()
    try:
        now, before = editions(root), released(root)
    except RulebookError as error:
        complain(None, "cli.bad_rulebook", language, why=str(error))
        ctx.exit(2)
    broken, new = changed(now, before), waiting(now, before)
    for one in broken:
        complain(None, "release.changed", language, id=one.id, version=one.version)
    if not broken and not check:
        try:
            write_released(root, new, before)
        except OSError as error:
            complain(FILE, "cli.cannot_write", language, why=error.strerror or str(error))
            ctx.exit(2)
    for one in new:
        key = "release.waits" if check or broken else "release.done"
        complain(None, key, language, id=one.id, version=one.version, digest=one.digest[:12])
    if not broken and len(now) > len(new):
        complain(None, "release.unchanged", language, count=len(now) - len(new))
    ctx.exit(int(bool(broken)))
