"""The alarms and the dashboard: rows M14-M21."""

import json
import re

from .translated import alarms_on, functions, of_type, references, target

DAILY = 86400
# what the dashboard has to show of whom, by row
SHOWN = {
    "M17": ("AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", ["ProfilesTable"]),
    "M18": ("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", ["ProfilesTable"]),
    "M21 reads": ("AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", ["AliasesTable"]),
    "M21 writes": ("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", ["AliasesTable"]),
    "M8 reads": ("AWS/DynamoDB", "ReadThrottleEvents", "TableName", ["ProfilesTable", "AliasesTable"]),
    "M8 writes": ("AWS/DynamoDB", "WriteThrottleEvents", "TableName", ["ProfilesTable", "AliasesTable"]),
    "M8 latency": ("AWS/DynamoDB", "SuccessfulRequestLatency", "TableName", ["ProfilesTable", "AliasesTable"]),
}
PER_FUNCTION = {"M14": "Invocations", "M15": "Errors", "M16": "Duration", "M21 throttles": "Throttles"}


def alarms(template):
    """Each alarm says what to do, is not raised by silence, and tells somebody if there is somebody."""
    found = of_type(template, "AWS::CloudWatch::Alarm")
    for name, alarm in found.items():
        if len(alarm.get("AlarmDescription", "").split()) < 8 or not re.search(r"[;.:]", alarm["AlarmDescription"]):
            yield f"{name} does not say what to do"
        if alarm.get("TreatMissingData") != "notBreaching":
            yield f"{name} takes silence for trouble"
        if "AlarmTopicArn" not in references(alarm.get("AlarmActions", [])):
            yield f"{name} tells nobody"
    for name in functions(template):
        if "Errors" not in {alarm["MetricName"] for alarm in alarms_on(template, {"Ref": name}).values()}:
            yield f"M21: no alarm on the errors of {name}"
    for name in of_type(template, "AWS::DynamoDB::Table"):
        watched = {alarm["MetricName"] for alarm in alarms_on(template, {"Ref": name}).values()}
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents"):
            if metric not in watched:
                yield f"no alarm on {metric} of {name}"
    of_stack = {alarm["MetricName"] for alarm in found.values()}
    for metric in ("5XXError", "Latency", "Throttles", "IteratorAge", "5xxErrorRate"):
        if metric not in of_stack:
            yield f"no alarm on {metric}"


def dashboard(template):
    """The dashboard shows every function, table and queue, over spans in which its metrics exist."""
    found = [*of_type(template, "AWS::CloudWatch::Dashboard").values()]
    if len(found) != 1:
        yield f"{len(found)} dashboards"
        return
    body = found[0]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    texts = [w["properties"]["markdown"] for w in widgets if w["type"] == "text"]
    if not any(text.startswith("# Profile Service Metrics") for text in texts):
        yield "M14: the dashboard has no title"
    charts = [w["properties"] for w in widgets if w["type"] == "metric"]
    for row, metric in PER_FUNCTION.items():
        shown = {name for chart in charts for name in dimension(chart, "AWS/Lambda", metric, "FunctionName")}
        yield from (f"{row}: {metric} of {name} is not shown" for name in sorted(set(functions(template)) - shown))
    for row, (namespace, metric, key, names) in SHOWN.items():
        shown = {name for chart in charts for name in dimension(chart, namespace, metric, key)}
        yield from (f"{row}: {metric} of {name} is not shown" for name in names if name not in shown)
    depths = {n for c in charts for n in dimension(c, "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName")}
    dead = {target(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in queues(template) if "RedrivePolicy" in q}
    for name in sorted(dead | {n for n in of_type(template, "AWS::SQS::Queue") if n.endswith("DeadLetters")}):
        if name not in depths:
            yield f"M21: the depth of {name} is not shown"
    if not any(
        chart.get("stat") == "p95" and dimension(chart, "AWS/Lambda", "Duration", "FunctionName") for chart in charts
    ):
        yield "M21: no p95 of Duration"
    for chart in charts:
        yield from chart_has_data(chart)
    for name in sorted(set(re.findall(r"\$\{(\w+)", body)) - known(template)):
        yield f"M20: the dashboard names {name}, which does not exist"


def chart_has_data(chart):
    """M19, M20: the period, the region, and S3's daily metrics, which five minutes never show."""
    title = chart["title"]
    daily = False
    for metric in chart["metrics"]:
        if metric[0] == "AWS/S3":
            daily = True
            if metric[metric.index("StorageType") + 1] != "AllStorageTypes":
                yield f"M19: {title}: objects are counted under AllStorageTypes only"
    if chart["period"] != (DAILY if daily else chart["period"]) or chart["period"] not in (300, DAILY):
        yield f"M20: {title} has the period {chart['period']}"
    # CloudFront counts there alone
    of_cdn = any(metric[0] == "AWS/CloudFront" for metric in chart["metrics"])
    if chart["region"] != ("us-east-1" if of_cdn else "${AWS::Region}"):
        yield f"M20: {title} has the region {chart['region']}"
    if (
        not daily
        and any(metric[:2] == ["AWS/Lambda", "Errors"] for metric in chart["metrics"])
        and chart["stat"] != "Sum"
    ):
        yield f"M20: {title} averages counts"


def dimension(chart, namespace, metric, key):
    """The resources whose `metric` the chart shows, told apart by the dimension `key`."""
    for shown in chart["metrics"]:
        if shown[:2] == [namespace, metric] and key in shown:
            yield re.sub(r"^\$\{(\w+).*\}$", r"\1", shown[shown.index(key) + 1])


def queues(template):
    """The queues' properties."""
    return of_type(template, "AWS::SQS::Queue").values()


def known(template):
    """What a dashboard may name."""
    return {*template["Resources"], *template["Parameters"], "AWS"}
