"""What bargaining theory says of a scenario's issues, beside what its simulated talks agree on."""

from __future__ import annotations

from sim.analysis.solve.answer import Agreed, Crossing, Party, Solution, Solved, Spread, Zone
from sim.analysis.solve.solver import solve
from sim.analysis.solve.words import document_of, frame_of, in_words

__all__ = [
    "Agreed",
    "Crossing",
    "Party",
    "Solution",
    "Solved",
    "Spread",
    "Zone",
    "document_of",
    "frame_of",
    "in_words",
    "solve",
]
