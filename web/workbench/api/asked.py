"""What operations are asked with: parameters that several have."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import Depends, Header, Query, Request

from engine.rulebook import Lang
from web.lang import lang_of
from web.workbench.api.models import Day
from web.workbench.running import Running, running


def language(
    request: Request,
    accept_language: Annotated[
        str, Header(max_length=200, description="`zh` or `en`: the language of texts; Chinese if it asks for neither")
    ] = "zh",
) -> Lang:
    """The language that was asked for."""
    return lang_of(request)


assert set(get_args(Lang)) == {"zh", "en"}
Bench = Annotated[Running, Depends(running)]
Language = Annotated[Lang, Depends(language)]
QueryDay = Day
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
FileName = Annotated[
    str, Query(max_length=200, pattern=r"^[^\x00]*$", description="The name of the file, where the form tells none")
]
Start = Annotated[int, Query(ge=0, le=10**9, description="How many to pass over: see `next`")]
Most = Annotated[int, Query(ge=1, le=200, description="How many at most")]
