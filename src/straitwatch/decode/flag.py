"""Identities turned into flags: ships by the digits of their MMSI, aircraft by their address."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode import mid
from straitwatch.decode.icao24 import address_of, state_of_address

__all__ = ["fill_flags", "flag_of"]

Ints = npt.NDArray[np.int64]


def flag_of(object_id: Ints) -> pa.Array:
    """Find the State of each identity.

    Args:
        object_id: identities, shape (n,). A hull number or a name tells no State here.

    Returns:
        strings, n: ISO 3166 alpha-2, or null. As a rule the flag, and no more sure than the
        identity: see `mid.flag_of` and `icao24.state_of_address`.
    """
    object_id = np.asarray(object_id, np.int64)
    return pc.coalesce(mid.flag_of(object_id), state_of_address(address_of(object_id)))


def fill_flags(statics: pa.Table) -> pa.Table:
    """Fill the flags of STATIC that are null, from the identity."""
    place = statics.schema.get_field_index("flag")
    known = statics["flag"].combine_chunks()
    if not len(statics) or known.null_count == 0:
        return statics
    found = flag_of(statics["object_id"].to_numpy())
    return statics.set_column(place, "flag", known.fill_null(found))
