"""Structs of application data turned into the data of binary messages."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.app_layout import Application
from straitwatch.decode.ais.applications import APPLICATIONS, application_of
from straitwatch.decode.ais.encode_code import Where, told
from straitwatch.decode.ais.encode_parts import Page, most_bits, take_children, write_parts
from straitwatch.model.error import ContractError

__all__ = ["fill_applications"]

Ints = npt.NDArray[np.int64]

_NAMES = tuple(dict.fromkeys(one.name for one in APPLICATIONS))
_BYTE = 8


def fill_applications(columns: dict[str, pa.Array], numbers: Ints) -> dict[str, pa.Array]:
    """Write application data from the structs of messages whose data are null.

    Args:
        columns: of a kind of binary messages, n rows each.
        numbers: by which errors call the rows, shape (n,).

    Returns:
        the columns with data, DAC and FI filled in, and without the structs; with `structured`
        and `addressed` too, which say whether types 25 and 26 have DAC and FI, and an address,
        where they are not told. Data that are given stay, whatever struct stands beside them.

    Raises:
        SchemaError: a column holds what a field cannot.
        ContractError: a value does not fit, two structs stand in a row, or a struct is not that
            of the row's DAC and FI.

    Notes:
        Data are filled up with 0 to whole bytes, as ITU-R M.1371-5, annex 2, 3.3.7 wants messages.
    """
    given = [name for name in _NAMES if name in columns]
    rest = {name: column for name, column in columns.items() if name not in given}
    if given:
        rest |= _fill(rest, {name: columns[name] for name in given}, numbers)
    for claim, by in (("structured", "dac"), ("addressed", "dest_mmsi")):
        if claim not in rest:
            rest[claim] = pa.array(
                told(rest[by]) if by in rest else np.zeros(len(numbers), np.bool_)
            )
    return rest


def _fill(
    rest: dict[str, pa.Array], given: dict[str, pa.Array], numbers: Ints
) -> dict[str, pa.Array]:
    n = len(numbers)
    data = rest.get("data", pa.nulls(n, pa.binary()))
    is_open, is_text = ~told(data), bool(pa.types.is_string(data.type))
    words = data.to_pylist()
    dac, fi = (_numbers(rest.get(name), n) for name in ("dac", "fi"))
    owner = np.full(n, -1)
    for which, (name, column) in enumerate(given.items()):
        rows = np.flatnonzero(is_open & told(column))
        _check_one(owner[rows], numbers[rows], list(given), name)
        owner[rows] = which
        for one, some in _layouts(name, rows, dac, fi, numbers):
            dac[some], fi[some] = one.dac, one.fi
            for row, word in zip(some, _write(one, column, some, numbers), strict=True):
                words[row] = word.hex() if is_text else word
    filled = {"data": pa.array(words, pa.string() if is_text else pa.binary())}
    for name, codes in (("dac", dac), ("fi", fi), ("structured", np.ones(n, np.int64))):
        if name != "structured" or name in rest:
            filled[name] = _column(rest.get(name), codes, owner)
    return filled


def _check_one(owner: Ints, rows: Ints, given: list[str], name: str) -> None:
    twice = np.flatnonzero(owner >= 0)
    if len(twice):
        k = int(twice[0])
        raise ContractError(
            f"row {rows[k]} holds both {given[owner[k]]} and {name}: a message has one of them"
        )


def _numbers(column: pa.Array | None, n: int) -> Ints:
    """Give numbers, -1 for null."""
    if column is None or pa.types.is_null(column.type):
        return np.full(n, -1, np.int64)
    whole = column.cast(pa.int64()).fill_null(-1)
    return np.asarray(whole.to_numpy(zero_copy_only=False), np.int64).copy()


def _column(column: pa.Array | None, codes: Ints, owner: Ints) -> pa.Array:
    """Put codes into a column, in rows with a struct; elsewhere it stays as it is."""
    old = _numbers(column, len(codes))
    new = np.where(owner >= 0, codes, old)
    return pa.array(new, mask=new < 0)


def _layouts(
    name: str, rows: Ints, dac: Ints, fi: Ints, numbers: Ints
) -> list[tuple[Application, Ints]]:
    """Tell which application each row is: by its DAC and FI, where these are given."""
    out = []
    is_told = (dac[rows] >= 0) & (fi[rows] >= 0)
    key = np.where(is_told, dac[rows] * 64 + fi[rows], -1)
    for one in np.unique(key):
        some = rows[key == one]
        told_pair = (None, None) if one < 0 else (int(one) // 64, int(one) % 64)
        layout = application_of(name, *told_pair)
        if layout is None:
            wanted = [f"{each.dac}, {each.fi}" for each in APPLICATIONS if each.name == name]
            raise ContractError(
                f"column {name}, row {numbers[some[0]]}: DAC and FI are {told_pair[0]}, "
                f"{told_pair[1]}: {' or '.join(wanted)} is wanted, or null"
            )
        out.append((layout, some))
    return out


def _write(layout: Application, column: pa.Array, rows: Ints, numbers: Ints) -> list[bytes]:
    where = Where(layout.name, numbers[rows])
    page = Page.blank(len(rows), most_bits(layout.fields))
    children = take_children(column, rows, len(column), where)
    ends = write_parts(layout.fields, children, page, np.arange(len(rows)), where)
    packed = np.packbits(page.bits, axis=1)
    sizes = -(-ends // _BYTE)
    return [packed[k, : sizes[k]].tobytes() for k in range(len(rows))]
