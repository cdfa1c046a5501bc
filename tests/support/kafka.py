"""Apache Kafka itself for the tests: one broker for the whole run, and brokers of a test's own to kill.

Every worker of pytest holds a shared lock while it may use the common broker. A keeper (`python -m
tests.support.kafka`) starts it, waits until nobody holds that lock any more, and ends it: so it ends however the
workers do.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import current_thread, main_thread
from typing import IO

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from api.settings import ROOT
from tests.support.certificates import certify
from tests.support.servers import free_port
from tests.support.waiting import PATIENCE

JARS = ROOT / "tests" / "tools" / "kafka" / "jars"
# The smallest heap that serves; a compiler and a collector that start quickly.
JAVA = ["-Xmx300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*"]
PASSWORD = "of-ada"
PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},LOGIN://127.0.0.1:{login},SECRET://127.0.0.1:{secret},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},LOGIN://127.0.0.1:{login},SECRET://127.0.0.1:{secret}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT,SECRET:SSL
listener.name.login.sasl.enabled.mechanisms=PLAIN
listener.name.login.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \\
  required user_ada="{password}";
listener.name.secret.ssl.client.auth=required
listener.name.secret.ssl.keystore.type=PEM
listener.name.secret.ssl.keystore.location={folder}/broker.pem
listener.name.secret.ssl.truststore.type=PEM
listener.name.secret.ssl.truststore.location={folder}/certificate.pem
log.dirs={folder}/logs
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
"""


def require_kafka() -> str:
    """Java; skips where it or Kafka's jars are absent, fails where they must be there (`CI=true`)."""
    java = shutil.which("java")
    if java and JARS.is_dir():
        return java
    reason = "Kafka is absent: run `make tools`" if java else "Java is absent: Kafka's broker needs Java 17 or newer"
    if os.environ.get("CI") != "true":
        pytest.skip(reason)
    raise AssertionError(reason)


@dataclass
class Broker:
    """A broker on loopback, with its data in `folder`; the same port and data after a restart."""

    java: str
    folder: Path
    port: int
    login_port: int  # where clients log in as `ada`, by SASL PLAIN
    secret_port: int  # where clients speak TLS and show a certificate: certificate.pem and key.pem of `folder`
    _process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """What a client connects to."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, and returns once it listens."""
        with (self.folder / "kafka.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dies_with_parent(), self.java, *JAVA, "kafka.Kafka", str(self.folder / "server.properties")],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not _listens(self.port):
            assert self._process.poll() is None, (self.folder / "kafka.log").read_text()[-4000:]
            assert time.monotonic() < deadline, "Kafka did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL where that takes too long."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def running_broker(folder: Path) -> Iterator[Broker]:
    """A broker of one's own, to be killed and started again."""
    java = require_kafka()
    folder.mkdir(parents=True, exist_ok=True)
    ports = {name: free_port() for name in ("port", "login", "secret", "controller")}
    certificate, key = certify(folder)
    (folder / "broker.pem").write_bytes(key.read_bytes() + certificate.read_bytes())
    (folder / "server.properties").write_text(PROPERTIES.format(folder=folder, password=PASSWORD, **ports))
    format_it = ["kafka.tools.StorageTool", "format", "-t", "AAAAAAAAQACAAAAAAAAAAQ", "-c", "server.properties"]
    subprocess.run([java, *JAVA, *format_it], cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    broker = Broker(java, folder, ports["port"], ports["login"], ports["secret"])
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


@contextmanager
def common_broker(folder: Path) -> Iterator[str]:
    """The address of the broker that all who name this `folder` share; it ends after the last of them."""
    require_kafka()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting").open("w") as starting, (folder / "holders").open("w") as holders:
        with _locked(starting):
            fcntl.flock(holders, fcntl.LOCK_SH)  # waits while a keeper ends the broker
            if not (folder / "address").exists():
                _start_keeper(folder)
        try:
            yield (folder / "address").read_text()
        finally:
            fcntl.flock(holders, fcntl.LOCK_UN)


@contextmanager
def _locked(file: IO[str]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _start_keeper(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.support.kafka", str(folder)]
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + PATIENCE
    while not (folder / "address").exists():
        assert keeper.poll() is None, (folder / "keeper.log").read_text()[-4000:]
        assert time.monotonic() < deadline, "Kafka did not start"
        time.sleep(0.05)


def keep(folder: Path) -> None:
    """Runs the common broker until nobody holds the lock any more; then nothing of it is left."""
    with running_broker(folder / "broker") as broker, (folder / "holders").open("w") as holders:
        (folder / "writing").write_text(broker.bootstrap)
        (folder / "writing").rename(folder / "address")
        fcntl.flock(holders, fcntl.LOCK_EX)
        (folder / "address").unlink()
        broker.stop()
        shutil.rmtree(folder / "broker")


async def read_topic(bootstrap: str, topic: str) -> list[ConsumerRecord]:
    """Every record that `topic` holds now, by partition and offset; reads in no group, and none where it is absent."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(await n_partitions(bootstrap, topic))]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions) if partitions else {}
        records: list[ConsumerRecord] = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                records += (await consumer.getmany(partition, timeout_ms=1000)).get(partition, [])
        return records
    finally:
        await consumer.stop()


async def n_partitions(bootstrap: str, topic: str) -> int:
    """How many partitions `topic` has; 0 where it is absent."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        return len((await admin.describe_topics([topic]))[0]["partitions"])
    finally:
        await admin.close()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _dies_with_parent() -> list[str]:
    """What ends the broker when its parent is killed, where the system has it; it counts a thread as a parent, too."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv and current_thread() is main_thread() else []


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
