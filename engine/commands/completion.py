"""What the shell offers when the user presses Tab. Whatever goes wrong here, it offers nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from engine.errors import AdvisorError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def what(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Everything `explain` can be asked about: parts of the case, verdicts, attributes, rules."""
    from engine.advice.subject import names
    from engine.commands.reading import load_case, load_kb

    try:
        kb = load_kb(ctx.params.get("knowledge"))
    except AdvisorError:
        return []
    parts: tuple[str, ...] = ()
    file = ctx.params.get("case")
    if file and file != "-":
        try:
            parts = load_case(kb, file, ()).parts or ()
        except AdvisorError:
            parts = ()
    titles = {rule.id: rule.title for rule in kb.rules.values()}
    return _offer((*parts, *names(kb)), incomplete, titles)


def settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Asked attributes, and after the = the values of one."""
    from engine.commands.reading import load_kb

    try:
        kb = load_kb(ctx.params.get("knowledge"))
    except AdvisorError:
        return []
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    name, equals, _ = incomplete.partition("=")
    if not equals:
        return _offer((f"{a.name}=" for a in asked if a.scope == "root"), incomplete, {})
    values = next((a.values for a in asked if a.name == name), ())
    written = (str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return _offer((f"{name}={value}" for value in written), incomplete, {})


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rule ids and attributes of the knowledge base."""
    from engine.commands.reading import load_kb

    try:
        kb = load_kb(ctx.params.get("knowledge"))
    except AdvisorError:
        return []
    titles = {rule.id: rule.title for rule in kb.rules.values()}
    return _offer((*kb.rules, *kb.attributes), incomplete, titles)


def verdicts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The verdicts of the knowledge base, with what each goal is called."""
    from engine.commands.reading import load_kb

    try:
        kb = load_kb(ctx.params.get("knowledge"))
    except AdvisorError:
        return []
    labels = {str(v): goal.label for goal in kb.goals for v in kb.attributes[goal.attribute].values}
    return _offer(labels, incomplete, labels)


def _offer(words: Iterable[str], incomplete: str, helps: dict[str, str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, help=helps.get(word)) for word in words if word.startswith(incomplete)]
