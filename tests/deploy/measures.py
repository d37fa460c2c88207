"""Row M20: what the dashboard shows of the functions' own metrics is what the deployed functions have written to their log."""

import json
import re

NAMESPACE = "ProfileService"


def shown(client):
    """The functions' own metrics that the dashboard has."""
    body = client("cloudwatch").get_dashboard(DashboardName="Profile-Service-Metrics-dev")["DashboardBody"]
    charts = [w["properties"]["metrics"] for w in json.loads(body)["widgets"] if w["type"] == "metric"]
    names = set()
    for metric in (metric for chart in charts for metric in chart):
        if metric[0] == NAMESPACE:
            names.add(metric[1])
        elif isinstance(metric[0], dict) and f"{{{NAMESPACE}," in metric[0].get("expression", ""):
            names.update(re.findall(r'MetricName="(\w+)"', metric[0]["expression"]))
    return names


def written(client):
    """The metrics of the lines that CloudWatch would read as such."""
    pages = client("logs").get_paginator("filter_log_events").paginate(logGroupName="/profile-svc/dev/functions")
    names = set()
    for event in (event for page in pages for event in page["events"]):
        if '"_aws"' not in event["message"]:
            continue
        for directive in json.loads(event["message"])["_aws"]["CloudWatchMetrics"]:
            if directive["Namespace"] == NAMESPACE:
                names.update(metric["Name"] for metric in directive["Metrics"])
    return names


def check(client):
    """Problems, as text."""
    on_dashboard, in_log = shown(client), written(client)
    if not on_dashboard:
        yield "the dashboard shows nothing of the functions' own metrics"
    yield from (f"the dashboard shows {name}, which no function wrote" for name in sorted(on_dashboard - in_log))
    yield from (f"{name} is written and not on the dashboard" for name in sorted(in_log - on_dashboard))
