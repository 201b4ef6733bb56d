"""advisor kb sources: the texts that claims rest on, and whether their sentences stand where it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, Named, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit, Problem, UsageError, Where

if TYPE_CHECKING:
    from engine.knowledge.model import KnowledgeBase, Source


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb sources",
        "advisor kb sources --kb examples/rooms/kb --verify examples/rooms/source.txt --show",
    ),
)
@knowledge_option
@click.option(
    "--verify", "copy", metavar="FILE", type=Named(), help="The text of the source, supplied by you."
)
@click.option(
    "--source",
    "name",
    metavar="ID",
    shell_complete=completion.sources,
    help="The source whose text it is, where there are several.",
)
@click.option("--show", is_flag=True, help="With --verify: print the sentence that stands at each locator.")
@output_options("text", "json", amount="")
def command(knowledge: Chosen, copy: str | None, name: str | None, show: bool, output: Output) -> int:
    """List the sources; with --verify, look up the sentences of their claims in the text.

    The knowledge base carries no sentence of a source, only where it stands and its SHA-256. --verify
    finds each place in FILE and compares. Exits with 1 where a place is not there or holds another sentence.
    """
    from engine.commands.reading import MOST_BYTES, load_kb, read_bytes
    from engine.render.workbench import sources as view
    from engine.workbench.sources import standing, verify

    for given, option in ((name, "--source"), (show, "--show")):
        if given and not copy:
            raise click.UsageError(f"{option} goes with --verify FILE.")
    kb = load_kb(knowledge)
    found, anywhere = None, 0
    if copy:
        text_bytes = read_bytes(copy)
        if len(text_bytes) >= MOST_BYTES:
            raise UsageError(Problem("text", "it is too long", Where(copy), f"less than {MOST_BYTES} bytes"))
        try:
            text = text_bytes.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            what = f"it is no UTF-8 text (byte {error.start})"
            raise UsageError(Problem("text", what, Where(copy), "save it as UTF-8")) from None
        source, text = _source(kb, name), text.replace("\r\n", "\n")
        found, anywhere = verify(kb, source, text), standing(kb, source, text)
    if output.format == "json":
        output.write(view.as_json(kb, found, show, anywhere))
    elif found is None:
        output.write(view.text(kb, output.paper()))
    else:
        output.write(view.found_text(found, output.paper(), show, view.remark(found, anywhere, copy or "")))
    return Exit.FINDINGS if found and any(at.finding != "ok" for at in found) else Exit.ANSWERED


def _source(kb: KnowledgeBase, name: str | None) -> Source:
    """The source of this id, or the only one. Raises UsageError where that is none."""
    from engine.knowledge.elsewhere import of_pack
    from engine.knowledge.nearest import did_you_mean, quoted

    hashed = {claim.source for claim in kb.claims.values() if any(hash for _, hash in claim.sentences)}
    if name is None and len(hashed) == 1:
        return kb.sources[hashed.pop()]
    if name is None:
        what, hint = "there are several sources", f"--source with one of {', '.join(kb.sources)}"
        raise UsageError(Problem("source", what, None, hint))
    if name not in kb.sources:
        what = f"no source is called {quoted(name)}"
        hint = of_pack(kb, name) or did_you_mean(name, kb.sources, "there are")
        raise UsageError(Problem("source", what, None, hint))
    return kb.sources[name]
