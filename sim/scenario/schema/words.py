"""The words of a scenario file: names, texts, expressions, and the closed vocabularies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]

Rung = Literal["calm", "violations", "clashes", "operation", "war"]
AgreementKind = Literal["statement", "cbm", "ceasefire", "interim", "framework", "settlement"]
Measure = Literal[
    "hotline",
    "sniper_withdrawal",
    "trench_freeze",
    "exchange",
    "humanitarian_pause",
    "monitoring",
    "separation",
    "cantonment",
]
Task = Literal["observe", "investigate", "interpose", "protect", "use_force"]
Instrument = Literal["facilitation", "formulation", "manipulation"]
Level = Literal["leaders", "ministers", "shuttle", "proximity"]
Approach = Literal["package", "framework", "step_by_step"]


def _unfold(text: Any) -> Any:
    """A number is a sound expression too: `chance: 0.2`."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return repr(text)
    if isinstance(text, bool):
        return "true" if text else "false"
    return text


ExpressionText = Annotated[
    str,
    BeforeValidator(_unfold),
    Field(min_length=1, max_length=1_000, json_schema_extra={"format": "parley-expression"}),
]
