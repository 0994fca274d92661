"""The words of pictures and of the page of `parley report`, from one catalogue to translate.

To translate them, translate `words.yaml` and give it to `parley report` or `plot` as `--words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

Phrases = Mapping[str, str]

CATALOGUE = "words.yaml"
SAID, SHOWN = "said_", "shown_"
"""What keys of sentences, and of documented amounts, begin with in the catalogue."""


@dataclass(frozen=True)
class Words:
    """Every phrase of the page and its pictures by its key."""

    phrases: Phrases

    @property
    def sentences(self) -> Phrases:
        """What the sentences of the analysis are made of, by the keys that they have there."""
        return self._beginning(SAID)

    @property
    def amounts(self) -> Phrases:
        """What documented amounts are told with (`sim.store.benchmark`)."""
        return self._beginning(SHOWN)

    def __call__(self, key: str, **values: object) -> str:
        """A phrase with values in its places."""
        return self.phrases[key].format(**values)

    def _beginning(self, prefix: str) -> Phrases:
        return {
            key.removeprefix(prefix): text
            for key, text in self.phrases.items()
            if key.startswith(prefix)
        }


def shipped_catalogue() -> str:
    """The catalogue that comes with the package, in English, as YAML."""
    return (files("sim.analysis") / CATALOGUE).read_text(encoding="utf-8")


SHIPPED = Words(yaml.safe_load(shipped_catalogue()))
"""The words that come with the package, in English."""

WORDS: Phrases = SHIPPED.sentences
