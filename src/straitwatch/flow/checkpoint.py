"""The state of a watch into a file, and back."""

import pickle
from pathlib import Path

from straitwatch.flow.watch import State
from straitwatch.model.error import ContractError, SourceError
from straitwatch.model.version import __version__
from straitwatch.report.whole import whole_file

__all__ = ["load_state", "save_state"]

_MAGIC = b"straitwatch-state "


def save_state(state: State, path: Path) -> None:
    """Write all that a watch remembers; the file is whole or as it was before.

    Args:
        state: of a watch, which may go on.
        path: the file.

    Raises:
        OutputError: it cannot be written.

    Notes:
        Python's pickle of arrays: about 1 kB a lane. `straitwatch bench events --live` measures it
        with 200,000 objects.
    """
    with whole_file(path, mend="choose another file") as file:
        file.write(_MAGIC + __version__.encode() + b"\n")
        pickle.dump(state, file, protocol=pickle.HIGHEST_PROTOCOL)


def load_state(path: Path) -> State:
    """Read what `save_state` wrote. A pickle runs code: read only files of your own.

    Raises:
        SourceError: the file cannot be read, or is broken.
        ContractError: it is no such file, or of another version of the project.
    """
    try:
        with path.open("rb") as file:
            head = file.readline(200)
            if not head.startswith(_MAGIC):
                raise ContractError(f"{path}: is no state of a watch; found {head[:20]!r}")
            version = head[len(_MAGIC) :].strip().decode("ascii", "replace")
            if version != __version__:
                raise ContractError(
                    f"{path}: is of version {version}, this is {__version__}: run the watch anew"
                )
            state = pickle.load(file)  # noqa: S301 - the user's own file, as the docstring says
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    if not isinstance(state, State):
        raise ContractError(f"{path}: holds {type(state).__name__}, no state of a watch")
    return state
