from collections.abc import Iterator

import pytest

from assistant.memory import ChildValkey


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server for all tests of the channels; each begins by emptying it."""
    child = ChildValkey(tmp_path_factory.mktemp("valkey"))
    yield child.start()
    child.stop()


@pytest.fixture
def anyio_backend() -> str:
    """Coroutine tests of this folder run on asyncio."""
    return "asyncio"
