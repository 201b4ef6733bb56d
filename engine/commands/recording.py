"""Writing into the audit log from a command: who does it, and what it was done with."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.errors import Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.receipt import Receipt
    from engine.audit.record import Actor, Setting
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.knowledge.model import KnowledgeBase

Function = TypeVar("Function", bound=Callable[..., Any])
SERVICE = "service:"


def actor_option(function: Function) -> Function:
    """`--actor NAME`, as the parameter `actor`: None where nobody is named."""
    return click.option(
        "--actor",
        metavar="NAME",
        help="Who does this, for the log: a person, or service:NAME; without it the login name.",
    )(function)


def record(log: str, kb: KnowledgeBase, case: Case, derivation: Derivation, actor: str | None) -> Receipt:
    """The receipt of a decision that is in the log when this returns. Raises AuditError where it is not."""
    from engine.audit import snapshot
    from engine.audit.log import Log
    from engine.audit.record import decision

    setting = made_by(actor, "cli recommend")
    data = snapshot.make(kb)
    kept = snapshot.digest(data)
    with Log.create(log) as opened:
        return opened.append(decision(kb, case, derivation, kept, setting), {kept: data})


def made_by(actor: str | None, interface: str) -> Setting:
    """What a record says about its own making."""
    from engine.audit.record import Setting

    return Setting(_actor(actor), interface, _versions())


def check_actor(actor: str | None, log: str | None) -> None:
    """Raises UsageError where the actor is named for no log, or has no name."""
    if actor is not None and log is None:
        what, hint = "--actor is for the audit log, and none is named", "--log FILE, or set ADVISOR_LOG"
        raise UsageError(Problem("actor", what, None, hint))
    if actor is not None and not actor.removeprefix(SERVICE).strip():
        raise UsageError(Problem("actor", "--actor names nobody", None, "give a name"))


def _actor(name: str | None) -> Actor:
    from engine.audit.record import Actor

    if name is None:
        return Actor(_login())
    if name.startswith(SERVICE):
        return Actor(name.removeprefix(SERVICE), "service")
    return Actor(name)


def _login() -> str:
    """The name that the system knows the user by, or the number where it knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}"


def _versions() -> dict[str, str]:
    """What the answer was made with."""
    import platform
    from importlib.metadata import version

    from engine import __version__

    return {
        "advisor": __version__,
        "python": platform.python_version(),
        "durable_rules": version("durable_rules"),
    }
