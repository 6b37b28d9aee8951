"""The ``compliance`` command: its commands are in ``commands/``, one module each.

Exit status: 0 no gap at or above ``--fail-on``; 1 there is one, or the score is under
``--fail-under``; 2 the command or an input could not be used; 3 a rule could not be run.
"""

from __future__ import annotations

import click

from commands.compare import compare
from commands.decide import decide
from commands.mark import mark
from commands.read import read
from commands.rules import rules
from commands.score import score
from commands.serve import serve
from commands.template import template
from commands.words import Group
from engine.version import VERSION


@click.group("compliance", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="compliance")
def main() -> None:
    """Score annual reports on government-information disclosure."""


for command in (score, compare, decide, mark, read, template, serve, rules):
    main.add_command(command)

if __name__ == "__main__":
    main()
