//! Lambda's own part: calling a function's handler, and calling it again when nobody waits for the answer.

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

use crate::queues::Queues;
use crate::stop::Background;
use crate::template::Asynchronous;

/// So many events of one function are handled at once.
const CONCURRENCY: usize = 4;
/// The pause before the first retry, doubled for each further one; Lambda waits a minute.
const PAUSE: Duration = Duration::from_millis(250);

/// An event function's handler, from and to the JSON that Lambda has.
pub(crate) type Handler = Arc<dyn Fn(Value) -> BoxFuture<'static, Result<Value, lambda_runtime::Error>> + Send + Sync>;

/// Calls `handler`; a panic is a failure like any other, as it is on Lambda.
pub(crate) async fn call(handler: &Handler, event: Value) -> Result<Value, String> {
    match AssertUnwindSafe(handler(event)).catch_unwind().await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the function panicked".to_owned()),
    }
}

/// A function that is called without waiting for its answer.
#[derive(Clone)]
pub(crate) struct Invoker {
    function: String,
    handler: Handler,
    config: Asynchronous,
    slots: Arc<Semaphore>,
    background: Background,
    queues: Queues,
}

impl Invoker {
    /// Calls `handler` of `function` as `config` says.
    pub(crate) fn new(
        function: &str,
        handler: Handler,
        config: Asynchronous,
        background: &Background,
        queues: &Queues,
    ) -> Self {
        Self {
            function: function.to_owned(),
            handler,
            config,
            slots: Arc::new(Semaphore::new(CONCURRENCY)),
            background: background.clone(),
            queues: queues.clone(),
        }
    }

    /// Takes `event` over and answers at once.
    pub(crate) fn invoke(&self, event: Value) {
        let this = self.clone();
        self.background.spawn(async move { this.run(event).await });
    }

    async fn run(&self, event: Value) {
        // the semaphore is never closed
        let _slot = self.slots.acquire().await;
        let mut attempt = 0;
        let problem = loop {
            match call(&self.handler, event.clone()).await {
                Ok(_) => return,
                Err(problem) if attempt == self.config.retries => break problem,
                Err(problem) => tracing::warn!(function = self.function, problem, attempt, "a call failed"),
            }
            tokio::time::sleep(PAUSE * 2_u32.saturating_pow(attempt)).await;
            attempt += 1;
        };
        tracing::error!(function = self.function, problem, "a call failed for good");
        let target = self.config.dead_letters.as_deref().unwrap_or("nowhere");
        self.queues.give_up(target, &self.function, &problem, event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliveries::Deliveries;
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A handler that fails `failures` times, and the count of its calls.
    fn failing(failures: usize) -> (Handler, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&calls);
        let handler: Handler = Arc::new(move |_| {
            let call = count.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(call != 0, "the first call panics");
                if call < failures { Err("not yet".into()) } else { Ok(Value::Null) }
            }
            .boxed()
        });
        (handler, calls)
    }

    async fn invoke(failures: usize) -> (usize, Deliveries) {
        let (handler, calls) = failing(failures);
        let (background, deliveries) = (Background::new(), Deliveries::default());
        let config = Asynchronous { retries: 2, dead_letters: Some("Letters".to_owned()) };
        let queues = Queues::new(&BTreeMap::new(), &deliveries);
        Invoker::new("resize", handler, config, &background, &queues).invoke(Value::from("event"));
        assert!(background.idle().await);
        (calls.load(Ordering::SeqCst), deliveries)
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_fails_twice_succeeds_at_the_third() {
        let (calls, deliveries) = invoke(2).await;
        assert_eq!(calls, 3);
        assert!(deliveries.all().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_fails_for_good_is_a_dead_letter() {
        let (calls, deliveries) = invoke(usize::MAX).await;
        assert_eq!(calls, 3);
        let letters = deliveries.all();
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].target.as_str(), &letters[0].event), ("Letters", &Value::from("event")));
        assert_eq!(letters[0].problem.as_deref(), Some("resize: not yet"));
    }
}
