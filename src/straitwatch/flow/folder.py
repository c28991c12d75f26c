"""A path into a folder that can be written."""

from pathlib import Path

from straitwatch.model.error import OutputError

__all__ = ["make_folder"]


def make_folder(out: Path) -> None:
    """Make a folder for output, or say why it cannot be.

    Raises:
        OutputError: a file is in the way, or there is no permission or no space.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".straitwatch-can-write"
        probe.write_bytes(b"")
        probe.unlink()
    except FileExistsError as error:
        raise OutputError(f"{out}: is a file; --out wants a folder") from error
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written: {error.strerror}; choose another --out"
        ) from error
