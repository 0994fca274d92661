"""The command `parley`: its verbs, and what becomes of an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from sim.cli.audit import audit
from sim.cli.calibrate import calibrate
from sim.cli.check import check
from sim.cli.compare import compare
from sim.cli.describe import describe
from sim.cli.hindcast import hindcast
from sim.cli.new import new
from sim.cli.plot import plot
from sim.cli.report import report
from sim.cli.run import run
from sim.cli.schema import schema
from sim.cli.sensitivity import sensitivity
from sim.cli.solve import solve
from sim.cli.stats import stats
from sim.cli.summarise import summarise
from sim.cli.sweep import sweep
from sim.cli.usage import USAGE, no_such_verb, problem_with_usage
from sim.cli.validate import validate
from sim.scenario.problems import Problem, UserError

BAD_INPUT = 2
INTERRUPTED = 130


def _refuse(*problems: Problem) -> NoReturn:
    for problem in problems:
        typer.echo(problem.render(), err=True)
    raise typer.Exit(BAD_INPUT) from None


class Verbs(TyperGroup):
    """The verbs, behind the one place that turns errors of the user into messages."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the verb."""
        if not args:
            return super().parse_args(ctx, args)
        try:
            return super().parse_args(ctx, args)
        except USAGE as error:
            _refuse(problem_with_usage(error))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that the first word names."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            raise UserError(no_such_verb(args[0], known))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a verb; end quietly when interrupted or when nobody reads on."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except UserError as error:
            _refuse(*error.problems)
        except USAGE as error:
            _refuse(problem_with_usage(error, ctx.invoked_subcommand))
        except KeyboardInterrupt:
            typer.echo("interrupted; nothing half-finished is left", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # What is still in the buffer would complain once more at the end of the process.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        return done


app = typer.Typer(
    name="parley",
    cls=Verbs,
    help="A stylised, seeded simulation of mediation in armed conflict, for exploring and teaching."
    " It is not a forecast.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
IN_SHORT: dict[Callable[..., None], str] = {
    new: "Write a small, complete, commented scenario to begin with.",
    check: "Check scenarios and experiments; show all that is wrong.",
    describe: "Say in words what a scenario holds, or all of the model.",
    run: "Run a scenario: one story, or the distribution over many.",
    solve: "What theories of bargaining would have the parties agree.",
    sweep: "Run an experiment: arms, points, many runs with one luck.",
    summarise: "Shares, means, quantiles and times, by arm.",
    compare: "What each arm changes, against the baseline.",
    sensitivity: "Which assumptions matter for an outcome.",
    plot: "Draw the results of an experiment.",
    report: "Write the results of an experiment as one page.",
    audit: "What a scenario rests on, and what survives if it moves.",
    validate: "Hold the model against published regularities.",
    hindcast: "Hold the runs against what is documented.",
    calibrate: "Fit the behavioural core to what is documented.",
    stats: "Describe a series of incidents, observed or simulated.",
    schema: "Print the JSON Schema that editors use.",
}
for verb, in_short in IN_SHORT.items():
    app.command(short_help=in_short)(verb)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"parley {version('parley-sim')}")
        except PackageNotFoundError:
            typer.echo("parley, run from its source without being installed")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    """A stylised, seeded simulation of mediation in armed conflict. It is not a forecast."""


def main() -> None:
    """Run the command; what a terminal cannot show is replaced rather than refused."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app()
