"""The table of agreements, with their terms."""

from __future__ import annotations

from sim.world.table import Table, declare
from sim.world.tables.columns import FOREVER, Floats, Small, Truths, Whole, day, share, truth


class AgreementTable(Table):
    """Agreements in force or on their way, one a slot; an ended one frees its slot."""

    kind: Small = declare("slot", unit="kind", meaning="Kind.", low=0, high=6, dtype="int8")
    front: Small = declare("slot", unit="index", meaning="-1 all.", low=-1, high=100, dtype="int8")
    host: Small = declare("slot", unit="index", meaning="-1 none.", low=-1, high=100, dtype="int8")
    brings: Small = declare(
        "slot",
        unit="index",
        meaning="Mission it brings in; -1 none.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    signed: Whole = day("slot", meaning="Day of signature.")
    in_force: Whole = day("slot", meaning="Day of entry into force.", start=FOREVER)
    signatory: Truths = truth("slot", "party", meaning="Signed.")
    bound: Truths = truth("slot", "party", meaning="Bound, signed or not.")
    term: Floats = share("slot", "issue", meaning="Agreed positions.")
    settles: Truths = truth("slot", "issue", meaning="Issues the agreement disposes of.")
    measure: Truths = truth("slot", "measure", meaning="Measures agreed.")
    mechanism: Truths = truth("slot", meaning="Compliance is checked by a joint body.")
    ambiguity: Floats = share("slot", meaning="Room for disputes over meaning.")
    guarantee: Floats = share("slot", meaning="Guarantee promised with it.")
    carried: Floats = share("slot", meaning="Share carried out of the term least advanced.")
    due: Floats = declare("slot", "issue", unit="days", meaning="Time to do it in.", low=0)
    obligor: Truths = truth("slot", "issue", "party", meaning="Has to act.")
    evidence: Small = declare(
        "slot", "issue", unit="task", meaning="What shows it.", low=0, high=1, dtype="int8"
    )
    observer: Small = declare(
        "slot",
        "issue",
        unit="index",
        meaning="Mission that has to see it; -1 anybody.",
        low=-1,
        high=100,
        start=-1,
        dtype="int8",
    )
    doubt: Floats = share("slot", "issue", meaning="Room for disputes over a term.")
    done: Floats = share("slot", "issue", meaning="Share of a term that is carried out.")
    verified: Floats = share("slot", "issue", meaning="Share that is seen to be carried out.")
    carrot: Floats = declare(
        "slot", "party", unit="utility", meaning="Inducement at signature.", low=0
    )
    stick: Floats = declare(
        "slot", "party", unit="utility", meaning="Penalty threatened at signature.", low=0
    )
    inherited: Truths = truth("slot", meaning="In force before the run began.")
