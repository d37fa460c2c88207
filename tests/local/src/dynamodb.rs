//! DynamoDB: its protocol on a file, with the tables of the template, for functions as far as their roles allow.

mod actions;
mod front;

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::UpdateTimeToLiveRequest;
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::StartError;
use crate::listen::Loopback;
use crate::roles::{Roles, guarded};
use crate::stop::Stopped;
use crate::template::{Table, Template};

/// How often expired items are removed; in the cloud that may take days.
const SWEEP: Duration = Duration::from_secs(5);

/// Opens the database in `file`, and makes the template's tables that it does not have.
pub(crate) fn open(file: &Path, template: &Template) -> Result<Database, StartError> {
    let damaged = |problem: String| StartError::Data { file: file.to_owned(), problem };
    let name = file.to_str().ok_or_else(|| damaged("its name is not Unicode".to_owned()))?;
    let database = Database::new(name).map_err(|error| damaged(error.to_string()))?;
    for table in template.tables.values() {
        let wanted = DescribeTableRequest { table_name: table.name.clone() };
        match database.describe_table(wanted) {
            Ok(found) => {
                let found = serde_json::to_value(&found.table).unwrap_or_default();
                if let Some(difference) = difference(table, &found) {
                    return Err(damaged(format!("its table {} has another {difference}", table.name)));
                }
            }
            Err(DynoxideError::ResourceNotFoundException(_)) => {
                create(&database, table).map_err(|problem| StartError::part("DynamoDB", problem))?;
            }
            Err(error) => return Err(damaged(error.to_string())),
        }
    }
    Ok(database)
}

/// What a table that exists has otherwise than the template, if anything.
fn difference(table: &Table, found: &Value) -> Option<&'static str> {
    let wanted = table.create_request();
    let indexes = |description: &Value, kind: &str| {
        let indexes = description[kind].as_array().into_iter().flatten();
        let mut names: Vec<_> = indexes.map(|index| (index["IndexName"].clone(), index["KeySchema"].clone())).collect();
        names.sort_by_key(|(name, _)| name.to_string());
        names
    };
    if found["KeySchema"] != wanted["KeySchema"] {
        return Some("key");
    }
    if found["StreamSpecification"] != wanted["StreamSpecification"] {
        return Some("stream");
    }
    ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]
        .into_iter()
        .find(|kind| indexes(found, kind) != indexes(&wanted, kind))
}

fn create(database: &Database, table: &Table) -> Result<(), String> {
    let failed = |problem: String| format!("the table {}: {problem}", table.name);
    let request: CreateTableRequest =
        serde_json::from_value(table.create_request()).map_err(|error| failed(error.to_string()))?;
    database.create_table(request).map_err(|error| failed(error.to_string()))?;
    if let Some(attribute) = &table.ttl {
        let specification = json!({ "AttributeName": attribute, "Enabled": true });
        let request: UpdateTimeToLiveRequest =
            serde_json::from_value(json!({ "TableName": table.name, "TimeToLiveSpecification": specification }))
                .map_err(|error| failed(error.to_string()))?;
        database.update_time_to_live(request).map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

/// Serves the protocol, and removes expired items, until stop is said.
pub(crate) async fn serve(
    listeners: Loopback,
    database: &Database,
    roles: &Roles,
    stopped: &Stopped,
) -> Result<Vec<JoinHandle<()>>, StartError> {
    let failed = |problem: &dyn ToString| StartError::part("DynamoDB", problem.to_string());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let front = front::router(address).map_err(|error| failed(&error))?;
    let front = listeners.serve(guarded(front, roles, actions::actions), stopped.clone());
    // the server has to outlast what stands before it
    let front_ended = async move {
        if let Err(error) = front.await {
            tracing::error!(%error, "what stands before the DynamoDB server ended");
        }
    };
    let server = dynoxide::server::serve_with_shutdown(listener, database.clone(), front_ended);
    let server = tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the DynamoDB server ended");
        }
    });
    Ok(vec![tokio::spawn(sweep(database.clone(), stopped.clone())), server])
}

async fn sweep(database: Database, stopped: Stopped) {
    while !stopped.within(SWEEP).await {
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "expired items were not removed"),
            Err(error) => tracing::error!(%error, "expired items were not removed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_made_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dynamodb.db");
        let template = Template::load().unwrap();
        for _ in 0..2 {
            let database = open(&file, &template).unwrap();
            let names = database.list_tables(serde_json::from_str("{}").unwrap()).unwrap().table_names;
            assert_eq!(names, ["profile-aliases-dev", "profile-ledger-dev", "profile-profiles-dev"]);
        }
    }

    #[test]
    fn a_table_of_an_older_template_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dynamodb.db");
        let mut older = Template::load().unwrap();
        let table = older.tables.get_mut("LedgerTable").unwrap();
        "profile-profiles-dev".clone_into(&mut table.name);
        older.tables.retain(|id, _| id == "LedgerTable");
        drop(open(&file, &older).unwrap());
        let error = open(&file, &Template::load().unwrap()).err().unwrap().to_string();
        assert!(error.contains("profile-profiles-dev has another key"), "{error}");
    }
}
