"""The command that tries a supposition: the user's own, with other settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from engine.render.escape import argument, path_argument

if TYPE_CHECKING:
    from engine.advice.recommendation import Supposition
    from engine.cases.model import Case
    from engine.commands.reading import Chosen
    from engine.knowledge.model import KnowledgeBase


class Trying:
    """Writes commands about the case that the user named."""

    def __init__(
        self,
        kb: KnowledgeBase,
        case: Case,
        file: str | None,
        settings: Sequence[str],
        knowledge: Chosen,
    ) -> None:
        self._kb, self._parts, self._file = kb, case.parts or (), file
        self._settings, self._knowledge = settings, knowledge

    def command(
        self,
        *words: str,
        supposing: Sequence[str] = (),
        instead: Collection[tuple[str, str]] = (),
        options: Sequence[str] = (),
    ) -> str:
        """`advisor NAME FILE WORD...` with the user's settings and these, as a line that can be copied.

        The user's settings of the facts in `instead` are left out.
        """
        name, *more = words
        line = ["advisor", name]
        line += [path_argument(self._file)] if self._file else []
        line += [argument(word) for word in (*more, *options)]
        line += [f"--set {argument(text)}" for text in (*self._without(instead), *supposing)]
        line += self._knowledge.options
        return " ".join(line)

    def supposing(self, supposed: Sequence[Supposition]) -> str:
        """`advisor recommend` for the case in which all of this is so instead, each setting once."""
        said = dict.fromkeys(setting for each in supposed for setting in each.settings)
        instead = {(each.entity, each.attribute) for each in supposed}
        return self.command("recommend", supposing=tuple(said), instead=instead)

    def _without(self, pairs: Collection[tuple[str, str]]) -> list[str]:
        """The settings that say nothing about these facts; a part that only others add stays listed."""
        from engine.cases.names import names_of
        from engine.cases.settings import read_settings

        left: list[str] = []
        names, plural = names_of(self._kb), self._kb.words.plural
        for text in self._settings:
            said = read_settings(names, [text], self._parts, [])
            if not said.said.keys() & set(pairs):
                left.append(text)
            left += [f"{plural}[{part.replace(']', ']]')}]" for part in said.added if text not in left]
        return list(dict.fromkeys(left))
