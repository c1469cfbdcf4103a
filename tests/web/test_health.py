"""Health over HTTP: what needs a look, what pages report, and what Prometheus reads."""

import re
import time
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from northline.app.health_words import TEXTS
from northline.app.node import Node
from tests.web.asking import Api, feed

METRICS = "/../../metrics"
"""At the root, from the folder of the API."""

DOCS = Path(__file__).parents[2] / "docs" / "health.md"


def figures(asked: Api) -> dict[tuple[str, str], float]:
    """(name, its labels' values) -> value, as Prometheus reads them."""
    answer = asked.get(METRICS)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, ",".join(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def page_of(asked: Api) -> dict[str, float]:
    stages = asked.document("/health")["stages"]
    (page,) = [each["timing"] for each in stages if each["stage"] == "page"]
    timing: dict[str, float] = page
    return timing


def test_it_says_that_it_answers_and_what_needs_a_look(asked: Api, node: Node) -> None:
    told = asked.document("/health")
    assert (told["status"], told["ok"], told["up"]) == ("ok", True, False)
    assert told["ledger"] == node.ledger.id
    assert told["at"].endswith("Z")
    assert [each["name"] for each in told["engines"]][:2] == ["tracking", "fusion"]
    assert node.head()[0] == told["seq"], "asking left nothing in the audit"


def test_a_page_reports_how_old_data_was_when_it_was_drawn(asked: Api) -> None:
    assert page_of(asked)["p95"] is None
    sent = asked.post("/health/page", json={"page": "picture", "ages": [0.1, 0.3]})
    assert (sent.status_code, sent.json()["counted"]) == (202, 2)
    found = figures(asked)
    assert found["northline_stage_seconds_count", "page"] == 2
    assert found["northline_stage_seconds_sum", "page"] == 0.4
    assert found["northline_stage_seconds_bucket", "0.1,page"] == 1


def test_what_no_page_would_report_is_refused(asked: Api) -> None:
    for wrong in (
        {"page": "picture", "ages": []},
        {"page": "picture", "ages": [-1]},
        {"page": "picture", "ages": [1e9]},
        {"page": "picture", "ages": [0.1] * 201},
        {"page": "<b>", "ages": [0.1]},
        {"page": "picture", "ages": [0.1], "who": "x"},
    ):
        assert asked.post("/health/page", json=wrong).status_code == 400
    body = {"page": "picture", "ages": [0.1]}
    assert asked.ask("POST", "/health/page", json=body).status_code == 403


def test_prometheus_reads_what_came(asked: Api, node: Node, tmp_path: Path) -> None:
    figures(asked)
    (tmp_path / "a.nmea").write_bytes(feed(7) + b"no sentence\n")
    node.ingest("ais", tmp_path / "a.nmea", source="tower")
    node.run()
    time.sleep(1.1)  # a look is good for a second
    found = figures(asked)
    assert found["northline_feed_records_total", "tower"] == 7
    assert found["northline_feed_rejected_total", "tower"] == 1
    assert found["northline_engine_steps_total", "tracking"] == 1
    assert found["northline_engine_unread_appends", "crossing"] == 0
    assert found["northline_ledger_entries", ""] == node.head()[0]
    assert found["northline_ok", ""] == 1
    assert found["northline_exercise", ""] == 0


def test_metrics_are_behind_the_guard(asked: Api) -> None:
    assert asked.get(METRICS, headers={"Host": "evil.example"}).status_code == 421
    assert asked.get(METRICS, headers={"Origin": "http://evil.example"}).status_code == 403


def test_the_page_names_every_metric_and_trouble_and_no_other(asked: Api) -> None:
    text = DOCS.read_text()
    served = set(re.findall(r"^# TYPE (\S+)", asked.get(METRICS).text, re.M))
    told = set(re.findall(r"^\| `(northline_\w+)", text, re.M))
    assert told == served
    for code in TEXTS:
        assert f"`{code}`" in text
