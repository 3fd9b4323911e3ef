"""CloudWatch: the alarms that members are bound to."""

OPERATIONS = {
    "DescribeAlarms": (
        [
            {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]},
            {
                "AlarmNames": ["sfo-edge A", "sfo-edge B"],
                "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
                "NextToken": "more",
            },
        ],
        {
            "MetricAlarms": [{"AlarmName": "sfo-edge A", "StateValue": "ALARM", "StateReason": "Threshold crossed"}],
            "CompositeAlarms": [{"AlarmName": "sfo-edge B", "StateValue": "OK", "StateReason": ""}],
            "NextToken": "more",
        },
    ),
}
