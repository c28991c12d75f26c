"""Words of a query held against those that a route knows: a misspelt filter must not pass for none.

What filters nothing shows more than was asked for, and nobody sees why.
"""

from difflib import get_close_matches
from typing import Any

from fastapi import Request, params
from fastapi.dependencies.utils import get_flat_params

from straitwatch.serve.refuse import Refused

__all__ = ["check_words"]

_STRICT = ("/api/", "/feeds/", "/healthz", "/metrics")
"""Where unknown words are refused. OGC API routes do so themselves, in its own way."""


async def check_words(request: Request) -> None:
    """Refuse a query with a word that the route does not know.

    Raises:
        Refused: 400, with the nearest words that it knows.
    """
    if not request.url.query or not request.url.path.startswith(_STRICT):
        return
    known = _known(request.scope["route"].dependant)
    for word in request.query_params:
        if word not in known:
            near = get_close_matches(word, known, n=3, cutoff=0.5) or sorted(known)
            shown = word if len(word) <= 40 else word[:39] + "…"  # noqa: PLR2004 - letters
            mend = f"known are {', '.join(near)}" if near else "this address takes no words"
            raise Refused(400, f"unknown word '{shown}'", mend)


_KNOWN: dict[int, tuple[Any, frozenset[str]]] = {}
"""Words of each route by the address of its dependant in memory, which is kept beside them."""


def _known(dependant: Any) -> frozenset[str]:  # noqa: ANN401 - of FastAPI
    if id(dependant) not in _KNOWN:
        fields = get_flat_params(dependant)
        words = frozenset(one.alias for one in fields if isinstance(one.field_info, params.Query))
        _KNOWN[id(dependant)] = dependant, words
    return _KNOWN[id(dependant)][1]
