"""Replies of endpoints on disk, so that an interrupted run does not ask and pay twice."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cuewise.embed.cache import cache_dir, open_database, trouble_as_warning
from cuewise.models.endpoints.chat import Reply

_SCHEMA = "CREATE TABLE IF NOT EXISTS replies (key BLOB PRIMARY KEY, reply BLOB NOT NULL)"


@dataclass(frozen=True, slots=True)
class ReplyCache:
    """Replies by key in the file `replies.sqlite` of `folder`.

    Without a folder it holds nothing. It stores hashes of requests, so no key and no question.

    Examples
    --------
    >>> import tempfile
    >>> cache = ReplyCache(Path(tempfile.mkdtemp()))
    >>> cache.put(b"1", Reply("yes"))
    >>> cache.get([b"1", b"2"])
    {b'1': Reply(text='yes')}
    """

    folder: Path | None

    @property
    def file(self) -> Path | None:
        """Where the replies lie, None when the cache is off."""
        return None if self.folder is None else self.folder / "replies.sqlite"

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Reply]:
        """The replies that are there, by key."""
        file = self.file
        replies: dict[bytes, Reply] = {}
        if file is None or not file.exists():
            return replies
        with trouble_as_warning(file), open_database(file) as database:
            database.execute(_SCHEMA)
            for key in keys:
                query = "SELECT reply FROM replies WHERE key = ?"
                if row := database.execute(query, (key,)).fetchone():
                    # What is no text was not written here, and is asked again.
                    with contextlib.suppress(ValueError, AttributeError):
                        replies[key] = Reply(row[0].decode("utf-8", "surrogatepass"))
        return replies

    def put(self, key: bytes, reply: Reply) -> None:
        """Store `reply` at once, in a transaction of its own."""
        file = self.file
        if file is None:
            return
        with trouble_as_warning(file), open_database(file) as database, database:
            database.execute(_SCHEMA)
            # Bytes, because a text of SQLite cannot hold half a surrogate pair.
            row = (key, reply.text.encode("utf-8", "surrogatepass"))
            database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", row)


def default_replies() -> ReplyCache:
    """The replies at `cache_dir()`."""
    return ReplyCache(cache_dir())
