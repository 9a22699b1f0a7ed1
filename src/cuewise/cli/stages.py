"""What a piece of long work is called, how far it is, and how long it will still take."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from cuewise.cli.messages import printable

_AFTER = re.compile(r"[:\s]+")  # what parts a code from that which it is about
_SOON = 10.0  # below this many seconds no number is given
_MINUTE, _HOUR = 60.0, 3600.0


@cache
def _names() -> dict[str, str]:
    text = files("cuewise.cli").joinpath("stages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def stage_name(code: str) -> str:
    """A stage in plain English; the code of a plug-in of the user's own stays as it is.

    Examples
    --------
    >>> stage_name("model:tfidf"), stage_name("probe:tfidf:twins.accuracy")
    ('loading the model tfidf', 'measuring tfidf: accuracy on counterfactual pairs')
    """
    names = _names()
    if code in names:
        return names[code]
    known, *rest = _AFTER.split(code, maxsplit=1)
    if known not in names or not rest:
        return printable(code)
    # A probe is named after the model that it asks: "probe:hf:./mine:group.accuracy".
    model, _, probe = rest[0].rpartition(":")
    of = f"{model}: {names[probe]}" if probe in names else rest[0]
    return printable(names[known].format(of=of))


def time_left(seconds: float) -> str:
    """How long the rest takes, rounded up to a number that is easy to say.

    Examples
    --------
    >>> [time_left(s) for s in (3, 38, 130, 7900)]
    ['a few seconds left', 'about 40 s left', 'about 3 min left', 'about 2 h 12 min left']
    """
    if seconds < _SOON:
        return "a few seconds left"
    fives = 5 * math.ceil(seconds / 5)
    if fives < _MINUTE:
        return f"about {fives} s left"
    minutes = math.ceil(seconds / _MINUTE)
    hours, rest = divmod(minutes, 60)
    return f"about {hours} h {rest} min left" if hours else f"about {minutes} min left"


def time_spent(seconds: float) -> str:
    """How long the work has taken so far.

    Examples
    --------
    >>> time_spent(12.3), time_spent(200)
    ('12 s so far', '3 min so far')
    """
    spent = f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds // _MINUTE:.0f} min"
    return f"{spent} so far"


class Stage:
    """One piece of work that is watched; `clock` gives seconds.

    Examples
    --------
    >>> now = iter([0.0, 10.0, 10.0])
    >>> stage = Stage("remedies", 5, clock=lambda: next(now))
    >>> stage.advance(1)
    >>> stage.line()
    'remedies: 1 of 5, about 40 s left'
    """

    def __init__(self, code: str, total: int | None, *, clock: Callable[[], float]) -> None:
        self.name, self.total, self.done = stage_name(code), total, 0
        self._clock = clock
        self._began = self._last = clock()

    def advance(self, n: int, total: int | None = None) -> None:
        """`n` more steps are done; `total` replaces the number of all steps, such as after some
        were dropped.
        """
        self.total = self.total if total is None else total
        self.done += n
        self._last = self._clock() if n else self._last

    def seconds(self) -> float:
        """How long the work has taken so far."""
        return self._clock() - self._began

    def share(self) -> float | None:
        """The share done in [0, 1]; None where the number of steps is unknown."""
        return None if self.total is None else min(self.done / max(self.total, 1), 1.0)

    def left(self) -> float | None:
        """The seconds that the rest takes if a step takes as long as those before it.

        None where the number of steps is unknown, or none has ended.
        """
        if self.total is None or not self.done:
            return None
        each = (self._last - self._began) / self.done
        rest = max(self.total - self.done, 0)
        # The step at work now has taken some of its time, and may take longer than the others.
        spent = min(self._clock() - self._last, each)
        return max(each * rest - spent, 0.0)

    def when(self) -> str:
        """The time left, or the time spent where nobody knows what is left."""
        left = self.left()
        return time_spent(self.seconds()) if left is None else time_left(left)

    def line(self) -> str:
        """The stage on one line."""
        steps = f"{self.done:,} of {self.total:,}, " if self.total is not None else ""
        return f"{self.name}: {steps}{self.when()}"
