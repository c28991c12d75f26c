"""x"""

from sailing import HOUR, MINUTE, at, fix, observe, world

from straitwatch.event.passage import make


def test_a():
    rows = [
        fix(m * MINUTE, 125.6, 24.2 + m * 0.2 / 60, coast_nm=abs(m * 0.2 - 30) / 2 + 6, sog_kn=12.0)
        for m in range(0, 300, 3)
    ]
    import json

    for e in observe(make(world()), rows):
        print(json.dumps(e, default=str, indent=1))
