"""The ``compliance`` command: its commands are in ``commands/``, one module each.

Exit status: 0 no gap at or above ``--fail-on``; 1 there is one, or the score is under
``--fail-under``; 2 the command or an input could not be used; 3 a rule could not be run.
"""

from __future__ import annotations

import atexit
import gc

import click

from commands.words import LazyGroup
from engine.version import VERSION

# Each is a module of commands/.
COMMANDS = ("score", "rank", "compare", "decide", "mark", "read", "template", "demo", "serve", "workbench", "rules")


@click.group("compliance", cls=LazyGroup, names=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="compliance")
def main() -> None:
    """Score annual reports on government-information disclosure."""
    # A run makes much and throws little away: to look for garbage at its start and end takes a sixth of its time.
    gc.set_threshold(50_000, 20, 20)
    atexit.register(gc.freeze)


if __name__ == "__main__":
    main()
