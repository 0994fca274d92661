"""The assumptions in the order in which they matter, over all outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.indices import LEADING


def ranked(found: pd.DataFrame) -> pd.DataFrame:
    """A row a factor of the indices that `sensitivity` gives, those that matter most first.

    Columns: factor, factor_label; `matters`, for how many of the `of` outcomes and differences
    that vary it matters (see `sensitivity`); `strongest`, its largest index that is resolved
    (elementary effects as shares of the largest of any factor; NaN if none is), and the
    `scenario`, `outcome`, label, `category`, `arm` and `against` in which it is; `mean_rank`.
    """
    leading = found[found["index"].isin(LEADING) & found["value"].notna()].copy()
    groups = ["scenario", "arm", "against", "outcome", "category"]
    largest = leading.groupby(groups)["value"].transform(_largest).to_numpy(dtype=np.float64)
    is_effect = (leading["index"] == "mu_star").to_numpy()
    scale = np.where(is_effect & (largest > 0.0), largest, 1.0)
    is_noise = leading["resolved"].eq(False).fillna(False).to_numpy(dtype=bool)
    leading["strength"] = np.where(is_noise, np.nan, leading["value"].to_numpy() / scale)
    leading["matters"] = leading["matters"].fillna(False).astype(bool)
    rows = []
    for factor, own in leading.groupby("factor", sort=False):
        sizes = np.abs(own["strength"].fillna(0.0).to_numpy())
        best = own.to_dict("records")[int(np.argmax(sizes))]
        rows.append(
            {
                "factor": factor,
                "factor_label": best["factor_label"],
                "matters": int(own["matters"].sum()),
                "of": len(own),
                "strongest": float(best["strength"]),
                **{name: best[name] for name in ("scenario", "outcome", "label", "category")},
                "arm": best["arm"],
                "against": best["against"],
                "mean_rank": float(own["rank"].mean()),
            }
        )
    table = pd.DataFrame(rows)
    if rows:
        table["size"] = table["strongest"].abs().fillna(0.0)
        order = ["matters", "size", "factor"]
        table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
        table = table.drop(columns="size")
    return table


def _largest(values: pd.Series) -> float:
    return float(np.abs(values.to_numpy()).max())
