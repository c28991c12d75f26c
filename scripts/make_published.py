"""Bring in the published limits by hand: what hatch_build.py does when the wheel is built.

Run: python scripts/make_published.py [path/to/osm_borders-maritime_10m-1.1.0.tgz]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # also where nothing is installed

from straitwatch.model.error import StraitwatchError
from straitwatch.zone.published_pack import PACK_FILE, bring_in


def main() -> None:
    """Make the file."""
    try:
        if not bring_in(print, Path(sys.argv[1]) if len(sys.argv) > 1 else None):
            print(f"published limits: up to date, {PACK_FILE}")
    except StraitwatchError as error:
        sys.exit(f"make_published: {error}")


if __name__ == "__main__":
    main()
