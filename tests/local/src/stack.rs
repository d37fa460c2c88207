//! The stack: everything started in order, and ended in the other.

use axum::Router;
use axum::body::Body;
use http::Request;
use std::sync::Arc;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use runtime::Metrics;

use crate::bus::{self, Bus};
use crate::data::DataFolder;
use crate::deliveries::{Deliveries, Delivery};
use crate::environment::{Environments, NAMES, Ports};
use crate::listen::Loopback;
use crate::queues::{self, Queues};
use crate::registry::Functions;
use crate::roles::{Roles, guarded};
use crate::secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, Secrets};
use crate::stop::{self, Background, Stop, Stopped, ended};
use crate::stream::Pump;
use crate::template::{REGION, Template};
use crate::timeline::{self, Timeline};
use crate::token::{Claims, DEMO_USERS, LIFETIME};
use crate::{Options, StartError, console, dynamodb, schedule, storage, token, wiring};

/// Tasks that end together when told to.
struct Part {
    stop: Stop,
    tasks: Vec<JoinHandle<()>>,
}

impl Part {
    fn new() -> (Self, Stopped) {
        let (stop, stopped) = stop::channel();
        (Self { stop, tasks: Vec::new() }, stopped)
    }

    async fn end(self) {
        self.stop.stop();
        for task in self.tasks {
            ended(task).await;
        }
    }
}

/// A running stack. Dropping it stops it without waiting for what is under way.
pub struct Stack {
    ports: Ports,
    secrets: Secrets,
    deliveries: Deliveries,
    metrics: Metrics,
    background: Background,
    sources: Part,
    front: Part,
    objects: Part,
    tables: Part,
    // last, as fields are dropped in order
    _data: DataFolder,
}

impl Stack {
    /// Starts a stack and answers when it is ready.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let data = DataFolder::open(&options.data)?;
        let (mut secrets, is_new) = Secrets::open(&data.file("secrets.json"))?;
        if let Some(secret) = options.env.get("JWT_SECRET") {
            secrets.jwt_secret.clone_from(secret);
        }
        let front = Loopback::bind(options.port, "the API", "--port").await?;
        let objects = Loopback::bind(options.s3_port, "S3", "--s3-port").await?;
        let tables = Loopback::bind(options.dynamodb_port, "DynamoDB", "--dynamodb-port").await?;
        let ports = Ports { api: front.port(), s3: objects.port(), dynamodb: tables.port() };

        let mut template = options.template.as_deref().map_or_else(Template::load, Template::parse)?;
        for name in NAMES {
            if let Some(value) = options.env.get(name) {
                template.rename(name, value)?;
            }
        }
        let roles = Roles::new(&template, options.template.is_none())?;
        let environments = Environments::new(&template, ports, &secrets, &options);
        let timeline = Timeline::default();
        let functions = Functions::start(&template, &environments, &timeline)?;
        let aws = environments.stack()?;

        let (background, deliveries) = (Background::new(), Deliveries::new(&timeline));
        let queues = Queues::new(&template.queues, &deliveries);
        let invokers = wiring::invokers(&template, &functions, &background, &queues)?;

        let database = dynamodb::open(&data.file("dynamodb.db"), &template)?;
        let (mut tables_part, stopped) = Part::new();
        tables_part.tasks = dynamodb::serve(tables, &database, &roles, &stopped).await?;

        let (mut objects_part, stopped) = Part::new();
        let triggers = wiring::triggers(&mut template, &invokers, &timeline);
        let origins = ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:{}", ports.api));
        let router = storage::router(&data.file("s3"), &template, &roles, &origins, move |object| {
            if options.s3_events {
                triggers.notify(&object);
            }
        })?;
        objects_part.tasks.push(objects.serve(router, stopped));

        let on_buses = std::mem::take(&mut template.rules);
        let buses = std::mem::take(&mut template.buses);
        let bus = Bus::new(buses, on_buses, invokers.clone(), queues.clone(), &deliveries)?;
        let bus = guarded(Arc::new(bus).router(), &roles, bus::actions);
        let services = bus.merge(guarded(queues.clone().router(), &roles, queues::actions));
        let (mut front_part, stopped) = Part::new();
        let api = wiring::front(&mut template, &functions, &aws, &secrets, &deliveries, services)?
            .merge(timeline::router(timeline, stopped.clone()))
            .merge(console::router(ports));
        // before anybody is answered, so that whoever finds the stack ready finds them too
        if options.demo && is_new {
            make_demo_users(&api, &secrets).await?;
        }
        front_part.tasks.push(front.serve(api, stopped));

        let (mut sources, stopped) = Part::new();
        for trigger in std::mem::take(&mut template.streams) {
            let pump = Pump {
                table: template.tables.get(&trigger.table).map(|table| table.name.clone()).unwrap_or_default(),
                handler: functions.events(&trigger.function)?,
                function: template.function(&trigger.function).to_owned(),
                position: data.file(&format!("{}.position", trigger.function)),
                database: database.clone(),
                deliveries: deliveries.clone(),
                trigger,
            };
            sources.tasks.push(tokio::spawn(pump.run(stopped.clone())));
        }
        for trigger in std::mem::take(&mut template.takers) {
            let pump = queues::Pump {
                handler: functions.events(&trigger.function)?,
                function: template.function(&trigger.function).to_owned(),
                queues: queues.clone(),
                background: background.clone(),
                trigger,
            };
            sources.tasks.push(tokio::spawn(pump.run(stopped.clone())));
        }
        for schedule in std::mem::take(&mut template.schedules) {
            if let Some(invoker) = invokers.get(&schedule.function) {
                sources.tasks.push(tokio::spawn(schedule::run(schedule, invoker.clone(), stopped.clone())));
            }
        }
        Ok(Self {
            ports,
            secrets,
            deliveries,
            metrics: aws.metrics.clone(),
            background,
            sources,
            front: front_part,
            objects: objects_part,
            tables: tables_part,
            _data: data,
        })
    }

    /// Stops: what is under way is finished, as far as that does not take long; what is not yet published will be at the
    /// next start.
    pub async fn stop(self) {
        // the front serves the bus and the subscribers too, so it has to outlast what publishes
        self.sources.end().await;
        self.background.idle().await;
        self.front.end().await;
        self.objects.end().await;
        self.background.idle().await;
        self.tables.end().await;
    }

    /// The address of the API, the CDN, and `/dev`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://localhost:{}", self.ports.api)
    }

    /// The address of S3.
    #[must_use]
    pub fn s3_url(&self) -> String {
        format!("http://localhost:{}", self.ports.s3)
    }

    /// The address of DynamoDB.
    #[must_use]
    pub fn dynamodb_url(&self) -> String {
        format!("http://localhost:{}", self.ports.dynamodb)
    }

    /// The region that everything is in.
    #[must_use]
    pub fn region(&self) -> &'static str {
        REGION
    }

    /// The access key id and the secret access key that S3 knows.
    #[must_use]
    pub fn credentials(&self) -> (&'static str, &'static str) {
        (ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    }

    /// An access token of the user `sub`.
    #[must_use]
    pub fn token(&self, sub: &str) -> String {
        token::token(sub, None, &self.secrets.jwt_secret)
    }

    /// An access token of the user `sub`, who may do what `scope` says.
    #[must_use]
    pub fn token_with(&self, sub: &str, scope: &str) -> String {
        token::token(sub, Some(scope), &self.secrets.jwt_secret)
    }

    /// What subscribers, topics and places for dead letters have received, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.all()
    }

    /// The steps that `/dev/timeline` shows, oldest first.
    ///
    /// # Panics
    ///
    /// Never: a step is numbers and texts.
    #[must_use]
    #[expect(clippy::expect_used, reason = "numbers and texts are always JSON")]
    pub fn timeline(&self) -> Vec<serde_json::Value> {
        let steps = self.deliveries.timeline().after(0);
        steps.iter().map(|step| serde_json::to_value(step).expect("a step is JSON")).collect()
    }

    /// What the functions have measured, as CloudWatch would read it, oldest first.
    #[must_use]
    pub fn metrics(&self) -> Vec<serde_json::Value> {
        self.metrics.lines()
    }
}

/// Makes the profiles of the demo users as anybody makes theirs: by asking the API for it.
async fn make_demo_users(api: &Router, secrets: &Secrets) -> Result<(), StartError> {
    for (user, _) in DEMO_USERS {
        let failed = |problem: &dyn ToString| StartError::part("the profile of a demo user", problem.to_string());
        let token = Claims::new(user, LIFETIME).sign(&secrets.jwt_secret).map_err(|error| failed(&error))?;
        let request = Request::get("/v1/profile").header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).map_err(|error| failed(&error))?;
        let Ok(response) = api.clone().oneshot(request).await;
        if !response.status().is_success() {
            return Err(failed(&response.status()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
