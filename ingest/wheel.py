"""Files that an installed wheel carries, found without importing it."""

import sysconfig
from importlib.util import find_spec
from pathlib import Path


def wheel_file(package: str, name: str) -> Path:
    """The path of a package's file; `FileNotFoundError` says what is missing on this kind of machine."""
    spec = find_spec(package)
    path = Path((spec.submodule_search_locations or [""])[0]) / name if spec else Path()
    if not spec or not path.is_file():
        raise FileNotFoundError(
            f"the wheel with '{package}/{name}' is not installed, or has no build for {sysconfig.get_platform()}"
        )
    return path
