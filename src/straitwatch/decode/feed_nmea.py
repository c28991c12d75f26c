"""Live pieces of NMEA 0183 turned into FIX, STATIC and REJECT."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.aivdm import AivdmStream
from straitwatch.decode.tables import join_decoded
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["NmeaFeed"]


class NmeaFeed:
    """Decoder of AIVDM lines as they are heard.

    Args:
        source: label of the rows.
        tally: is counted up.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._tally = tally
        self._stream = AivdmStream(source, tally, threads=1)  # a thread a feed is enough

    def feed(self, data: bytes, t_us: int | None) -> Decoded:  # noqa: ARG002 - dated by the caller
        """Decode lines; half a line at the end that is no whole sentence is `truncated`."""
        stop = data.rfind(b"\n") + 1
        parts = [self._stream.feed(data[:stop])] if stop else []
        if stop < len(data):
            parts.append(self._feed_half(data[stop:]))
        self._stream.spare_memory()
        return parts[0] if len(parts) == 1 else join_decoded(parts)

    def close(self) -> Decoded:
        """Parts that still wait become rejects."""
        return self._stream.close()

    def _feed_half(self, half: bytes) -> Decoded:
        """Decode half a line: a sentence may be whole without its line end, its checksum says."""
        decoded = self._stream.feed(half + b"\n")
        self._tally.n_bytes -= 1
        return replace(decoded, rejects=self._truncated(decoded.rejects))

    def _truncated(self, rejects: pa.Table) -> pa.Table:
        """Say of the last line's reject, if it is one of a line that is not whole, that it was cut.

        A message that is whole and tells no position, for example, keeps its own fault.
        """
        faults = rejects["fault"].to_pylist()
        if not faults or faults[-1] not in _OF_FORM:
            return rejects
        self._tally.rejects[faults[-1]] -= 1
        self._tally.rejects += {str(Fault.TRUNCATED): 1}  # drops counts of 0
        faults[-1] = str(Fault.TRUNCATED)
        place = rejects.schema.get_field_index("fault")
        return rejects.set_column(
            place, rejects.schema.field(place), pc.dictionary_encode(pa.array(faults, pa.string()))
        )


_OF_FORM = frozenset(
    str(fault)
    for fault in (
        *(Fault.NOT_A_SENTENCE, Fault.UNSUPPORTED_SENTENCE, Fault.MALFORMED, Fault.CHECKSUM),
        *(Fault.NO_CHECKSUM, Fault.TAG_BLOCK, Fault.PAYLOAD, Fault.TOO_SHORT, Fault.TOO_LONG),
    )
)
