"""The numbers as text, in the format that the asking Prometheus wants. Loaded with the first question."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import PROCESS_COLLECTOR
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from flowchat.observing.measures import Family


class _Ready(Collector):
    """What was read already, as the library's encoders take it."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def read_machine() -> list[Family]:
    """Return what the kernel says of this process: memory, CPU, open files, when it started."""
    return [
        Family(
            metric.name,
            metric.documentation,
            "counter" if metric.type == "counter" else "gauge",
            [
                (sample.name.removeprefix(metric.name), dict(sample.labels), sample.value)
                for sample in metric.samples
            ],
        )
        for metric in PROCESS_COLLECTOR.collect()
    ]


def render(
    workers: Mapping[str, Iterable[Family]], install: Iterable[Family], accept: str
) -> tuple[bytes, str]:
    """Return the text and its type. With more than one worker each sample says whose it is (`worker`): a counter that
    began anew after a crash is then seen as such, and not as a loss of the sum.
    """
    metrics: dict[str, Metric] = {}
    for worker, families in workers.items():
        for family in families:
            _add(metrics, family, {"worker": worker} if len(workers) > 1 else {})
    for family in install:
        _add(metrics, family, {})
    encode, content_type = choose_encoder(accept)
    return encode(_Ready(list(metrics.values()))), content_type


def _add(metrics: dict[str, Metric], family: Family, more: Mapping[str, str]) -> None:
    metric = metrics.get(family.name)
    if metric is None:
        metric = metrics[family.name] = Metric(family.name, family.about, family.kind)
    for suffix, labels, value in family.samples:
        metric.add_sample(family.name + suffix, {**labels, **more}, value)
