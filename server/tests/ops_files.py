"""Reads the Prometheus queries of ops/, and finds what in them asks for something that is not there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import promql_parser as promql
import yaml

from tools.prepare import ROOT

_OF_PROMETHEUS = {"job", "instance", "worker"}
"""Labels that come with scraping, or with more than one worker."""
_MIRRORS = {
    "flowchat_mirror_lag_events": {"mirror"},
    "flowchat_mirror_lag_seconds": {"mirror"},
    "flowchat_mirror_streams_left": {"mirror", "work"},
}
"""Only with a mirror; `chat.mirroring` tests that they are so."""


@dataclass(slots=True)
class Metric:
    """What one sample name has."""

    labels: set[str] = field(default_factory=set)


def dashboard_queries() -> Iterator[str]:
    """Yield every query of the dashboard, its variables filled in as Grafana does."""
    board = json.loads((ROOT / "ops" / "grafana" / "flowchat.json").read_text())
    for panel in board["panels"]:
        assert panel["type"] in ("row", "stat", "timeseries")
        for target in panel.get("targets", []):
            yield _filled_in(target["expr"])
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            query: str = variable["query"]["query"]
            yield _filled_in(query.removeprefix("label_values(").rpartition(",")[0])


def _filled_in(query: str) -> str:
    return query.replace("$__rate_interval", "1m").replace("$job", ".*").replace("$instance", ".*")


def alert_queries() -> Iterator[str]:
    """Yield the condition of every alert; each says how bad it is, and what to do."""
    for group in yaml.safe_load((ROOT / "ops" / "prometheus" / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
            assert rule["annotations"].keys() == {"summary", "description"}, rule["alert"]
            yield rule["expr"]


def faults_in(query: str, there: dict[str, Metric]) -> list[str]:
    """Say what is wrong with a query; `there` are the metrics by the names of their samples."""
    try:
        expression = promql.parse(query)
    except ValueError as error:
        return [f"{query}: {error}"]
    nodes = _nodes_of(expression)
    selectors = [node for node in nodes if isinstance(node, promql.VectorSelector)]
    faults = [] if selectors else ["it asks for nothing"]
    known = set(_OF_PROMETHEUS)
    for one in selectors:
        labels = _labels_of(one.name or "", there)
        if labels is None:
            faults.append(f"there is no {one.name}")
            continue
        known |= labels
        asked = {matcher.name for matcher in one.matchers.matchers}
        faults += [f"{one.name} has no {label}" for label in asked - labels - _OF_PROMETHEUS]
    for node in nodes:
        if isinstance(node, promql.AggregateExpr) and node.modifier is not None:
            faults += [f"nothing has a {label}" for label in set(node.modifier.labels) - known]
    return [f"{query}: {fault}" for fault in faults]


def _labels_of(name: str, there: dict[str, Metric]) -> set[str] | None:
    if name == "up":
        return set()
    if name in there:
        return there[name].labels
    return _MIRRORS.get(name)


def _nodes_of(expression: Any) -> list[Any]:
    nodes: list[Any] = []
    promql.walk(expression, nodes.append)
    return nodes
