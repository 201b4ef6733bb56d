"""A receipt: one line that holds a log to what it was, short enough to stand on paper."""

from __future__ import annotations

import re
import secrets
from binascii import crc32  # that of zlib, which takes longer to load

from engine.errors import AuditError, Problem
from engine.frozen import frozen

KIND = "receipt/1"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, without the letters that are taken for digits."""
ID_LENGTH = 10
MISREAD = str.maketrans("oil", "011")
_ID = re.compile(f"[{ALPHABET}]{{{ID_LENGTH}}}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_HEX = re.compile(r"[0-9a-f]+")
_IN_TEXT = re.compile(r"receipt/1(?:\s+[0-9a-z]+){6}", re.IGNORECASE)


@frozen
class Receipt:
    """The log, a record of it by id and number from 1, and the tree it stood in: size and root."""

    log: str
    record: str
    seq: int
    size: int
    root: bytes

    def __str__(self) -> str:
        line = f"{KIND} {self.log} {self.record} {self.seq} {self.size} {self.root.hex()}"
        return f"{line} {_check(line)}"


def new_id() -> str:
    """Ten characters drawn at random, for a log or a record."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def id_text(text: str) -> str:
    """An id, or the beginning of one, as typed from paper: any case, o for 0, i or l for 1."""
    return text.strip().lower().translate(MISREAD)


def parse_receipt(text: str) -> Receipt:
    """The receipt in this line, typed in any case and with any blanks.

    Raises AuditError where it is none, or where its check shows that a character is mistyped.
    """
    kind, *rest = text.lower().split() or [""]
    fields = [id_text(field) for field in rest]
    if kind != KIND:
        if kind.startswith("receipt/"):
            raise _wrong(f"a receipt of the kind {kind[:20]} is not known here, only {KIND}")
        raise _wrong(f"this is not a receipt, which begins with {KIND}")
    if len(fields) != 6:
        raise _wrong(f"a receipt has 7 words, this has {len(fields) + 1}")
    log, record, seq, size, root, check = fields
    if check != _check(" ".join([kind, *fields[:-1]])):
        raise _wrong("the receipt does not agree with its last word: a character is mistyped")
    if not (_ID.fullmatch(log) and _ID.fullmatch(record)):
        raise _wrong(f"the ids of a receipt have {ID_LENGTH} letters and digits")
    if not (_NUMBER.fullmatch(seq) and _NUMBER.fullmatch(size) and int(seq) <= int(size)):
        raise _wrong("the number of a receipt's record lies within its size, from 1")
    if len(root) != 64 or not _HEX.fullmatch(root):
        raise _wrong("the root of a receipt has 64 digits from 0 to f")
    return Receipt(log, record, int(seq), int(size), bytes.fromhex(root))


def find_receipts(text: str) -> tuple[Receipt, ...]:
    """Every receipt that stands somewhere in the text, such as a saved answer. Raises AuditError."""
    return tuple(parse_receipt(found) for found in _IN_TEXT.findall(text))


def counted(number: int, one: str = "record", many: str = "") -> str:
    """The number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def first(size: int) -> str:
    """That so many records at the beginning are not those of something."""
    return f"the first {size} records are not those" if size > 1 else "the first record is not that"


def _check(line: str) -> str:
    return f"{crc32(line.encode()):08x}"


def _wrong(what: str) -> AuditError:
    hint = f"{KIND} LOG-ID RECORD-ID NUMBER SIZE ROOT CHECK, as it was printed"
    return AuditError(Problem("receipt", what, None, hint))
