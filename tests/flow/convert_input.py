"""Sources of every kind that a conversion meets: sentences with parts over each cut, CSV, JSON."""

import gzip
import json
from pathlib import Path

import numpy as np

from straitwatch.flow.bench.decode_input import write_traffic

__all__ = ["write_csv", "write_json_lines", "write_parts", "write_traffic"]

_STATIC = (
    b"!AIVDM,2,1,%d,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*%02X",
    b"!AIVDM,2,2,%d,A,88888888880,2*%02X",
)
_ALONE = b"!AIVDM,1,1,,B,15@:Ip002k3Dr;`78KwapWp@0H5b,0*0F"


def _sentence(form: bytes, number: int) -> bytes:
    body = (form % (number, 0))[1:].rpartition(b"*")[0]
    return form % (number, int(np.bitwise_xor.reduce(np.frombuffer(body, np.uint8))))


def write_parts(path: Path, messages: int) -> bytes:
    """Write messages of two parts, each with others between them: any cut parts some.

    A tenth as many lines are damaged.
    """
    lines, waiting = [], list[bytes]()
    for k in range(messages):
        first, second = (_sentence(form, k % 10) for form in _STATIC)
        lines += [first, _ALONE]
        waiting.append(second)
        if len(waiting) == 7:
            lines.append(waiting.pop(0))
        if k % 10 == 0:
            lines.append(b"%s, heard %d" % (_ALONE[:-3], k))
    data = b"\n".join([*lines, *waiting]) + b"\n"
    path.write_bytes(gzip.compress(data, 1) if path.suffix == ".gz" else data)
    return data


def write_csv(path: Path, rows: int) -> None:
    """Write positions of ten ships."""
    head = "mmsi,t,lon,lat,sog\n"
    body = [
        f"{431000001 + k % 10},2024-01-01T{k // 3600 % 24:02d}:{k // 60 % 60:02d}:{k % 60:02d}Z,"
        f"{130 + k / 1e5:.5f},{30 + k / 1e5:.5f},{k % 20}\n"
        for k in range(rows)
    ]
    path.write_text(head + "".join(body))


def write_json_lines(path: Path, rows: int) -> None:
    """Write positions as JSON, one a line."""
    with path.open("w") as file:
        for k in range(rows):
            t = f"2024-01-01T00:{k // 60 % 60:02d}:{k % 60:02d}Z"
            row = {"mmsi": 431000001 + k % 10, "timestamp": t, "lon": 130 + k / 1e5, "lat": 30.5}
            file.write(json.dumps(row) + "\n")
