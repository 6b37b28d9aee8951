"""``compliance rules``: the tools of those who write rules."""

from __future__ import annotations

import click

from commands.rules.checking import cover, lint, run_cases, start, start_overlay
from commands.rules.looking import explain, facts, list_rules, show
from commands.rules.publishing import diff, docs, schema
from commands.rules.releasing import release
from commands.words import Group


@click.group(cls=Group)
def rules() -> None:
    """Show, check and change the rules."""


for command in (
    list_rules,
    show,
    explain,
    facts,
    start,
    start_overlay,
    lint,
    run_cases,
    cover,
    docs,
    schema,
    diff,
    release,
):
    rules.add_command(command)
