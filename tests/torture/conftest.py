"""One platform for all these tests: real processes, real sockets."""

from collections.abc import Callable, Iterator

import pytest

from tests.torture import place as places
from tests.torture.place import Place
from tests.torture.visitor import Visitor
from tests.torture.words import LONG


@pytest.fixture(scope="session")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with places.running(tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture
def place(shared_place: Place) -> Place:
    """The platform, with an engine that says LONG quickly."""
    shared_place.script(reply=LONG, token_delay=0.005)
    return shared_place


@pytest.fixture
def visitor(place: Place) -> Callable[..., Visitor]:
    """Makes a new visitor; arguments as `Visitor`'s."""
    return lambda **options: Visitor(place.url, place.site_key, **options)
