"""What is wrong with a table of events: collected row by row, told all at once."""

from __future__ import annotations

from sim.scenario.problems import Problem, UserError

MOST_TOLD = 20
"""Problems of one file that are told; of the others only the number."""


class Complaints:
    """Problems of one file in the order of its lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._told: list[Problem] = []
        self._first_untold: int | None = None
        self._untold = 0

    def add(self, line: int | None, message: str, hint: str | None = None) -> None:
        """Add what is wrong in a line (counted from 1), or with the file if there is none."""
        if len(self._told) < MOST_TOLD:
            self._told.append(Problem(message, self.file, line, hint=hint))
            return
        if self._untold == 0:
            self._first_untold = line
        self._untold += 1

    def settle(self) -> None:
        """Raise UserError if anything is wrong: the first problems, and how many more there are."""
        if not self._told:
            return
        told = list(self._told)
        if self._untold:
            what = "problem" if self._untold == 1 else "problems"
            told.append(Problem(f"and {self._untold:,} more {what}", self.file, self._first_untold))
        raise UserError(told)


def refusal(file: str, message: str, hint: str | None = None, line: int | None = None) -> UserError:
    """The error for a file that cannot be read any further."""
    return UserError(Problem(message, file, line, hint=hint))
