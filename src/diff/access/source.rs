//! The source of code: a writer of the repository decides what runs later, with the roles of the built code.

use super::{Effect, Single, Term};
use crate::model::json::{Fields, Json};

/// Other inputs of a build, by the path in the project.
const WITH: [(&str, &[&str]); 3] = [
    ("BuildSpec", &["Source", "BuildSpec"]),
    ("Image", &["Environment", "Image"]),
    ("SecondarySources", &["SecondarySources"]),
];

/// The source of a `CodeBuild` project as a grant: to the writers of this repository and branch, on the built image.
pub(super) fn of_project(properties: &Json, project: Term) -> Option<Single> {
    let source = properties.get("Source")?;
    let text = |value: Option<&Json>| value.cloned().unwrap_or_else(|| "".into());
    let repository = source.get("Location").or_else(|| source.get("Type"));
    let with = WITH.iter().map(|(name, path)| {
        let value = path.iter().try_fold(properties, |value, step| value.get(step));
        (*name, text(value))
    });
    Some(Single {
        effect: Effect::Build,
        who: exact(text(repository)),
        action: exact(text(properties.get("SourceVersion"))),
        on: project,
        condition: Some(Json::Map(with.collect::<Fields>())),
    })
}

/// A value that is not a pattern, whatever its characters.
fn exact(value: Json) -> Term {
    match value.as_text() {
        Some(text) if text.contains(['*', '?']) => {
            Term::of(text.replace('*', "%2A").replace('?', "%3F").into())
        }
        _ => Term::of(value),
    }
}
