"""advisor kb show: one rule, attribute or goal, in words."""

from __future__ import annotations

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb show FIT-01", "advisor kb show house.plan --kb examples/rooms/kb", "advisor kb show"
    ),
)
@click.argument("name", required=False, shell_complete=completion.rules)
@knowledge_option
@output_options("text", "json", amount="")
def command(name: str | None, knowledge: Chosen, output: Output) -> int:
    """Show a rule, an attribute or a goal by its NAME; without one, list all rules.

    An attribute may be named without its prefix, and a goal by its label, where that is clear.

    A rule is shown with its condition in words, what it needs and who reaches that, what it feeds, what
    overrides it, the claims it rests on, its place, and the cases of the knowledge base that fire it or
    expect it to. An attribute or goal is shown with its question, its values, who reads and who reaches it.
    """
    from engine.commands.reading import load_kb
    from engine.knowledge.model import Rule
    from engine.render.workbench import cards as words
    from engine.render.workbench import cards_json as plain
    from engine.workbench.cards import attribute_card, named, rule_card
    from engine.workbench.casetests import run_all

    kb = load_kb(knowledge)
    json = output.format == "json"
    if name is None:
        output.write(plain.rules(kb) if json else words.rules(kb, output.paper()))
        return Exit.ANSWERED
    found = named(kb, name)
    if isinstance(found, Rule):
        of_rule = rule_card(kb, found, run_all(kb))
        output.write(plain.rule(kb, of_rule) if json else words.rule(kb, of_rule, output.paper()))
    else:
        of_attribute = attribute_card(kb, found)
        text = (
            plain.attribute(kb, of_attribute) if json else words.attribute(kb, of_attribute, output.paper())
        )
        output.write(text)
    return Exit.ANSWERED
