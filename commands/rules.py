"""``compliance rules``: the tools of those who write rules."""

from __future__ import annotations

import click

from commands.words import Group


@click.group(cls=Group)
def rules() -> None:
    """Show, check and change the rules."""
