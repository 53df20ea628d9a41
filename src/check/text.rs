//! Every string of a template, wherever it occurs: characters that CloudFormation loses, secrets, account ids, and
//! dynamic references. A rule about strings is a function and a line in `RULES`.

mod account;
mod ascii;
mod dynamic;
mod secret;
mod variable;

use super::context::Context;
use super::place::Place;
use super::report::Report;
use super::walk::{self, Visitor};
use crate::model::json::{Call, Fields, Json};

pub(super) use account::literal as literal_account;

type Rule = fn(&str, &Place<'_>, &mut Report<'_>);

/// For strings of any length.
const RULES: &[Rule] = &[ascii::check];

/// For strings of at least `LONG` bytes: most strings are shorter than any secret, ARN or dynamic reference.
const LONG_RULES: &[Rule] = &[secret::check, account::check, dynamic::check];

const LONG: usize = "{{resolve:ssm:a}}".len();

/// Checks all strings.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut texts = Texts {
        cx,
        report,
        references: 0,
    };
    walk::template(cx, &mut texts);
    dynamic::count(texts.references, report);
}

struct Texts<'c, 'a, 'r> {
    cx: &'c Context<'a>,
    report: &'c mut Report<'r>,
    /// The number of dynamic references.
    references: usize,
}

impl Visitor for Texts<'_, '_, '_> {
    fn value(&mut self, value: &Json, place: &Place<'_>) {
        match value {
            Json::Text(text) => {
                self.text(text, place);
                dynamic::supported(self.cx, text, place, self.report);
                variable::check(self.cx, text, place, self.report);
            }
            Json::Call(call) => {
                if let Call::Function(name, argument) = &**call
                    && name == "Fn::Join"
                {
                    account::join(argument, place, self.report);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, fields: &Fields, place: &Place<'_>) {
        for (name, _) in fields.iter() {
            ascii::check(name, &place.key(name), self.report);
        }
    }

    fn text(&mut self, text: &str, place: &Place<'_>) {
        for rule in RULES {
            rule(text, place, self.report);
        }
        if text.len() >= LONG {
            self.references += dynamic::references(text).count();
            for rule in LONG_RULES {
                rule(text, place, self.report);
            }
        }
    }
}
