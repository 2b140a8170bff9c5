//! The catalogues of the engines in one form: tables, columns, keys and indexes.

use std::collections::{BTreeMap, BTreeSet};

use correspondence_testkit_databases::TestDatabase;

use crate::raw::{Raw, rows};

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// Name to type and "not null", types by SQLite's names.
    pub(crate) columns: BTreeMap<String, (String, bool)>,
    pub(crate) primary_key: Vec<String>,
    pub(crate) indexes: BTreeMap<String, Index>,
    /// Column, referenced table, referenced column.
    pub(crate) foreign_keys: BTreeSet<(String, String, String)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Index {
    unique: bool,
    partial: bool,
    /// Column or expression, and whether it descends.
    columns: Vec<(String, bool)>,
}

fn texts<const N: usize>(row: Vec<Option<String>>) -> [String; N] {
    let texts: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
    texts.try_into().unwrap()
}

/// How PostgreSQL's types are stored by SQLite (`src/types.rs`).
fn by_sqlite_name(postgres: &str) -> &'static str {
    match postgres {
        "uuid" | "bytea" => "BLOB",
        "timestamp with time zone" | "smallint" | "integer" | "bigint" | "boolean" => "INTEGER",
        "text" | "jsonb" => "TEXT",
        "double precision" => "REAL",
        other => panic!("no twin for type {other}"),
    }
}

pub(crate) async fn of_postgres(database: &TestDatabase) -> BTreeMap<String, Table> {
    let mut raw = Raw::connect(database).await;
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns = "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text FROM information_schema.columns \
                   WHERE table_schema = 'public'";
    for row in rows(&mut raw, columns).await {
        let [table, column, kind, nullable] = texts(row);
        tables.entry(table).or_default().columns.insert(column, (by_sqlite_name(&kind).to_owned(), nullable == "NO"));
    }
    let indexes = "SELECT t.relname::text, i.relname::text, x.indisprimary::text, x.indisunique::text, (x.indpred IS NOT NULL)::text, \
                   pg_get_indexdef(x.indexrelid, n, true), ((x.indoption[n - 1] & 1) = 1)::text \
                   FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
                   JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = 'public', generate_series(1, x.indnkeyatts) n \
                   ORDER BY x.indexrelid, n";
    for row in rows(&mut raw, indexes).await {
        let [table, index, primary, unique, partial, column, descending] = texts(row);
        let table = tables.get_mut(&table).unwrap();
        if primary == "true" {
            table.primary_key.push(column);
        } else {
            let index =
                table.indexes.entry(index).or_insert(Index { unique: unique == "true", partial: partial == "true", columns: Vec::new() });
            index.columns.push((column, descending == "true"));
        }
    }
    let references = "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, f.attname::text \
                      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
                      JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1] WHERE c.contype = 'f'";
    for row in rows(&mut raw, references).await {
        let [table, column, other, key] = texts(row);
        tables.get_mut(&table).unwrap().foreign_keys.insert((column, other, key));
    }
    tables
}

pub(crate) async fn of_sqlite(database: &TestDatabase) -> BTreeMap<String, Table> {
    let mut raw = Raw::connect(database).await;
    let mut tables = BTreeMap::new();
    for row in rows(&mut raw, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").await {
        let [name] = texts(row);
        let mut table = Table::default();
        let columns =
            format!("SELECT name, type, CAST(\"notnull\" AS TEXT), CAST(pk AS TEXT) FROM pragma_table_info('{name}') ORDER BY pk");
        for row in rows(&mut raw, &columns).await {
            let [column, kind, not_null, place_in_key] = texts(row);
            if place_in_key != "0" {
                table.primary_key.push(column.clone());
            }
            table.columns.insert(column, (kind, not_null == "1"));
        }
        let indexes = format!(
            "SELECT i.name, CAST(i.\"unique\" AS TEXT), CAST(i.partial AS TEXT), COALESCE(x.name, 'an expression'), CAST(x.\"desc\" AS TEXT) \
             FROM pragma_index_list('{name}') i, pragma_index_xinfo(i.name) x WHERE i.origin = 'c' AND x.key = 1 ORDER BY i.name, x.seqno"
        );
        for row in rows(&mut raw, &indexes).await {
            let [index, unique, partial, column, descending] = texts(row);
            let index = table.indexes.entry(index).or_insert(Index { unique: unique == "1", partial: partial == "1", columns: Vec::new() });
            index.columns.push((column, descending == "1"));
        }
        for row in rows(&mut raw, &format!("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list('{name}')")).await {
            let [column, other, key] = texts(row);
            table.foreign_keys.insert((column, other, key));
        }
        tables.insert(name, table);
    }
    tables
}
