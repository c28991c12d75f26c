"""Make decode/data/mid.csv, MID -> State, from the table of the package mmsi-country-lookup.

Run: python scripts/make_mid.py path/to/mids.json > src/straitwatch/decode/data/mid.csv
"""

import json
import sys
from pathlib import Path

_HEAD = """\
# Maritime identification digits and the State they are allocated to, ISO 3166 alpha-2.
# Facts of the International Telecommunication Union (Table of Maritime Identification Digits),
# taken from mids.json of mmsi-country-lookup 1.0.2 (MIT licence) by scripts/make_mid.py.
mid,state"""


def main() -> None:
    """Write the table to standard output."""
    table = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(_HEAD)
    for mid, (state, *_) in sorted(table.items()):
        print(f"{mid},{state}")


if __name__ == "__main__":
    main()
