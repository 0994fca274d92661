"""Executors: the same jobs in one process, in a pool of them, or on a cluster."""

from __future__ import annotations

from sim.batch.executors.choose import executor_for
from sim.batch.executors.executor import Executor, Failure, Fingerprinted, Job, Work

__all__ = ["Executor", "Failure", "Fingerprinted", "Job", "Work", "executor_for"]
