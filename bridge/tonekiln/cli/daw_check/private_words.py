"""What this machine knows to be private: who sits here, what was asked for, what is kept secret."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tonekiln.client.blocking import Client
from tonekiln.client.connection import written_in
from tonekiln.home import Home
from tonekiln.platform import people
from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import DaemonUnreachable


def private_words(home: Home, client: Client) -> Iterator[str]:
    """Names, the daemon's keys and address, prompts and names of the newest clips.

    Raises:
        TonekilnError: the daemon does not answer.
    """
    yield from people.names_of_user()
    yield from people.names_of_machine()
    yield from _of_connection(home)
    for clip in client.search(SearchClips(limit=200)).clips:
        yield from (clip.prompt, clip.negative, clip.name)


def _of_connection(home: Home) -> Iterator[str]:
    try:
        facts = written_in(home.connection_file)
    except DaemonUnreachable:
        return
    yield from (facts.server_key, facts.client_public, facts.client_secret)
    host = urlsplit(facts.endpoint).hostname or ""
    if facts.remote:
        yield host
