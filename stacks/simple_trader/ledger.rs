//! The order ledger as a table, for queries with Athena.

use super::APP;
use sa_infra::app::{Retention, Stack};
use sa_infra::aws::{glue, s3};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{account_id, object};
use sa_infra::text;
use sa_infra::value::List;

const DATABASE: &str = "trading_analytics";
const TABLE: &str = "order_ledger";

/// The columns of the ledger's files, in their order.
const COLUMNS: [(&str, &str); 20] = [
    ("symbol", "string"),
    ("entry_time", "timestamp"),
    ("entry_price", "double"),
    ("entry_qty", "int"),
    ("entry_type", "string"),
    ("entry_value", "double"),
    ("entry_tag", "string"),
    ("exit_time", "timestamp"),
    ("exit_price", "double"),
    ("exit_qty", "int"),
    ("exit_type", "string"),
    ("exit_value", "double"),
    ("exit_tag", "string"),
    ("buy_price", "double"),
    ("sell_price", "double"),
    ("buy_value", "double"),
    ("sell_value", "double"),
    ("charges", "double"),
    ("gross_pnl", "double"),
    ("net_pnl", "double"),
];

/// Both may exist already, created by the original application: with literal names and the policy `Retain`,
/// CloudFormation imports them.
pub fn define(stack: &mut Stack, bucket: &Ref<s3::Bucket>) {
    let database = stack
        .at("LedgerDatabase")
        .retain(Retention::ExceptOnCreate)
        .put(glue::Database {
            database_name: DATABASE.into(),
            ..glue::Database::new(account_id(), glue::DatabaseInput::default())
        });
    let columns = COLUMNS.map(|(name, kind)| glue::Column {
        r#type: kind.into(),
        ..glue::Column::new(name)
    });
    let format = object([
        ("serialization.format", ",".into()),
        ("field.delim", ",".into()),
        ("timestamp.formats", "yyyy-MM-dd HH:mm:ss".into()),
    ]);
    let storage = glue::TableStorageDescriptor {
        columns: columns.into_iter().collect::<List<_>>().into(),
        location: text!["s3://", bucket.name(), format!("/{APP}Ledger/")].into(),
        input_format: "org.apache.hadoop.mapred.TextInputFormat".into(),
        output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat".into(),
        serde_info: glue::SerdeInfo {
            serialization_library: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe".into(),
            parameters: format.into(),
            ..Default::default()
        }
        .into(),
        ..Default::default()
    };
    let about = object([
        ("classification", "csv".into()),
        ("typeOfData", "file".into()),
        ("areColumnsQuoted", "false".into()),
        ("delimiter", ",".into()),
        ("skip.header.line.count", "1".into()),
    ]);
    stack
        .at("LedgerTable")
        .depends_on(&database)
        .retain(Retention::ExceptOnCreate)
        .put(glue::Table {
            name: TABLE.into(),
            table_input: glue::TableInput {
                table_type: glue::TableType::ExternalTable.into(),
                parameters: about.into(),
                storage_descriptor: storage.into(),
                ..Default::default()
            }
            .into(),
            ..glue::Table::new(account_id(), DATABASE)
        });
}
