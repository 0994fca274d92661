"""A seat: whoever sits in it keeps nothing from one run, or one day, to the next."""

from __future__ import annotations

from random import Random

import mesa
import numpy as np

from sim.scenario.problems import Problem, UserError
from sim.seats.view import Lookout
from sim.world.world import World

CHANGEABLE = (list, dict, set, bytearray, np.ndarray)


class Seat(mesa.Agent):
    """What all agents that decide one run at a time have in common.

    One agent decides for every run of a block, so that anything it kept would pass from run to
    run: storing on `self`, lists and the like on self or class, and Mesa's generators, which all
    runs share, are refused with a UserError.
    """

    name: str
    _seated = False

    def __setattr__(self, name: str, value: object) -> None:
        if self._seated:
            hint = "look at the view for what happened; what never changes belongs to the class"
            raise self._wrong(f"stores `{name}` on itself, where other runs would find it", hint)
        super().__setattr__(name, value)

    @property
    def random(self) -> Random:
        """Refused: it is shared by all runs."""
        raise self._wrong("uses Mesa's generator, which all runs share", "use `view.draw`")

    @property
    def rng(self) -> np.random.Generator:
        """Refused: it is shared by all runs."""
        raise self._wrong("uses Mesa's generator, which all runs share", "use `view.draw`")

    def _take_seat(self) -> None:
        """From here on nothing is stored; what is there already must not be able to change."""
        held = dict(vars(self))
        for kind in type(self).__mro__:
            if issubclass(kind, Seat) and kind.__module__.partition(".")[0] != "sim":
                held.update(vars(kind))
        for name, value in held.items():
            mesas_own = name.startswith("__") or hasattr(mesa.Agent, name)
            if isinstance(value, CHANGEABLE) and not mesas_own:
                message = f"holds `{name}`, which can change and which other runs would find"
                raise self._wrong(message, "make it a number, a text or a tuple")
        self._seated = True

    def _decides(self, method: str, usual: type) -> bool:
        """Whether the agent's author has written a method."""
        return getattr(type(self), method) is not getattr(usual, method)

    def _unanswered(self, method: str) -> UserError:
        """What to raise where an author asks a seat for a decision that none has written."""
        hint = f"leave `{method}` out to decide as usual, or write what it answers"
        return self._wrong(f"asks its parent for `{method}`, which has no answer of its own", hint)

    def _lookout(self, world: World, occasion: str) -> Lookout:
        return Lookout(world, self._who, f"{self.name} {occasion}")

    def _truth(self, lookout: Lookout, method: str, said: object) -> bool:
        if not isinstance(said, bool | np.bool_):
            raise lookout.wrong(f"`{method}` says {said!r}, which is neither true nor false")
        return bool(said)

    def _number(self, lookout: Lookout, method: str, said: object, most: float) -> float:
        if isinstance(said, int | float | np.integer | np.floating) and not isinstance(said, bool):
            number = float(said)
            if 0.0 <= number <= most:
                return number
        raise lookout.wrong(f"`{method}` says {said!r}, which is no number from 0 to {most:g}")

    @property
    def _who(self) -> str:
        return f"{type(self).__module__}:{type(self).__qualname__}"

    def _wrong(self, message: str, hint: str) -> UserError:
        return UserError(Problem(message, file=self._who, hint=hint))
