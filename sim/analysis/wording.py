"""The phrases that the analysis puts together, from the catalogue that the page has its words from.

To translate them, translate `words.yaml` and give it to `parley report --words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import yaml

Phrases = Mapping[str, str]

CATALOGUE = "words.yaml"
PREFIX = "said_"
"""What keys of the analysis begin with in the catalogue, where the page has keys of its own."""


def phrases_in(catalogue: Phrases) -> Phrases:
    """The phrases of the analysis in a catalogue, by the keys that they have here."""
    return {
        key.removeprefix(PREFIX): text for key, text in catalogue.items() if key.startswith(PREFIX)
    }


def shipped_catalogue() -> str:
    """The catalogue that comes with the package, in English, as YAML."""
    return (files("sim.analysis") / CATALOGUE).read_text(encoding="utf-8")


WORDS: Phrases = phrases_in(yaml.safe_load(shipped_catalogue()))
