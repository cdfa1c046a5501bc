"""The runs of jobs, which the scheduler of the service has in common with them."""

from api.runs import Run, running

__all__ = ["Run", "running"]
