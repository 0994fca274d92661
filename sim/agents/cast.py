"""The agents of a model: each party, host and mission, of the class that the scenario names."""

from __future__ import annotations

import mesa

from sim.agents.mediator import Mediator
from sim.agents.mission import Mission
from sim.agents.party import Party
from sim.agents.registry import agent_class
from sim.world.layout import Layout


def parties_of(model: mesa.Model, layout: Layout) -> dict[int, Party]:
    """The parties by index; raises UserError for a class that cannot be had, as all here do."""
    return {
        index: agent_class(entry.agent, "party", Party)(model, name, index)
        for index, (name, entry) in enumerate(layout.scenario.parties.items())
    }


def hosts_of(model: mesa.Model, layout: Layout) -> list[Mediator]:
    """The mediators, then the formats, which are hosts of the usual kind."""
    mediators = layout.scenario.mediators
    words = [
        mediators[host.name].agent if host.format is None else "mediator" for host in layout.hosts
    ]
    return [
        agent_class(word, "mediator", Mediator)(model, host.name, index)
        for index, (word, host) in enumerate(zip(words, layout.hosts, strict=True))
    ]


def missions_of(model: mesa.Model, layout: Layout) -> list[Mission]:
    """The missions, in the order of the scenario."""
    return [
        agent_class(entry.agent, "mission", Mission)(model, name, index)
        for index, (name, entry) in enumerate(layout.scenario.peacekeepers.items())
    ]
