"""Options of the commands that look at what carries a verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def verdict_options(function: Function) -> Function:
    """`--of PART`, `--goal ATTR` and `--unknowns kept|free`."""
    options = (
        click.option(
            "--of", "of", metavar="PART", help="The part whose verdict is meant; without it the whole."
        ),
        click.option(
            "--goal", "goal", metavar="ATTR", help="The verdict that is meant, where there are several."
        ),
        click.option(
            "--unknowns",
            type=click.Choice(("kept", "free")),
            help="kept: as things stand, what is unknown stays unknown (usual while the verdict is "
            "provisional or undetermined). free: whatever the unknowns are (usual where it is settled, and "
            "only there).",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def amount_options(everything: str, most: str) -> Callable[[Function], Function]:
    """`--all` and `--most N`, with these helps."""

    def decorate(function: Function) -> Function:
        for option in (
            click.option("--most", type=click.IntRange(1, 10**9), metavar="N", help=most),
            click.option("--all", "everything", is_flag=True, help=everything),
        ):
            function = option(function)
        return function

    return decorate
