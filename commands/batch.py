"""Scores whole folders for a command, and shows how far it is to a person who looks."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.words import complain

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.options import Batch
    from engine.batch.run import Progress
    from engine.rank.told import ToldByRoster
    from engine.rulebook import Lang

_INTERRUPTED = 130  # the exit status of what Ctrl-C ended


@contextlib.contextmanager
def scored_folder(
    ctx: click.Context, desk: Desk, named: tuple[str, ...], batch: Batch, told: ToldByRoster | None = None
) -> Iterator[Path]:
    """The folder with the results of all documents that are named: files, folders, addresses.

    ``told``: what a roster knows of units. The folder is gone afterwards unless the user named it. Ends the command
    where there can be none, and on Ctrl-C, after one line that says how to go on.
    """
    from engine.batch.inputs import Inputs
    from engine.batch.run import Interrupted, run
    from engine.batch.settings import Settings
    from engine.errors import Unusable

    settings = Settings(
        desk.engine.book, desk.lang, desk.given, desk.decisions, desk.limits, not batch.no_previous, told
    )
    inputs = Inputs(named, batch.lists)
    here = functools.partial(run, inputs, settings, workers=batch.workers, cluster=batch.cluster, fresh=batch.fresh)
    with contextlib.ExitStack() as stack:
        folder = batch.results or stack.enter_context(tempfile.TemporaryDirectory(prefix="compliance-"))
        try:
            with _shown(desk.lang) as watch:
                results = here(Path(folder), watch=watch)
        except Interrupted as stopped:
            progress, key = stopped.progress, "batch.interrupted" if batch.results else "batch.interrupted_lost"
            complain(None, key, desk.lang, done=progress.done, total=progress.total, folder=folder)
            ctx.exit(_INTERRUPTED)
        except Unusable as error:
            complain(None, error.key, desk.lang, **error.values)
            ctx.exit(2)
        yield results


@contextlib.contextmanager
def _shown(lang: Lang) -> Iterator[Callable[[Progress], None]]:
    """What shows progress on standard error, if that is a terminal, until the run ends."""
    installed = importlib.util.find_spec("rich") is not None  # if not, the run says which extra it needs
    if sys.stderr is None or not sys.stderr.isatty() or not installed:
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from engine.catalogue import say

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[bad]}", style="yellow"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("batch.list", lang), total=None, rate="", bad="")

        def show(now: Any) -> None:
            speed = bar.tasks[task].speed
            bad = (
                say("batch.bad", lang, unusable=now.unusable, failed=now.failed) if now.unusable + now.failed else ""
            )
            rate = say("batch.rate", lang, rate=f"{speed:.0f}") if speed else ""
            described = say(f"batch.{now.stage}", lang)
            bar.update(task, description=described, total=now.total or None, completed=now.done, rate=rate, bad=bad)

        yield show
