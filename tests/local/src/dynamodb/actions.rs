//! What a request to DynamoDB needs a role to allow.

use serde_json::Value;

use crate::roles::Action;
use crate::template::{ACCOUNT, REGION};

/// The actions of `operation` with `request` as its body.
pub(super) fn actions(operation: &str, request: &Value) -> Vec<Action> {
    match operation {
        // a transaction needs what its parts need
        "TransactWriteItems" | "TransactGetItems" => {
            let items = request["TransactItems"].as_array().into_iter().flatten();
            let parts = items.filter_map(Value::as_object).flatten();
            parts.map(|(kind, part)| action(&format!("{kind}Item"), &part["TableName"])).collect()
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = request["RequestItems"].as_object().into_iter().flatten();
            tables.map(|(table, _)| action(operation, &Value::from(table.as_str()))).collect()
        }
        _ => {
            let mut action = action(operation, &request["TableName"]);
            if let Some(index) = request["IndexName"].as_str() {
                action.resource = format!("{}/index/{index}", action.resource);
            }
            vec![action]
        }
    }
}

fn action(operation: &str, table: &Value) -> Action {
    let resource = match table.as_str() {
        Some(table) => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"),
        None => "*".to_owned(),
    };
    Action::new(format!("dynamodb:{operation}"), resource)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What `operation` needs, in short.
    fn needs(operation: &str, request: &Value) -> Vec<String> {
        let short = |action: Action| {
            let resource = action.resource.rsplit(':').next().unwrap_or_default();
            format!("{} {resource}", action.name.trim_start_matches("dynamodb:"))
        };
        actions(operation, request).into_iter().map(short).collect()
    }

    #[test]
    fn a_call_needs_its_own_action_on_its_table_or_index() {
        assert_eq!(needs("GetItem", &json!({ "TableName": "t", "Key": {} })), ["GetItem table/t"]);
        assert_eq!(needs("Query", &json!({ "TableName": "t", "IndexName": "i" })), ["Query table/t/index/i"]);
        assert_eq!(needs("Scan", &json!({ "TableName": "t" })), ["Scan table/t"]);
        assert_eq!(needs("ListTables", &json!({})), ["ListTables *"]);
        assert_eq!(needs("ExecuteStatement", &json!({ "Statement": "SELECT * FROM t" })), ["ExecuteStatement *"]);
    }

    #[test]
    fn a_batch_needs_its_action_on_each_table() {
        let request = json!({ "RequestItems": { "a": {}, "b": {} } });
        assert_eq!(needs("BatchGetItem", &request), ["BatchGetItem table/a", "BatchGetItem table/b"]);
        assert_eq!(needs("BatchWriteItem", &request), ["BatchWriteItem table/a", "BatchWriteItem table/b"]);
    }

    #[test]
    fn a_transaction_needs_what_its_parts_need() {
        let part = |kind: &str, table: &str| json!({ kind: { "TableName": table } });
        let request = json!({ "TransactItems": [
            part("Put", "a"), part("Update", "b"), part("Delete", "c"), part("ConditionCheck", "d"),
        ] });
        assert_eq!(
            needs("TransactWriteItems", &request),
            ["PutItem table/a", "UpdateItem table/b", "DeleteItem table/c", "ConditionCheckItem table/d"]
        );
        let request = json!({ "TransactItems": [part("Get", "a"), part("Get", "b")] });
        assert_eq!(needs("TransactGetItems", &request), ["GetItem table/a", "GetItem table/b"]);
    }
}
