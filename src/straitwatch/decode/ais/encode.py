"""Tables of messages turned into sentences: the decoder backwards, for simulators and tests."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.encode_application import fill_applications
from straitwatch.decode.ais.encode_code import (
    Where,
    check_names,
    default_code,
    plain,
    to_codes,
    told,
)
from straitwatch.decode.ais.encode_parts import Page, most_bits, write_parts
from straitwatch.decode.ais.encode_tag import tag_blocks
from straitwatch.decode.ais.field import Field
from straitwatch.decode.ais.kinds import KINDS, Case, Kind, choose_kinds
from straitwatch.decode.ais.tables import SCHEMAS
from straitwatch.kernel.encode import to_letters
from straitwatch.kernel.encode_sentence import make_sentences, parts_of
from straitwatch.model.error import ContractError, SchemaError

__all__ = ["Wire", "encode_messages", "encode_rows"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_CHUNK = 8192  # ours: messages written at once, 10 MB of bits at most
_OPEN = frozenset({15, 17})
"""Types that the standard itself lets end early: M.1371-5, annex 8, 3.13 and 3.15. A field of
theirs that no column tells is left out; of the other types it is written as "not available"."""
_BESIDE = ["kind"]
"""Columns that a table may have beside those that the decoder gives."""
_BINARY = frozenset({"binary_addressed", "binary_broadcast", "binary_short"})


@dataclass(frozen=True)
class Wire:
    """How sentences are written.

    Attributes:
        talker: two letters: AI for a ship's set, AB, BS for a base station, SA for shore, ...
        own: VDO, the own ship's report, in place of VDM.
        channel: radio channel A or B, or empty.
        sequence: sequential message identifier of the first message of several parts; the next
            such messages take the next ones, 9 is followed by 0.
        tags: whether a tag block says when (column `t`), by whom (column `receiver`) and, of a
            message of several parts, of which group.
        receiver: who heard it, in tag blocks, where the column `receiver` does not say.
    """

    talker: bytes = b"AI"
    own: bool = False
    channel: bytes = b"A"
    sequence: int = 0
    tags: bool = False
    receiver: str = ""


def encode_messages(
    kind: str,
    table: pa.Table,
    *,
    talker: bytes = b"AI",
    own: bool = False,
    channel: bytes = b"A",
    sequence: int = 0,
    tags: bool = False,
) -> list[bytes]:
    """Write messages of one kind.

    Args:
        kind: name of the kind, see `decode.ais.kinds`.
        table: its columns, n rows, in any order and of any numeric type. Of those that are
            missing, `object_id` is needed; the others are "not available", or 0 where the
            standard has no code for that. Columns that do not stand in a message's bits (flags,
            source, line, utc) are not used, `t` and `receiver` by tag blocks only.
        talker: see `Wire`.
        own: see `Wire`.
        channel: see `Wire`.
        sequence: see `Wire`.
        tags: see `Wire`.

    Returns:
        sentences without line end, in the order of the rows; a message of several parts is
        several of them, one behind the other.

    Raises:
        ConfigError: there is no such kind.
        SchemaError: a column is missing, mistyped, or none of the kind.
        ContractError: a value does not fit; says column, row, value and what would fit.

    Notes:
        decode(encode(x)) = x for every table that the decoder can give, but for values between
        two codes of the standard, which become the nearer one.
        Source: ITU-R M.1371-5, annex 8; IEC 61162-1, VDM and VDO.
    """
    wire = Wire(talker, own, channel, sequence, tags)
    return [line for row in encode_rows(kind, table, wire) for line in row]


def encode_rows(
    kind: str, table: pa.Table, wire: Wire, numbers: Ints | None = None
) -> list[list[bytes]]:
    """Write messages of one kind, the sentences of each row apart.

    Args:
        kind: name of the kind.
        table: as of `encode_messages`.
        wire: how they are written.
        numbers: by which errors call the rows, shape (n,); None: 0 and up.

    Returns:
        for each of n rows one to nine sentences.

    Raises:
        ConfigError: there is no such kind.
        SchemaError: a column is missing or mistyped.
        ContractError: a value does not fit.
    """
    one = KINDS[choose_kinds([kind])[0]]
    _check_wire(wire)
    columns = {name: plain(table[name]) for name in table.column_names}
    n = table.num_rows
    names = np.arange(n) if numbers is None else numbers
    check_names(columns, SCHEMAS[one.name].names + _BESIDE, Where("", names))
    if kind in _BINARY:
        columns = fill_applications(columns, names)
    columns["msg_type"] = _types(one, columns.get("msg_type"), names)
    _check_identity(columns, names)
    bits, letters = np.zeros(n, np.int64), np.zeros((n, 0), np.uint8)
    for case, rows in _cases(one, columns, names):
        bits[rows], some = _write(case, columns, rows, names)
        letters = _put(letters, rows, some)
    return _sentences(letters, bits, wire, columns)


def _check_wire(wire: Wire) -> None:
    if len(wire.talker) != 2 or not wire.talker.isalnum():  # noqa: PLR2004 - letters of a talker
        raise ContractError(f"talker {wire.talker!r}: two letters are wanted, such as AI")
    if wire.channel not in {b"A", b"B", b"1", b"2", b""}:
        raise ContractError(f"channel {wire.channel!r}: A or B is wanted, or nothing")
    if not 0 <= wire.sequence <= 9:  # noqa: PLR2004 - one digit
        raise ContractError(f"sequence {wire.sequence}: 0 to 9 is wanted")


def _types(kind: Kind, column: pa.Array | None, names: Ints) -> pa.Array:
    """Give the message type of each row; where it is not told, the first of the kind."""
    first = kind.types[0]
    if column is None or pa.types.is_null(column.type):
        return pa.array(np.full(len(names), first, np.int64))
    where = Where("msg_type", names)
    types = to_codes(Field("msg_type", 6), column, where)
    types = np.where(told(column), types, first)
    wrong = np.flatnonzero(~np.isin(types, kind.types))
    if len(wrong):
        wanted = f"{kind.name} is {' or '.join(str(one) for one in kind.types)}"
        raise where.misfit(int(wrong[0]), int(types[wrong[0]]), wanted)
    return pa.array(types)


def _check_identity(columns: dict[str, pa.Array], names: Ints) -> None:
    if "object_id" not in columns:
        raise SchemaError("there is no column object_id: the sender's MMSI is wanted")
    lost = np.flatnonzero(~told(columns["object_id"]))
    if len(lost):
        where = Where("object_id", names)
        raise where.misfit(int(lost[0]), None, "the sender's MMSI is wanted")


def _cases(kind: Kind, columns: dict[str, pa.Array], names: Ints) -> list[tuple[Case, Ints]]:
    """Tell which layout each row has."""
    left, out = np.arange(len(names)), []
    types = columns["msg_type"].to_numpy()
    for case in kind.cases:
        holds: Truths = np.isin(types[left], case.layout.types)
        for name, low, high in case.when:
            code = _codes(case, name, columns, names)[left]
            holds &= (code >= low) & (code <= high)
        rows = left[holds]
        if len(rows):
            _check_foreign(kind, case, columns, rows, names)
            out += [(case, rows[k : k + _CHUNK]) for k in range(0, len(rows), _CHUNK)]
        left = left[~holds]
    if len(left):
        by = sorted({name for case in kind.cases for name, _, _ in case.when})
        told_by = ", ".join(f"{k} {columns[k][int(left[0])]}" for k in by if k in columns)
        raise ContractError(f"row {names[left[0]]}: {kind.name} has no form with {told_by}")
    return out


def _codes(case: Case, name: str, columns: dict[str, pa.Array], names: Ints) -> Ints:
    field = next(
        part for part in case.layout.fields if isinstance(part, Field) and part.name == name
    )
    if name not in columns:
        return np.full(len(names), default_code(field), np.int64)
    return to_codes(field, columns[name], Where(name, names))


def _check_foreign(
    kind: Kind, case: Case, columns: dict[str, pa.Array], rows: Ints, names: Ints
) -> None:
    """Refuse a value that this form of the kind has no field for: it would be lost."""
    own = {part.name for part in case.layout.fields}
    for part in kind.parts:
        if part.name in own or part.name not in columns:
            continue
        given = np.flatnonzero(told(columns[part.name])[rows])
        if len(given):
            row = int(rows[given[0]])
            wanted = f"null: {case.layout.title} has no such field"
            raise Where(part.name, names[rows]).misfit(
                int(given[0]), columns[part.name][row].as_py(), wanted
            )


def _write(case: Case, columns: dict[str, pa.Array], rows: Ints, names: Ints) -> tuple[Ints, Bytes]:
    parts = case.layout.fields
    page = Page.blank(len(rows), most_bits(parts))
    own = {part.name for part in parts}
    which = pa.array(rows)
    some = {name: column.take(which) for name, column in columns.items() if name in own}
    if set(case.layout.types) & _OPEN:
        lacking = [part.name for part in parts if isinstance(part, Field) and part.is_optional]
        some |= {name: pa.nulls(len(rows)) for name in lacking if name not in some}
    bits = write_parts(parts, some, page, np.arange(len(rows)), Where("", names[rows]))
    over = np.flatnonzero(bits > case.layout.longest) if case.layout.longest else rows[:0]
    if len(over):
        k = int(over[0])
        raise ContractError(
            f"row {names[rows[k]]}: {case.layout.title} of {bits[k]} bits: "
            f"at most {case.layout.longest} are wanted"
        )
    return bits, to_letters(page.bits)


def _put(letters: Bytes, rows: Ints, some: Bytes) -> Bytes:
    """Put letters of some rows among those of all."""
    lack = some.shape[1] - letters.shape[1]
    if lack > 0:
        letters = np.pad(letters, ((0, 0), (0, lack)))
    letters[rows, : some.shape[1]] = some
    return letters


def _sentences(
    letters: Bytes, bits: Ints, wire: Wire, columns: dict[str, pa.Array]
) -> list[list[bytes]]:
    n, total = len(bits), parts_of(bits)
    sequence = (wire.sequence + np.cumsum(total > 1) - 1) % 10
    head = b"!%b%b" % (wire.talker, b"VDO" if wire.own else b"VDM")
    out: list[list[bytes]] = [[] for _ in range(n)]
    for length in np.unique(bits):
        rows = np.flatnonzero(bits == length)
        made = make_sentences(
            letters[rows], int(length), sequence[rows], head=head, channel=wire.channel
        )
        for row, lines in zip(rows, zip(*made, strict=True), strict=True):
            out[row] = list(lines)
    if wire.tags:
        blocks = tag_blocks(columns.get("t"), columns.get("receiver"), total, wire.receiver)
        out = [
            [tag + line for tag, line in zip(tags, lines, strict=True)]
            for tags, lines in zip(blocks, out, strict=True)
        ]
    return out
