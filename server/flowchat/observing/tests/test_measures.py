"""Counting, and what Prometheus reads of it."""

import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families

from flowchat.observing import measures
from flowchat.observing.exposition import read_machine, render
from flowchat.observing.measures import Counter, Family, Gauge, Histogram, gauge, read_process


@pytest.fixture(autouse=True)
def own_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests make up is in no other test's numbers."""
    monkeypatch.setattr(measures, "_measures", {})
    monkeypatch.setattr(measures, "_of_this_process", {})


def samples_of(body: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def shown() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return samples_of(render({"1": read_process()}, [], "")[0])


def test_threads_lose_no_count() -> None:
    told = Counter("told", "Told.", ("type",))
    gate = threading.Barrier(8)

    def tell() -> None:
        gate.wait()
        for _ in range(2000):
            told.count("news")

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for one in threads:
        one.start()
    while any(one.is_alive() for one in threads):
        assert shown().get(("told_total", (("type", "news"),)), 0) <= 16_000, "reading waits for nobody"
    assert shown()["told_total", (("type", "news"),)] == 16_000


def test_what_has_no_labels_is_there_from_the_beginning() -> None:
    Counter("drops", "Drops.")
    Histogram("seconds", "Seconds.", bounds=(1, 2))
    Gauge("open", "Open.").value = 3
    numbers = shown()
    assert numbers["drops_total", ()] == 0
    assert numbers["seconds_count", ()] == 0
    assert numbers["open", ()] == 3


def test_a_histogram_adds_up() -> None:
    seconds = Histogram("seconds", "Seconds.", ("route",), bounds=(0.1, 1.0))
    for taken, times in ((0.1, 1), (0.5, 3), (7.0, 2)):
        seconds.observe(taken, "/a/", times=times)
    numbers = shown()
    buckets = [
        numbers["seconds_bucket", (("le", bound), ("route", "/a/"))] for bound in ("0.1", "1.0", "+Inf")
    ]
    assert buckets == [1, 4, 6]
    assert numbers["seconds_count", (("route", "/a/"),)] == 6
    assert numbers["seconds_sum", (("route", "/a/"),)] == pytest.approx(0.1 + 1.5 + 14)


def test_several_workers_say_whose_is_what_and_one_does_not() -> None:
    sent = [Family("sent", "Sent.", "counter", [("_total", {}, 2)])]
    queue = [gauge("queue", "Queue.", 7)]
    assert samples_of(render({"11": sent}, queue, "")[0]) == {("sent_total", ()): 2, ("queue", ()): 7}
    assert samples_of(render({"11": sent, "12": sent}, queue, "")[0]) == {
        ("sent_total", (("worker", "11"),)): 2,
        ("sent_total", (("worker", "12"),)): 2,
        ("queue", ()): 7,
    }


def test_words_in_labels_cannot_break_out() -> None:
    Counter("seen", "Seen.", ("route",)).count('"} 1\nother 2\\')
    assert shown() == {("seen_total", (("route", '"} 1\nother 2\\'),)): 1}


def test_prometheus_gets_the_format_it_asks_for() -> None:
    families = [Family("sent", "Sent.", "counter", [("_total", {}, 2)])]
    body, kind = render({"1": families}, [], "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
    assert kind.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")


def test_the_kernel_tells_of_this_process() -> None:
    numbers = samples_of(render({"1": read_machine()}, [], "")[0])
    assert numbers["process_resident_memory_bytes", ()] > 1_000_000
    assert numbers["process_cpu_seconds_total", ()] > 0
