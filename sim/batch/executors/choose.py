"""Which executor a sweep gets: by the number of workers and the cluster that were asked for."""

from __future__ import annotations

import re
from importlib.util import find_spec

from sim.batch.executors.executor import Executor
from sim.batch.executors.pool import Pool
from sim.batch.executors.serial import Serial
from sim.scenario.problems import Problem, UserError

LOCAL = "local"
ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")


def executor_for(workers: int, cluster: str | None = None) -> Executor:
    """One worker: this process; more: a pool of them; a cluster: Dask.

    `cluster` is `local` for a cluster of `workers` processes on this machine, or the address of a
    scheduler, `tcp://host:port`, whose workers are taken as they are. Raises UserError for less
    than one worker, an address of another form, or where Dask is not installed.
    """
    if workers < 1:
        raise UserError(Problem("at least 1 worker is needed", f"--workers {workers}"))
    if cluster is None:
        return Serial() if workers == 1 else Pool(workers)
    place = f"--cluster {cluster}"
    if cluster != LOCAL and not ADDRESS.fullmatch(cluster):
        raise UserError(Problem("a cluster is `local` or an address `tcp://host:port`", place))
    if find_spec("distributed") is None:
        hint = 'install it with `pip install "parley-sim[cluster]"`'
        raise UserError(Problem("Dask is not installed", place, hint=hint))
    from sim.batch.executors.cluster import Cluster, LocalCluster

    return LocalCluster(workers) if cluster == LOCAL else Cluster(cluster)
