"""What must be the same for results to belong together, and which stores can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.problems import Problem, UserError

STORE_VERSION = 1
"""Version of the layout that is written."""
OLDEST_VERSION = 1
"""Oldest version of the layout that can still be read."""
_SHOWN = 12
"""Characters of a digest that are shown."""


@dataclass(frozen=True)
class Identity:
    """What results were computed from: digests of question and code, arithmetic and packages.

    `experiment` is the digest of all that decides the numbers but the number of runs, which may
    be raised; `code` that of the source; `fingerprint` that of the machine's arithmetic;
    `versions` are those of the packages that compute.
    """

    experiment: str
    code: str
    fingerprint: str
    versions: Mapping[str, str]

    def plain(self) -> dict[str, object]:
        """As JSON, the same text for the same identity."""
        return {
            "experiment": self.experiment,
            "code": self.code,
            "fingerprint": self.fingerprint,
            "versions": dict(sorted(self.versions.items())),
        }

    @classmethod
    def read(cls, found: object) -> Identity:
        """From JSON; ValueError if it is not an identity."""
        if not isinstance(found, dict) or not isinstance(found.get("versions"), dict):
            raise ValueError("not an identity")
        texts = [found.get(name) for name in ("experiment", "code", "fingerprint")]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("not an identity")
        versions = {str(name): str(version) for name, version in found["versions"].items()}
        return cls(str(texts[0]), str(texts[1]), str(texts[2]), versions)

    def differences(self, now: Identity) -> list[str]:
        """What has changed from this identity to another but the question, in words."""
        found = []
        if self.fingerprint != now.fingerprint:
            found.append(f"the arithmetic of the machine ({_change(self.fingerprint, now)})")
        if self.code != now.code:
            found.append(f"the code ({self.code[:_SHOWN]} to {now.code[:_SHOWN]})")
        for name in sorted({*self.versions, *now.versions}):
            before, after = self.versions.get(name, "none"), now.versions.get(name, "none")
            if before != after:
                found.append(f"{name} ({before} to {after})")
        return found


def _change(before: str, now: Identity) -> str:
    return f"{before[:_SHOWN]} to {now.fingerprint[:_SHOWN]}"


def check_version(found: object, url: str) -> None:
    """Raise UserError unless a store of this version can be read."""
    if isinstance(found, int) and OLDEST_VERSION <= found <= STORE_VERSION:
        return
    if isinstance(found, int) and found > STORE_VERSION:
        message = (
            f"written by a newer Parley: store version {found}, this one reads {STORE_VERSION}"
        )
        hint = "install the newer version of Parley"
    elif isinstance(found, int):
        message = f"store version {found} is too old; this Parley reads from {OLDEST_VERSION} on"
        hint = "read it with the version of Parley that wrote it, or compute it anew"
    else:
        message, hint = "no store version is given", "it may not be an archive of Parley"
    raise UserError(Problem(message, url, hint=hint))


def check_identity(before: Identity, now: Identity, url: str, allow_other: bool) -> None:
    """Raise UserError unless results of `now` may be added to those of `before`.

    `allow_other` lets another machine, code or packages pass, never another question.
    """
    if before.experiment != now.experiment:
        raise UserError(
            Problem(
                "holds the results of another experiment, or of an earlier wording of this one"
                f" ({before.experiment[:_SHOWN]} to {now.experiment[:_SHOWN]})",
                url,
                hint="choose another folder, or compute it anew with `--existing overwrite`",
            )
        )
    changed = before.differences(now)
    if changed and not allow_other:
        raise UserError(
            Problem(
                f"was computed with something else: {'; '.join(changed)}",
                url,
                hint="continue where and as it was begun, or compute it anew with"
                " `--existing overwrite`",
            )
        )
