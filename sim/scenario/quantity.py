"""A number of a scenario together with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Confidence = Literal["documented", "inferred", "assumed"]
DECADE = 10.0
"""Ratio of the ends of a range from which on it is told by orders of magnitude."""

Coder = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Quantity(BaseModel):
    """A number, its source, how sure the coder is of it, and the range it may lie in.

    Written bare (`0.3`) it counts as assumed and has no source.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    value: float = Field(description="The number itself.")
    source: str | None = Field(None, description="Key of a source of this scenario.")
    confidence: Confidence = Field("assumed", description="How the number is known.")
    range: tuple[float, float] | None = Field(
        None, description="Lowest and highest value that the coder finds plausible."
    )
    note: str | None = Field(None, description="Why this number.")
    coders: dict[Coder, float] = Field(
        default_factory=dict,
        description="What each of several coders gives for it, by the coder's name.",
    )

    @model_validator(mode="before")
    @classmethod
    def _accept_bare(cls, given: Any) -> Any:
        if isinstance(given, bool | str):
            raise ValueError("expected a number, or a mapping with `value`")
        if isinstance(given, int | float):
            return {"value": given}
        return given

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if self.range is not None:
            low, high = self.range
            if low > high:
                raise ValueError(f"range runs backwards: {low:g} is above {high:g}")
            if not low <= self.value <= high:
                raise ValueError(f"value {self.value:g} lies outside its range {low:g} to {high:g}")
            for coder, number in self.coders.items():
                if not low <= number <= high:
                    message = f"{number:g}, as {coder} codes it, lies outside the range"
                    raise ValueError(f"{message} {low:g} to {high:g}")
        if self.confidence == "documented" and self.source is None:
            raise ValueError("a documented number needs a `source`")
        return self

    def __float__(self) -> float:
        return self.value


def prior_law(low: float, high: float) -> Literal["uniform", "log-uniform"]:
    """How a number is distributed over its stated range, before anything is learnt of it.

    Uniform in its logarithm where the range lies above zero and spans a decade or more: what is
    known of such a number is its order of magnitude (Jeffreys 1946). Else uniform.
    """
    return "log-uniform" if low > 0.0 and high / low >= DECADE else "uniform"


@dataclass(frozen=True)
class Bounds:
    """The values a quantity may take, and its unit: checked on value, range and coders."""

    low: float
    high: float
    unit: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def check(quantity: Quantity) -> Quantity:
            ends = quantity.range or ()
            for number in (quantity.value, *ends, *quantity.coders.values()):
                if not self.low <= number <= self.high:
                    raise ValueError(
                        f"{number:g} is outside {self.low:g} to {self.high:g} ({self.unit})"
                    )
            return quantity

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        return handler(schema)


ZERO = Quantity(value=0.0)
