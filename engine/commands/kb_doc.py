"""advisor kb doc: the knowledge base as a book."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor kb doc", "advisor kb doc --kb examples/rooms/kb --format html"),
)
@knowledge_option
@output_options("markdown", "html", amount="")
def command(knowledge: Chosen, output: Output) -> int:
    """Write all of the knowledge base as one document for people to read.

    It has what is decided, the claims and what carries them, the vocabulary, the parameters, every rule in
    words in the order in which reasoning flows, the constraints, the presumptions and what silences them, and
    the cases, which are run. The HTML page needs nothing but itself, and has no script.
    """
    from engine.commands.reading import load_kb
    from engine.render.workbench.book import blocks
    from engine.workbench.book import book
    from engine.workbench.casetests import run_all

    kb = load_kb(knowledge)
    pages = blocks(book(kb, run_all(kb)))
    if output.format == "html":
        from engine.render.workbench.book_html import as_html

        output.write(as_html(pages, kb.title))
    else:
        from engine.render.workbench.book_markdown import as_markdown

        output.write(as_markdown(pages))
    return Exit.ANSWERED
