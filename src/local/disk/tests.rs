//! Tests of `disk`.

use super::*;

#[test]
fn a_file_is_replaced_or_left_and_nothing_lies_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("file");
    create(&path, b"one").unwrap();
    assert_eq!(
        create(&path, b"two").unwrap_err().kind(),
        ErrorKind::AlreadyExists
    );
    assert_eq!(read_text(&path).unwrap(), "one");
    replace(&path, b"three").unwrap();
    assert_eq!(read_text(&path).unwrap(), "three");
    assert_eq!(
        replace(place.path(), b"four").unwrap_err().kind(),
        ErrorKind::IsADirectory
    );
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let how = How {
            over: true,
            private: true,
        };
        write(&path, b"five", how).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn every_refusal_has_a_reason_and_a_fix() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, b"\xff").unwrap();
    let long = place.path().join("x".repeat(300));
    let refusals = [
        (
            read_text(&place.path().join("none")),
            "no such file",
            "correct the path",
        ),
        (
            read_text(place.path()),
            "it is a directory",
            "name a file in this directory",
        ),
        (read_text(&file), "it is not UTF-8 text", "save the file as UTF-8"),
        (
            read_text(&file.join("below")),
            "part of the path is a file",
            "correct the path",
        ),
        (read_text(&long), "the name is too long", "correct the path"),
    ];
    for (refusal, reason, fix) in refusals {
        let error = refusal.unwrap_err();
        assert_eq!((&*error.reason(), &*error.fix()), (reason, fix));
        assert!(error.to_string().starts_with("cannot read /"), "{error}");
    }
}

#[test]
fn what_may_not_be_written_says_where_else_to_go() {
    for (kind, reason, fix) in [
        (
            ErrorKind::PermissionDenied,
            "permission denied",
            "make the directory writable, or use another path",
        ),
        (
            ErrorKind::ReadOnlyFilesystem,
            "its file system is read-only",
            "use another path",
        ),
        (
            ErrorKind::StorageFull,
            "the disk is full",
            "free some space, or use another path",
        ),
    ] {
        let error = Error::new("write", Path::new("out/file"), kind.into());
        assert_eq!(error.to_string(), format!("cannot write out/file: {reason}"));
        assert_eq!(error.fix(), fix);
    }
}
