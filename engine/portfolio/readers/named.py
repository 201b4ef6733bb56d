"""What the case of a line of JSON is called, also where the line as a whole cannot be read."""

from __future__ import annotations

import json
import re

from engine.portfolio.keys import read_key

LOOKED = 65_536
"""So many characters of a line are looked through."""
_TOKEN = re.compile(r'"[^"\\]*(?:\\.?[^"\\]*)*"?|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)


def key_of(data: bytes) -> str:
    """The text that follows "case" in the outermost object; "" where there is none."""
    depth, before = 0, ["", "", ""]
    for match in _TOKEN.finditer(data[: 4 * LOOKED].decode("utf-8-sig", "replace")[:LOOKED]):
        token = match[0]
        if token in ("{", "["):
            if depth == 0 and token == "[":
                return ""
            depth += 1
        elif token in ("}", "]"):
            depth -= 1
        elif depth == 1 and before[2] == ":" and before[0] in ("{", ",") and _text(before[1]) == "case":
            key = read_key(_text(token))
            return key if isinstance(key, str) else ""
        before = [*before[1:], token]
    return ""


def _text(token: str) -> str:
    """The text that the token is; "" where it is none."""
    try:
        text = json.loads(token) if token.startswith('"') else ""
    except ValueError:
        return ""
    return str(text)
