"""How the zone of possible agreement about 2011 changes as power shifts; draws docs/explanation/.

Run with `make zone`. Sweeps Azerbaijan's capability in `kazan-2011` for several costs of war and
with and without the power that terrain gives.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from sim.model import MediationModel
from sim.prospects.force import log_ratio
from sim.prospects.zone import zone_of_agreement
from sim.scenario.load import load

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "scenarios" / "kazan-2011.yaml"
CAPABILITIES = (0.6, 0.9, 1.2, 1.5, 1.8, 2.2, 2.6, 3.0, 4.0)
COSTS = (0.12, 0.3)
TERRAIN = (0.0, 0.6)
RUNS = 64


def measure(capability: float, cost: float, terrain: float) -> dict[str, float]:
    """Power and zones on the first morning, averaged over private values."""
    case = load(
        SCENARIO,
        [
            f"parties.azerbaijan.capability={capability}",
            f"behaviour.war_cost={cost}",
            f"behaviour.terrain_advantage={terrain}",
        ],
    )
    world = MediationModel(case, runs=RUNS, seed=0).world
    ratio = np.exp(log_ratio(world, 0, 1, world.issues.status_quo))
    return {
        "capability": capability,
        "cost of war": cost,
        "terrain": terrain,
        "ratio": float(ratio.mean()),
        "perceived": float(zone_of_agreement(world, 0, perceived=True).mean()),
        "objective": float(zone_of_agreement(world, 0, perceived=False).mean()),
    }


def sweep() -> pd.DataFrame:
    """Every combination, one row each."""
    return pd.DataFrame(
        measure(capability, cost, terrain)
        for terrain in TERRAIN
        for cost in COSTS
        for capability in CAPABILITIES
    )


def draw(table: pd.DataFrame, path: Path) -> None:
    """Two panels, without and with the power of terrain."""
    sns.set_theme(style="whitegrid", palette="colorblind", font_scale=0.9)
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True, layout="constrained")
    for panel, terrain in zip(axes, TERRAIN, strict=True):
        part = table[table["terrain"] == terrain]
        for colour, cost in zip(sns.color_palette("colorblind"), COSTS, strict=False):
            rows = part[part["cost of war"] == cost]
            panel.plot(
                rows["capability"], rows["perceived"], "-o", color=colour,
                label=f"perceived, cost of war {cost:g}",
            )  # fmt: skip
            panel.plot(
                rows["capability"], rows["objective"], "--s", color=colour, alpha=0.6,
                label=f"objective, cost of war {cost:g}",
            )  # fmt: skip
        for capability, label in ((1.4, "2009-11"), (2.2, "2020")):
            panel.axvline(capability, color="#666666", linewidth=0.8, linestyle=":")
            panel.annotate(
                label, (capability, 1.01), xycoords=("data", "axes fraction"), ha="center",
                fontsize=8, color="#666666",
            )  # fmt: skip
        panel.set_title(f"terrain worth {terrain:g} in log power", pad=18, loc="left")
    figure.supxlabel("capability of Azerbaijan (Armenia 1, de facto forces 0.5)", fontsize=9)
    axes[0].set_ylabel("share of packages both prefer to going on")
    axes[1].legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False)
    figure.suptitle(
        f"Zone of possible agreement, kazan-2011 with other capabilities ({RUNS} runs each;"
        " stylised model, not a forecast)",
        fontsize=10,
    )
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    """Sweep, print, draw."""
    table = sweep()
    print(table.round(3).to_string(index=False))
    draw(table, ROOT / "docs" / "explanation" / "zone-of-agreement.png")


if __name__ == "__main__":
    main()
