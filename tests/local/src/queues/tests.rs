use super::*;
use crate::invoke::Handler;
use crate::stop::{self, Background};
use crate::template::QueueTrigger;
use futures::FutureExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const TEMPLATE: &str = "
Resources:
  Letters:
    Type: AWS::SQS::Queue
    Properties: {QueueName: letters}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: work
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: 3}
";

fn queues() -> Queues {
    let template = template::Template::parse(TEMPLATE).unwrap();
    Queues::new(&template.queues, &Deliveries::default())
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body.as_str()).collect()
}

/// Lets `handler` take the messages off Work for `time`.
async fn pump(queues: &Queues, handler: Handler, time: Duration) {
    let trigger =
        QueueTrigger { queue: "Work".to_owned(), function: "f".to_owned(), batch_size: 10, reports_failures: true };
    let (background, (stop, stopped)) = (Background::new(), stop::channel());
    let pump = Pump { queues: queues.clone(), trigger, handler, function: "f".to_owned(), background };
    let running = tokio::spawn(pump.run(stopped));
    tokio::time::sleep(time).await;
    stop.stop();
    running.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_held_is_nobody_elses_until_its_time_is_over() {
    let queues = queues();
    queues.send("Work", "one".to_owned());
    let held = Some(Duration::from_secs(20));
    let received = queues.receive("Work", 10, held);
    assert_eq!(bodies(&received), ["one"]);
    assert!(queues.receive("Work", 10, held).is_empty());
    tokio::time::advance(Duration::from_millis(201)).await;
    let again = queues.receive("Work", 10, held);
    assert_eq!((bodies(&again), again[0].received), (vec!["one"], 2));
    assert_ne!(again[0].receipt, received[0].receipt);
}

#[tokio::test(start_paused = true)]
async fn only_the_messages_that_a_function_reports_come_again() {
    let queues = queues();
    for body in ["good", "bad"] {
        queues.send("Work", body.to_owned());
    }
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    let handler: Handler = Arc::new(move |event| {
        let seen = Arc::clone(&seen);
        async move {
            let records = event["Records"].as_array().unwrap();
            let body = |record: &Value| record["body"].as_str().unwrap().to_owned();
            seen.lock().unwrap().push(records.iter().map(body).collect::<Vec<_>>());
            let bad = records.iter().filter(|record| record["body"] == "bad");
            let failures: Vec<_> = bad.map(|record| json!({ "itemIdentifier": record["messageId"] })).collect();
            Ok(json!({ "batchItemFailures": failures }))
        }
        .boxed()
    });
    pump(&queues, handler, Duration::from_secs(10)).await;
    assert_eq!(*calls.lock().unwrap(), [vec!["good", "bad"], vec!["bad"], vec!["bad"]]);
    assert_eq!(queues.deliveries.all().len(), 1);
    assert_eq!(queues.deliveries.all()[0].target, "Letters");
    assert_eq!(bodies(&queues.receive("Letters", 10, None)), ["bad"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_brings_all_its_messages_back() {
    let queues = queues();
    queues.send("Work", "one".to_owned());
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let handler: Handler = Arc::new(move |_| {
        let call = count.fetch_add(1, Ordering::SeqCst);
        async move { if call == 0 { Err("not yet".into()) } else { Ok(Value::Null) } }.boxed()
    });
    pump(&queues, handler, Duration::from_secs(10)).await;
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert!(queues.receive("Work", 1, None).is_empty());
    assert!(queues.deliveries.all().is_empty());
}

#[tokio::test(start_paused = true)]
async fn dead_letters_go_back_to_where_they_came_from_or_where_they_are_sent() {
    let queues = queues();
    queues.send("Work", "worn out".to_owned());
    for _ in 0..4 {
        queues.receive("Work", 1, Some(Duration::from_secs(1)));
        tokio::time::advance(Duration::from_millis(20)).await;
    }
    queues.give_up("Letters", "resize", "no", json!({ "event": 1 }));
    let (_, letters) = queues.named("letters").unwrap();
    assert_eq!(letters.len(), 2);
    // the one that Lambda gave up came from no queue
    assert_eq!((queues.move_back(letters, None), letters.len()), (1, 1));
    let back = queues.receive("Work", 10, None);
    assert_eq!((bodies(&back), back[0].received), (vec!["worn out"], 1));
    assert_eq!((queues.move_back(letters, Some("Work")), letters.len()), (1, 0));
    let sent = queues.receive("Work", 10, None);
    let body: Value = serde_json::from_str(&sent[0].body).unwrap();
    assert_eq!(body["requestPayload"], json!({ "event": 1 }));
}
