//! Tests of access, with two small templates each.

use crate::diff::access::between;
use crate::diff::tests::template;
use crate::model::template::Template;

/// A role with this inline statement, and other members.
fn role(statement: &str, more: &str) -> Template {
    template(&format!(
        r#""Resources": {{"Role": {{"Type": "AWS::IAM::Role", "Properties": {{
            "RoleName": "named", "Policies": [{{"PolicyDocument": {{"Statement": [{statement}]}}}}]
        }}}}{more}}}"#
    ))
}

fn rows(before: &Template, after: &Template) -> Vec<String> {
    let text = |term: &super::Term| {
        format!(
            "{}{}",
            if term.except { "!" } else { "" },
            crate::diff::normal::key(&term.value)
        )
    };
    let all = |terms: &[super::Term]| terms.iter().map(text).collect::<Vec<_>>().join(" ");
    let row = |row: &super::Access| {
        let sign = if row.added { '+' } else { '-' };
        let grant = &row.grant;
        let when = grant
            .condition
            .as_ref()
            .map(|when| format!(" when {}", crate::diff::normal::key(when)));
        let line = format!(
            "{sign} {:?} {:?} {}: {} on {}{}",
            row.weight,
            grant.effect,
            text(&grant.who),
            all(&grant.actions),
            all(&grant.on),
            when.unwrap_or_default()
        );
        line.replace('"', "")
    };
    between(before, after).iter().map(row).collect()
}

fn allow(action: &str, on: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {on}}}"#)
}

fn deny(action: &str) -> String {
    format!(r#"{{"Effect": "Deny", "Action": "{action}", "Resource": "*"}}"#)
}

#[test]
fn what_is_allowed_beyond_before_broadens() {
    let nothing = role("", "");
    let some = role(&allow(r#"["s3:GetObject", "s3:PutObject"]"#, r#""a""#), "");
    assert_eq!(
        rows(&nothing, &some),
        ["+ Broader Allow {Ref:Role}: s3:GetObject s3:PutObject on a"]
    );
    assert_eq!(
        rows(&some, &nothing),
        ["- Narrower Allow {Ref:Role}: s3:GetObject s3:PutObject on a"]
    );
    assert_eq!(rows(&some, &some), [""; 0]);
}

#[test]
fn what_a_wildcard_allowed_before_does_not() {
    let wide = role(&allow(r#""s3:*""#, r#""*""#), "");
    let narrow = role(&allow(r#""S3:GetObject""#, r#"["a", "b"]"#), "");
    assert_eq!(
        rows(&wide, &narrow),
        [
            "- Narrower Allow {Ref:Role}: s3:* on *",
            "+ Neutral Allow {Ref:Role}: S3:GetObject on a b"
        ]
    );
    assert_eq!(
        rows(&narrow, &wide),
        [
            "+ Broader Allow {Ref:Role}: s3:* on *",
            "- Neutral Allow {Ref:Role}: S3:GetObject on a b"
        ]
    );
}

#[test]
fn a_condition_narrows_and_its_loss_broadens() {
    let plain = r#"{"Effect": "Allow", "Action": "a:b", "Resource": "*"}"#;
    let when = r#"{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": {"Bool": {"k": true}}}"#;
    assert_eq!(
        rows(&role(plain, ""), &role(when, "")),
        [
            "- Narrower Allow {Ref:Role}: a:b on *",
            "+ Neutral Allow {Ref:Role}: a:b on * when {Bool:{k:[true]}}"
        ]
    );
    assert!(rows(&role(when, ""), &role(plain, ""))[0].starts_with("+ Broader"));
}

#[test]
fn a_denial_that_goes_broadens() {
    let (none, some, all) = (role("", ""), role(&deny("s3:Put*"), ""), role(&deny("s3:*"), ""));
    assert_eq!(rows(&some, &none), ["- Broader Deny {Ref:Role}: s3:Put* on *"]);
    assert_eq!(rows(&none, &some), ["+ Narrower Deny {Ref:Role}: s3:Put* on *"]);
    assert_eq!(rows(&all, &some)[0], "- Broader Deny {Ref:Role}: s3:* on *");
    assert_eq!(
        rows(&some, &Template::default()),
        ["- Neutral Deny {Ref:Role}: s3:Put* on *"],
        "with its role"
    );
}

#[test]
fn a_statement_may_move_between_the_policies_of_a_role() {
    let statement = allow(r#""a:b""#, r#""*""#);
    let inline = role(&statement, "");
    for holder in [r#"{"Ref": "Role"}"#, r#""named""#] {
        let managed = format!(
            r#", "Policy": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {{
                "Roles": [{holder}], "PolicyDocument": {{"Statement": {statement}}}}}}}"#
        );
        assert_eq!(rows(&inline, &role("", &managed)), [""; 0], "{holder}");
    }
}

#[test]
fn attached_policies_and_boundaries_are_seen() {
    let with = |members: &str| {
        template(&format!(
            r#""Resources": {{"R": {{"Type": "AWS::IAM::Role", "Properties": {{{members}}}}}}}"#
        ))
    };
    let (none, admin) = (
        with(""),
        with(r#""ManagedPolicyArns": ["arn:aws:iam::aws:policy/Admin"]"#),
    );
    assert_eq!(
        rows(&none, &admin),
        ["+ Broader Attach {Ref:R}: arn:aws:iam::aws:policy/Admin on *"]
    );
    assert_eq!(
        rows(&admin, &none),
        ["- Narrower Attach {Ref:R}: arn:aws:iam::aws:policy/Admin on *"]
    );
    let bound = with(r#""PermissionsBoundary": "b""#);
    assert_eq!(rows(&none, &bound), ["+ Narrower Boundary {Ref:R}: b on *"]);
    assert_eq!(rows(&bound, &none), ["- Broader Boundary {Ref:R}: b on *"]);
}

#[test]
fn policies_of_resources_say_who() {
    let with = |kind: &str, members: &str| {
        template(&format!(
            r#""Resources": {{"R": {{"Type": "{kind}", "Properties": {{{members}}}}}}}"#
        ))
    };
    let open = r#"{"Statement": {"Effect": "Allow", "Action": "x:y", "Principal": "*", "Resource": "*"}}"#;
    for (kind, members) in [
        ("AWS::KMS::Key", format!(r#""KeyPolicy": {open}"#)),
        (
            "AWS::ECR::Repository",
            format!(r#""RepositoryPolicyText": {open}"#),
        ),
        (
            "AWS::No::Such",
            format!(r#""Deep": [{{"Policy": {{"Fn::If": ["C", {open}, {{"Ref": "AWS::NoValue"}}]}}}}]"#),
        ),
        ("AWS::IAM::Role", format!(r#""AssumeRolePolicyDocument": {open}"#)),
    ] {
        let found = rows(&with(kind, ""), &with(kind, &members));
        assert_eq!(found, ["+ Broader Allow *: x:y on {Ref:R}"], "{kind}");
    }
    let lambda = r#""Action": "lambda:InvokeFunction", "FunctionName": "f", "Principal": "s3.amazonaws.com", "SourceAccount": 1"#;
    assert_eq!(
        rows(&Template::default(), &with("AWS::Lambda::Permission", lambda)),
        ["+ Broader Allow s3.amazonaws.com: lambda:InvokeFunction on f when {SourceAccount:1}"]
    );
}

#[test]
fn exceptions_are_not_taken_for_what_they_name() {
    let not = r#"{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}"#;
    assert_eq!(
        rows(&role(not, ""), &role(&allow(r#""s3:GetObject""#, r#""*""#), "")),
        [
            "- Narrower Allow {Ref:Role}: ![iam:*] on *",
            "+ Neutral Allow {Ref:Role}: s3:GetObject on *"
        ]
    );
    assert!(rows(&role(&allow(r#""iam:*""#, r#""*""#), ""), &role(not, ""))[0].starts_with("+ Broader"));
}
