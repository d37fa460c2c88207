//! The part of SQS's API that functions and operators use.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

use super::{Message, Queue, Queues};
use crate::roles::Action;
use crate::template::{ACCOUNT, REGION};

/// A code and a message of SQS.
type Refusal = (&'static str, String);

impl Queues {
    /// The API. The SDK adds a slash to the endpoint that it is given.
    pub(crate) fn router(self) -> Router {
        Router::new().route("/dev/queues", post(answer)).route("/dev/queues/", post(answer)).with_state(self)
    }

    fn call(&self, action: &str, request: &Value) -> Result<Value, Refusal> {
        match action {
            "GetQueueUrl" => self.url(request),
            "GetQueueAttributes" => self.attributes(request),
            "SendMessage" => self.send_message(request),
            "ReceiveMessage" => self.receive_message(request),
            "DeleteMessage" => self.delete_message(request),
            "ChangeMessageVisibility" => self.change_visibility(request),
            "StartMessageMoveTask" => self.move_messages(request),
            _ => Err(("UnknownOperationException", format!("{action} is not played here."))),
        }
    }

    fn url(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, queue) = self.found(&request["QueueName"])?;
        Ok(json!({ "QueueUrl": format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{}", queue.definition.name) }))
    }

    fn attributes(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, queue) = self.found(&request["QueueUrl"])?;
        Ok(json!({ "Attributes": {
            "ApproximateNumberOfMessages": queue.len().to_string(),
            "QueueArn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{}", queue.definition.name),
        } }))
    }

    fn send_message(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, queue) = self.found(&request["QueueUrl"])?;
        let body = request["MessageBody"].as_str().filter(|body| !body.is_empty());
        let body = body.ok_or(("InvalidParameterValue", "MessageBody is needed.".to_owned()))?;
        let message = Message::new(body.to_owned(), seconds(&request["DelaySeconds"], 900)?.unwrap_or_default());
        let id = message.id.clone();
        queue.push(message);
        Ok(json!({ "MessageId": id }))
    }

    fn receive_message(&self, request: &Value) -> Result<Value, Refusal> {
        let (id, queue) = self.found(&request["QueueUrl"])?;
        let most =
            request["MaxNumberOfMessages"].as_u64().map_or(1, |most| usize::try_from(most).unwrap_or(10).min(10));
        let held = seconds(&request["VisibilityTimeout"], 43_200)?.unwrap_or(queue.definition.visibility);
        let received = self.receive(id, most, Some(held));
        let messages: Vec<_> = (received.iter())
            .map(|message| json!({ "MessageId": message.id, "ReceiptHandle": message.receipt, "Body": message.body }))
            .collect();
        Ok(json!({ "Messages": messages }))
    }

    fn delete_message(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, queue) = self.found(&request["QueueUrl"])?;
        queue.delete(request["ReceiptHandle"].as_str().unwrap_or_default());
        Ok(json!({}))
    }

    fn change_visibility(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, queue) = self.found(&request["QueueUrl"])?;
        let delay = seconds(&request["VisibilityTimeout"], 43_200)?;
        let delay = delay.ok_or(("InvalidParameterValue", "VisibilityTimeout is needed.".to_owned()))?;
        if !queue.show_after(request["ReceiptHandle"].as_str().unwrap_or_default(), delay) {
            return Err(("ReceiptHandleIsInvalid", "No message was received as this handle.".to_owned()));
        }
        Ok(json!({}))
    }

    fn move_messages(&self, request: &Value) -> Result<Value, Refusal> {
        let (_, from) = self.found(&request["SourceArn"])?;
        let to = match &request["DestinationArn"] {
            Value::Null => None,
            arn => Some(self.found(arn)?.0),
        };
        self.move_back(from, to);
        Ok(json!({ "TaskHandle": uuid::Uuid::new_v4().to_string() }))
    }

    /// The queue that a name, a URL or an ARN names.
    fn found(&self, name: &Value) -> Result<(&str, &Queue), Refusal> {
        let name = queue_name(name.as_str().unwrap_or_default());
        self.named(name).ok_or_else(|| ("QueueDoesNotExist", format!("There is no queue {name}.")))
    }
}

/// A whole number of seconds, at most `most`, if there is one.
fn seconds(value: &Value, most: u64) -> Result<Option<Duration>, Refusal> {
    match value {
        Value::Null => Ok(None),
        value => value
            .as_u64()
            .filter(|seconds| *seconds <= most)
            .map(|seconds| Some(Duration::from_secs(seconds)))
            .ok_or_else(|| ("InvalidParameterValue", format!("Must be between 0 and {most} seconds."))),
    }
}

/// What a call of `operation` needs a role to allow.
pub(crate) fn actions(operation: &str, request: &Value) -> Vec<Action> {
    let arn = |name: &str| format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}");
    let queue = ["QueueUrl", "QueueName", "SourceArn"].iter().find_map(|key| request[key].as_str());
    vec![Action::new(format!("sqs:{operation}"), queue.map_or("*".to_owned(), |queue| arn(queue_name(queue))))]
}

/// The name in a name, a URL or an ARN.
fn queue_name(given: &str) -> &str {
    given.rsplit(['/', ':']).next().unwrap_or(given)
}

async fn answer(State(queues): State<Queues>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let action = target.strip_prefix("AmazonSQS.").unwrap_or(target);
    let answer = match serde_json::from_slice(&body) {
        Ok(request) => queues.call(action, &request),
        Err(error) => Err(("SerializationException", error.to_string())),
    };
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err((code, message)) => {
            (StatusCode::BAD_REQUEST, json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": message }))
        }
    };
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string()).into_response()
}
