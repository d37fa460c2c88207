//! EventBridge's schedules: functions that are called again and again.

use serde_json::{Value, json};

use crate::invoke::Invoker;
use crate::stop::Stopped;
use crate::template::{ACCOUNT, REGION, Schedule};

/// Calls `invoker` at the rate of `schedule` until stop is said; the first time after one period, as EventBridge does.
pub(crate) async fn run(schedule: Schedule, invoker: Invoker, stopped: Stopped) {
    while !stopped.within(schedule.every).await {
        invoker.invoke(event());
    }
}

/// The event, as EventBridge sends it.
fn event() -> Value {
    json!({
        "version": "0",
        "id": uuid::Uuid::new_v4().to_string(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": format!("{:.0}", jiff::Timestamp::now()),
        "region": REGION,
        "resources": [],
        "detail": {},
    })
}
