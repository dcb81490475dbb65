use std::fs;

use super::*;

const NOTES: Schema = Schema {
    name: "notebook",
    application_id: 0x6e6f_7465,
    migrations: &["CREATE TABLE notes (text TEXT NOT NULL)"],
};
const NEWER: Schema = Schema {
    migrations: &[NOTES.migrations[0], "ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 0"],
    ..NOTES
};

fn add(database: &Database, text: &str) {
    let insert =
        |connection: &mut Connection| connection.execute("INSERT INTO notes (text) VALUES (?1)", [text]);
    assert_eq!(database.call_blocking("write a note", insert).unwrap(), 1);
}

fn count(database: &Database) -> i64 {
    let count = |connection: &mut Connection| {
        connection.query_row("SELECT count(*) FROM notes", [], |row| row.get(0))
    };
    database.call_blocking("count notes", count).unwrap()
}

#[test]
fn a_file_keeps_what_was_written_and_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    add(&Database::open(&path, &NOTES, Durability::Machine).unwrap(), "a");
    let newer = Database::open(&path, &NEWER, Durability::Process).unwrap();
    add(&newer, "b");
    assert_eq!(count(&newer), 2);
    drop(newer);
    let error = Database::open(&path, &NOTES, Durability::Machine).unwrap_err();
    assert!(error.message().contains("newer version"), "{error}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let database = Database::open(&path, &NOTES, Durability::Machine).unwrap();
    add(&database, "a");
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
    }
}

#[test]
fn what_cannot_be_opened_is_refused_with_advice_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("text"), "no database ".repeat(100)).unwrap();
    let other = Schema { application_id: 7, ..NOTES };
    drop(Database::open(&at("other"), &other, Durability::Machine).unwrap());
    for (path, said) in [
        (at("absent/notes.db"), "folder"),
        (at("text"), "damaged"),
        (at("other"), "another path"),
        (at(""), "folder"),
    ] {
        let error = Database::open(&path, &NOTES, Durability::Machine).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Storage, "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains(said)), "{said}: {error:?}");
    }
    assert!(fs::read_to_string(at("text")).unwrap().starts_with("no database"));
}

#[tokio::test]
async fn a_failed_statement_says_what_was_attempted() {
    let database = Database::in_memory(&NOTES).unwrap();
    let failed =
        database.call("write a note", |connection| connection.execute("INSERT INTO nowhere VALUES (1)", []));
    let error = failed.await.unwrap_err();
    assert!(error.message().starts_with("could not write a note (notebook in memory)"), "{error}");
}

#[tokio::test]
async fn who_reads_sees_what_is_committed_and_does_not_wait_for_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.db"), &NOTES, Durability::Machine).unwrap();
    add(&database, "a");
    let count = |connection: &mut Connection| {
        connection.query_row("SELECT count(*) FROM notes", [], |row| row.get::<_, i64>(0))
    };
    let (reading, write) = (database.clone(), std::sync::mpsc::channel::<()>());
    let (go_on, waits) = write;
    let (began, begun) = tokio::sync::oneshot::channel();
    let writing = tokio::task::spawn_blocking(move || {
        database.call_blocking("write slowly", |connection| {
            let transaction = connection.transaction()?;
            transaction.execute("INSERT INTO notes (text) VALUES ('b')", [])?;
            began.send(()).unwrap();
            waits.recv().unwrap();
            transaction.commit()
        })
    });
    begun.await.unwrap();
    assert_eq!(reading.read("count notes", count).await.unwrap(), 1);
    go_on.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(reading.read("count notes", count).await.unwrap(), 2);
}
