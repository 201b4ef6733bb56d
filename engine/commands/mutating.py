"""What `kb test --mutate` does: run the mutation test, propose cases, show all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.output import Output
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.knowledge.model import KnowledgeBase
    from engine.workbench.casetests import Outcome


def agree(strict: bool, mutate: bool, folder: str | None, rules: tuple[str, ...]) -> None:
    """Refuse options that mean nothing together. Raises UsageError."""
    if mutate and strict:
        raise UsageError(
            Problem("usage", "--strict has nothing to say about --mutate", None, "leave out one")
        )
    for option, given in (("--generate", folder), ("--rule", rules)):
        if given and not mutate:
            raise UsageError(Problem("usage", f"{option} goes with --mutate", None, "add --mutate"))


def known(kb: KnowledgeBase, rules: tuple[str, ...]) -> None:
    """Raises UsageError where one of these is no rule."""
    from engine.knowledge.elsewhere import of_pack
    from engine.knowledge.nearest import did_you_mean, quoted

    unknown = [
        Problem(
            "unknown-name",
            f"no rule is called {quoted(id)}",
            None,
            of_pack(kb, id) or did_you_mean(id, kb.rules),
        )
        for id in rules
        if id not in kb.rules
    ]
    if unknown:
        raise UsageError(unknown)


def mutated(
    kb: KnowledgeBase,
    outcomes: tuple[Outcome, ...],
    rules: tuple[str, ...],
    folder: str | None,
    output: Output,
) -> int:
    """Run the mutation test and give its answer."""
    from engine.commands.folders import write_folder
    from engine.commands.progress import progress
    from engine.render.workbench import mutation as view
    from engine.render.workbench.case_file import case_file
    from engine.workbench.mutation.decisive import decisive
    from engine.workbench.mutation.further import further
    from engine.workbench.mutation.testing import mutate

    with progress() as tell:
        mutation = mutate(kb, outcomes, rules, tell)
        more = None if folder is None else further(kb, mutation, tell)
    decided = decisive(kb, outcomes, rules)
    if folder is not None and more:
        files = {f"further-{n}.yaml": case_file(kb, each).encode() for n, each in enumerate(more, 1)}
        write_folder(folder, files)
    if output.format == "json":
        output.write(view.as_json(kb, mutation, decided, more))
    else:
        output.write(view.text(kb, mutation, decided, more, output.paper(), output.verbose))
    return Exit.ANSWERED if mutation.whole else Exit.FINDINGS
