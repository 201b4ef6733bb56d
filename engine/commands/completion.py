"""What the shell offers when the user presses Tab. Whatever goes wrong here, it offers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from engine.errors import AdvisorError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from engine.commands.reading import Chosen
    from engine.knowledge.model import KnowledgeBase


def what(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Everything `explain` can be asked about: parts of the case, verdicts, attributes, rules."""
    from engine.advice.subject import names
    from engine.commands.reading import load_case

    kb = _knowledge(ctx)
    if kb is None:
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
    from engine.knowledge.conditions import written

    kb = _knowledge(ctx)
    if kb is None:
        return []
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    name, equals, _ = incomplete.partition("=")
    if not equals:
        return _offer((f"{a.name}=" for a in asked if a.scope == "root"), incomplete, {})
    values = next((a.values for a in asked if a.name == name), ())
    return _offer((f"{name}={written(value)}" for value in values), incomplete, {})


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rule ids and attributes of the knowledge base."""
    kb = _knowledge(ctx)
    if kb is None:
        return []
    titles = {rule.id: rule.title for rule in kb.rules.values()}
    return _offer((*kb.rules, *kb.attributes), incomplete, titles)


def verdicts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The verdicts of the knowledge base, with what each goal is called."""
    kb = _knowledge(ctx)
    labels = {str(v): g.label for g in kb.goals for v in kb.attributes[g.attribute].values} if kb else {}
    return _offer(labels, incomplete, labels)


def claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The claims of the knowledge base, with what each says."""
    kb = _knowledge(ctx)
    says = {claim.id: claim.says for claim in kb.claims.values()} if kb else {}
    return _offer(says, incomplete, says)


def sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The sources of the knowledge base, with their titles."""
    kb = _knowledge(ctx)
    titles = {source.id: source.title for source in kb.sources.values()} if kb else {}
    return _offer(titles, incomplete, titles)


def schemas(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the schemas, with their titles."""
    from engine.commands.kb_schema import all_schemas

    try:
        titles = {name: schema["title"] for name, schema in all_schemas(_chosen(ctx)).items()}
    except AdvisorError:
        return []
    return _offer(titles, incomplete, titles)


def words(*known: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completion of a list of these words, parted by commas: those that are not in it yet."""

    def offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, _ = incomplete.rpartition(",")
        said = before.split(",")
        return _offer((f"{before}{comma}{word}" for word in known if word not in said), incomplete, {})

    return offered


def packs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The packs of the knowledge base."""
    kb = _knowledge(ctx)
    return [] if kb is None else _offer((*kb.shelf, *(pack.name for pack in kb.packs)), incomplete, {})


def _chosen(ctx: click.Context) -> Chosen:
    """The knowledge base that the command line chooses so far."""
    from engine.commands.reading import Chosen

    return Chosen(ctx.params.get("knowledge"), tuple(ctx.params.get("packs") or ()))


def _knowledge(ctx: click.Context) -> KnowledgeBase | None:
    """The knowledge base that the command line names so far; None where it cannot be read."""
    from engine.commands.reading import load_kb

    try:
        return load_kb(_chosen(ctx))
    except AdvisorError:
        return None


def _offer(words: Iterable[str], incomplete: str, helps: dict[str, str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, help=helps.get(word)) for word in words if word.startswith(incomplete)]
