"""An answer and an explanation in the form that is wanted, just made or from a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.commands.output import Output

if TYPE_CHECKING:
    from engine.advice.explanation import Explanation
    from engine.advice.recommendation import Recommendation
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.inquiry.answers import Outlook


def recommendation_view(
    recommendation: Recommendation,
    case: Case,
    derivation: Derivation,
    outlooks: Sequence[Outlook],
    output: Output,
    hints: tuple[tuple[str, str], ...] = (),
    receipt: str = "",
    version: str | None = None,
) -> str:
    """The answer, with its receipt where it has one. `version` is that of the program that gave it."""
    if output.format in ("json", "yaml"):
        from engine import __version__
        from engine.render.jsonform import data_text, recommendation_plain

        data = recommendation_plain(recommendation, case, derivation, outlooks, version or __version__)
        if receipt:
            data["receipt"] = receipt
        return data_text(data, output.format)
    return _answer(recommendation, case, derivation, outlooks, output, hints) + _last_line(
        receipt, output.format
    )


def explanation_view(explanation: Explanation, case: Case, output: Output, version: str | None = None) -> str:
    """The explanation. `version` is that of the program that gave the answer."""
    if output.format == "text":
        from engine.render.explain_text import explanation_text

        return explanation_text(explanation, output.paper(), output.verbose)
    if output.format == "tree":
        from engine.render.tree import tree_text

        return tree_text(explanation, output.paper())
    if output.format == "markdown":
        from engine.render.markdown import explanation_markdown

        return explanation_markdown(explanation, output.verbose)
    if output.format == "mermaid":
        from engine.render.mermaid import mermaid_text

        return mermaid_text(explanation)
    from engine import __version__
    from engine.render.jsonform import data_text, explanation_plain

    data = explanation_plain(explanation, case, version or __version__)
    return data_text(data, output.format)


def _answer(
    recommendation: Recommendation,
    case: Case,
    derivation: Derivation,
    outlooks: Sequence[Outlook],
    output: Output,
    hints: tuple[tuple[str, str], ...],
) -> str:
    """The answer for a person."""
    if output.format == "text":
        from engine.render.text import recommendation_text

        return recommendation_text(recommendation, output.paper(), hints, output.verbose)
    if output.format == "markdown":
        from engine.render.markdown import recommendation_markdown

        return recommendation_markdown(recommendation, hints, output.verbose)
    from engine.advice.explain import explain_all

    explanation = explain_all(recommendation.knowledge, case, derivation, outlooks)
    if output.format == "mermaid":
        from engine.render.mermaid import mermaid_text

        return mermaid_text(explanation)
    from engine.render.tree import tree_text

    return tree_text(explanation, output.paper())


def _last_line(receipt: str, form: str) -> str:
    """The receipt as the last line, as a comment where the form is a language."""
    if not receipt:
        return ""
    return f"  %% {receipt}\n" if form == "mermaid" else f"\n{receipt}\n"
