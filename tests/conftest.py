"""What every test starts from: a place for built files, and no memory of earlier tries to sign in."""

import email
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.cache import cache
from hypothesis import settings as hypothesis

# The same examples in every run: what fails here fails for everybody.
hypothesis.register_profile("house", derandomize=True, deadline=None)
hypothesis.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Tries are counted in the cache; one test's tries must not lock out the next."""
    cache.clear()
    yield
    cache.clear()


class Server:
    """A mail server that really receives; `answer` is what it says to a letter."""

    def __init__(self):
        self.letters, self.answer = [], "250 received"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return self.answer


@pytest.fixture
def server(settings):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    made = Server()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    settings.INSTALLATION = replace(settings.INSTALLATION, mail_url=f"smtp://127.0.0.1:{port}", is_demo=False)
    yield made
    controller.stop()
