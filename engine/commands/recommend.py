"""advisor recommend: the answer to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.common import SETTINGS, examples, knowledge_option, output_options, settings_option
from engine.commands.output import Output
from engine.errors import Exit

if TYPE_CHECKING:
    from engine.advice.recommendation import Recommendation
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation

UNWANTED = ("provisional", "undetermined", "conflict")


def fail_on(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The words of --fail-on. Raises click.BadParameter for any other."""
    words = tuple(word.strip() for word in value.split(",")) if value is not None else ()
    for word in words:
        if word not in UNWANTED:
            raise click.BadParameter(f"{word!r} is not one of {', '.join(UNWANTED)}.")
    return words


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml",
        "advisor recommend examples/harbour-lane.yaml --format json",
        "advisor recommend --kb examples/rooms/kb --set house.people=4 --set 'rooms[hall].coat=20 years'",
    ),
)
@click.argument("case", required=False, type=click.Path(allow_dash=True))
@settings_option
@knowledge_option
@click.option(
    "--fail-on",
    "unwanted",
    metavar="STATUS,...",
    callback=fail_on,
    help="Exit with 3 where any verdict is provisional, undetermined or a conflict, as listed.",
)
@output_options("text", "json", "yaml", "markdown", "mermaid", "tree")
def command(
    case: str | None,
    settings: tuple[str, ...],
    knowledge: str | None,
    unwanted: tuple[str, ...],
    output: Output,
) -> int:
    """Say what follows from a case, and how sure that is.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out.

    Each verdict is settled (no missing fact can change it), provisional (it follows from what is known,
    but a missing fact could change it) or undetermined (too little is known for any rule to reach one).
    """
    from engine.advice.advise import advise
    from engine.commands.reading import consider

    kb, read, derivation = consider(knowledge, case, settings)
    recommendation = advise(kb, read, derivation)
    hints = () if output.quiet else _hints(recommendation, case, settings, knowledge)
    output.write(_render(recommendation, read, derivation, output, hints))
    verdicts = [answer.verdict for answer in recommendation.answers]
    found = {word for verdict in verdicts for word in (verdict.status, verdict.value)}
    return Exit.UNWANTED if found.intersection(unwanted) else Exit.ANSWERED


def _render(
    recommendation: Recommendation,
    case: Case,
    derivation: Derivation,
    output: Output,
    hints: tuple[tuple[str, str], ...],
) -> str:
    """The answer in the form that is wanted."""
    from engine import __version__

    if output.format == "text":
        from engine.render.text import recommendation_text

        return recommendation_text(recommendation, output.paper(), hints, output.verbose)
    if output.format == "markdown":
        from engine.render.markdown import recommendation_markdown

        return recommendation_markdown(recommendation, hints, output.verbose)
    if output.format in ("json", "yaml"):
        from engine.render.jsonform import recommendation_plain, to_json, to_yaml

        data = recommendation_plain(recommendation, case, derivation, __version__)
        return to_json(data) if output.format == "json" else to_yaml(data)
    from engine.advice.explain import explain_all

    explanation = explain_all(recommendation.knowledge, case, derivation)
    if output.format == "mermaid":
        from engine.render.mermaid import mermaid_text

        return mermaid_text(explanation)
    from engine.render.tree import tree_text

    return tree_text(explanation, output.paper())


def _hints(
    recommendation: Recommendation, case: str | None, settings: tuple[str, ...], knowledge: str | None
) -> tuple[tuple[str, str], ...]:
    """What to run next, as commands that can be copied."""
    from engine.render.escape import argument

    file = [argument(case)] if case else []
    kb = [f"--kb {argument(knowledge)}"] if knowledge else []
    said = [f"--set {argument(setting)}" for setting in settings]
    hints = [("Why", " ".join(("advisor explain", *file, *said, *kb)))]
    if recommendation.open:
        name = recommendation.open[0].name
        others = [f"--set {argument(s)}" for s in settings if s.rstrip("+-").partition("=")[0] != name]
        answer = f"--set {argument(name)}=..."
        hints.append(("To answer", " ".join(("advisor recommend", *file, *others, *kb, answer))))
    if case is None:
        hints.append(("To keep", "advisor new -o case.yaml"))
    return tuple(hints)
