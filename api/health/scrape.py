"""A scrape: what the process counted, what it is at, and what the database says."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from api.health.facts import Facts
from api.metrics import Metrics

NEWEST_FIFTH, NDCG = "newest_fifth", "nDCG@10"  # the first protocol of evaluate, and its measure

Value = tuple[tuple[str, ...], float | None]


class Scrape:
    """All metrics of one moment. Without facts the database is away, and what it would tell is left out."""

    def __init__(self, metrics: Metrics, process: Iterable[Metric], facts: Facts | None) -> None:
        self._counted, self._process, self._facts = metrics.registry, process, facts

    def collect(self) -> Iterator[Metric]:
        """Yield metric by metric, without the moments at which counters were made."""
        for metric in self._counted.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
        yield from self._process
        yield _gauge("cinelibre_database_up", "Whether the database answered", self._facts is not None)
        if self._facts is not None:
            for tell in OF_DATABASE:
                yield from tell(self._facts)


def describe_process(state: Any, version: str) -> Iterator[Metric]:
    """Yield what the process is at, from the state of the application."""
    yield _labeled("cinelibre_release", "The release that runs", ("version", "sha256"), [
        ((version, state.release_sha256[:12]), 1)
    ])  # fmt: skip
    yield _gauge("cinelibre_requests_under_way", "Slots taken by requests", state.slots.n_taken)
    refused = CounterMetricFamily("cinelibre_requests_refused", "Requests refused because no slot was free")
    refused.add_metric([], state.slots.n_refused)
    yield refused
    if (connections := getattr(state, "connections", None)) is not None:
        yield _gauge("cinelibre_connections", "Open connections of clients", len(connections))
    yield _gauge("cinelibre_live_connections", "Open connections to /live", state.hub.readers.n_listeners)
    pool = [((name,), n) for name, n in state.db.count_connections().items()]
    yield _labeled("cinelibre_database_connections", "Connections of this process to the database", ("state",), pool)
    yield _gauge("cinelibre_embedding_waiting", "Texts that wait for the embedding model", state.embedder.n_waiting)
    yield _gauge("cinelibre_embedding_loaded", "Whether the model is in memory", state.embedder.is_loaded)


def _of_server(facts: Facts) -> Iterator[Metric]:
    yield _gauge("cinelibre_database_bytes", "Size of the database", facts["database_bytes"])
    yield _gauge("cinelibre_database_read_only", "Whether the database takes no writes", facts["is_read_only"])
    yield _gauge("cinelibre_server_connections", "Connections of everybody to this database", facts["n_connections"])
    yield _gauge("cinelibre_server_connections_most", "Connections that the server allows", facts["most_connections"])
    shipped = [((facts["release_sha256"][:12],), 1)] if facts["release_sha256"] else []
    yield _labeled("cinelibre_shipped_release", "The release that shipped the database", ("sha256",), shipped)


def _of_replica(facts: Facts) -> Iterator[Metric]:
    if (replica := facts.get("replica")) is None:
        return
    yield _gauge("cinelibre_replica_serves", "Whether a replica answers reads of this process", replica["serves"])
    if replica["lag_seconds"] is not None:
        yield _gauge("cinelibre_replica_lag_seconds", "How far it is behind, at most", replica["lag_seconds"])
    reads = CounterMetricFamily("cinelibre_replica_reads", "What became of reads", labels=("outcome",))
    for outcome, n in replica["n_reads"].items():
        reads.add_metric([outcome], n)
    yield reads


def _of_jobs(facts: Facts) -> Iterator[Metric]:
    jobs = [((job["job_name"],), job) for job in facts["jobs"]]
    for name, said, key in (
        ("cinelibre_job_idle_seconds", "Since the job last succeeded, or since its first run", "idle_seconds"),
        ("cinelibre_job_run_seconds", "How long the newest run took", "seconds"),
        ("cinelibre_job_errors", "Errors of the newest run", "n_errors"),
    ):
        yield _labeled(name, said, ("job_name",), [(labels, job[key]) for labels, job in jobs])
    outcomes = [((job["job_name"], job["outcome"]), 1.0) for job in facts["jobs"]]
    yield _labeled("cinelibre_job_outcome", "The outcome of the newest run", ("job_name", "outcome"), outcomes)


def _of_outbox(facts: Facts) -> Iterator[Metric]:
    outbox = facts["outbox"]
    yield _gauge("cinelibre_outbox_on", "Whether what readers do leaves events in the outbox", outbox["is_on"])
    yield _gauge("cinelibre_outbox_rows", "Events that wait in the outbox", outbox["n_waiting"])
    yield _gauge("cinelibre_outbox_oldest_seconds", "How long the oldest has waited", outbox["oldest_seconds"] or 0)


def _of_models(facts: Facts) -> Iterator[Metric]:
    models = facts["models"]
    yield _labeled(
        "cinelibre_model", "The models in use", ("kind", "name"), [((one["kind"], one["name"]), 1) for one in models]
    )
    for name, said, key in (
        ("cinelibre_model_trained_timestamp_seconds", "When it was made", "trained_at"),
        ("cinelibre_model_ndcg", "nDCG@10 when training judged it", "ndcg"),
    ):
        yield _labeled(name, said, ("kind",), [((one["kind"],), one[key]) for one in models])
    if (evaluation := facts["evaluation"]) is not None:
        rows = evaluation["measures"].get(NEWEST_FIFTH, {})
        measured = [((system,), found[NDCG]) for system, found in rows.items()]
        yield _labeled("cinelibre_evaluation_ndcg", "nDCG@10 of the last evaluation", ("system",), measured)
        yield _gauge("cinelibre_evaluation_timestamp_seconds", "When it was measured", evaluation["measured_at"])


def _of_traffic(facts: Facts) -> Iterator[Metric]:
    if (counts := facts["counts"]) is None:
        return
    items = [(("movie",), counts["n_movies"]), (("book",), counts["n_books"])]
    yield _labeled("cinelibre_items", "Items of the catalogue", ("item_type",), items)
    yield _gauge("cinelibre_items_without_vector", "Items that wait for their vector", counts["n_without_vector"])
    yield _gauge("cinelibre_active_readers", "Readers active within a day", counts["n_active_readers"])
    cells = [((one["source"], str(one["place"])), one) for one in counts["click_through"]]
    for name, said, key in (
        ("cinelibre_listed_shown", "Entries of lists shown within seven days", "n_shown"),
        ("cinelibre_listed_clicked", "Those of them that were clicked on", "n_clicked"),
        ("cinelibre_listed_helpful", "Those of them that were found helpful", "n_helpful"),
        ("cinelibre_listed_refused", "Those of them that were refused", "n_not_for_me"),
    ):
        yield _labeled(name, said, ("source", "place"), [(labels, one[key]) for labels, one in cells])


OF_DATABASE: tuple[Callable[[Facts], Iterator[Metric]], ...] = (
    _of_server,
    _of_replica,
    _of_jobs,
    _of_outbox,
    _of_models,
    _of_traffic,
)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=float(value))


def _labeled(name: str, said: str, labels: tuple[str, ...], values: Iterable[Value]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=labels)
    for given, value in values:
        if value is not None:
            family.add_metric(list(given), value)
    return family
