"""A cgroup with little CPU and memory, where the machine lets us make one (version 1 or 2, by root)."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
PERIOD_US = 100_000
MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a small instance has."""

    cpus: float = 0.1
    memory_mb: int = 512


@dataclass(frozen=True)
class Cgroup:
    """A made cgroup: one folder in version 2, one a controller in version 1."""

    cpu: Path
    memory: Path

    @property
    def entering(self) -> str:
        """Shell words that move the shell in, before it becomes the program."""
        return " ".join(f'echo $$ > "{folder}/cgroup.procs" &&' for folder in sorted({self.cpu, self.memory}))

    @property
    def peak_mb(self) -> float:
        """The most it ever held, file pages included."""
        return int(_either(self.memory, "memory.max_usage_in_bytes", "memory.peak").read_text()) / MB

    @property
    def anonymous_mb(self) -> float:
        """What it holds now that is not a file's page and cannot be dropped."""
        stat = _numbers(self.memory / "memory.stat")
        return stat.get("total_rss", stat.get("anon", 0)) / MB

    @property
    def n_killed(self) -> int:
        """Processes killed for want of memory."""
        return _numbers(_either(self.memory, "memory.oom_control", "memory.events")).get("oom_kill", 0)

    def remove(self) -> None:
        """Removes it, as soon as its last process has gone."""
        for folder in {self.cpu, self.memory}:
            deadline = time.monotonic() + 10
            while folder.exists():
                with suppress(OSError):
                    folder.rmdir()
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{folder} is still in use.")
                time.sleep(0.05)


def _either(folder: Path, version_1: str, version_2: str) -> Path:
    return folder / version_1 if (folder / version_1).exists() else folder / version_2


def _numbers(file: Path) -> dict[str, int]:
    return {name: int(value) for name, value in (line.split() for line in file.read_text().splitlines())}


@contextmanager
def limited(limits: Limits) -> Iterator[Cgroup]:
    """A cgroup with `limits`, removed at the end. Raises OSError where the machine does not allow one."""
    name = f"cinelibre-{os.getpid()}-{time.monotonic_ns()}"
    is_unified = (CGROUPS / "cgroup.controllers").exists()
    parents = [CGROUPS, CGROUPS] if is_unified else [_own("cpu"), _own("memory")]
    cgroup = Cgroup(*(parent / name for parent in parents))
    try:
        for folder in {cgroup.cpu, cgroup.memory}:
            folder.mkdir()
        _write_limits(cgroup, limits, is_unified=is_unified)
        yield cgroup
    finally:
        cgroup.remove()


def _own(controller: str) -> Path:
    """Where this process is in version 1: a cgroup made there stays within the limits we have ourselves."""
    lines = (line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines())
    path = next((path for _, names, path in lines if controller in names.split(",")), "/")
    folder = CGROUPS / controller / path.lstrip("/")
    return folder if folder.exists() else CGROUPS / controller


def _write_limits(cgroup: Cgroup, limits: Limits, *, is_unified: bool) -> None:
    quota, n_bytes = int(limits.cpus * PERIOD_US), limits.memory_mb * MB
    if is_unified:
        (cgroup.cpu / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        (cgroup.memory / "memory.max").write_text(str(n_bytes))
    else:
        (cgroup.cpu / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (cgroup.cpu / "cpu.cfs_quota_us").write_text(str(quota))
        (cgroup.memory / "memory.limit_in_bytes").write_text(str(n_bytes))


def refusal(limits: Limits) -> str | None:
    """A sentence that says why there can be no cgroup here, or None."""
    try:
        with limited(limits):
            return None
    except OSError as error:
        return f"No cgroup can be made here ({error.strerror}: {error.filename}): skipped."
