"""A real Valkey for what is kept in one."""

from collections.abc import Iterator

import pytest

from assistant.memory import ChildValkey


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    child = ChildValkey(tmp_path_factory.mktemp("valkey"))
    yield child.start()
    child.stop()
