//! Subscribers, for people and for programs.

use super::{Format, GREEN, YELLOW, json, write_table};
use crate::operate::notify::{Row, State};
use crate::operate::watchdog::{Sent, Tried};
use serde_json::json as value;
use std::io::{self, Write};

/// A table of all subscribers.
pub fn table(out: &mut dyn Write, rows: &[Row], format: Format) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let cells = rows.iter().map(|row| {
        let source = if row.configured {
            "configuration"
        } else {
            "by hand"
        };
        [
            row.address.clone(),
            row.protocol.to_string(),
            word(row.state).to_owned(),
            source.to_owned(),
            row.topic.clone(),
        ]
    });
    write_table(
        out,
        ["ADDRESS", "BY", "STATE", "FROM", "TOPIC"],
        cells.collect(),
        format,
    )
}

fn word(state: State) -> &'static str {
    match state {
        State::Confirmed => "confirmed",
        State::Pending => "pending",
        State::Gone => "gone",
    }
}

/// What to do about subscribers that receive nothing.
pub fn hints(err: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    if !rows.iter().any(|row| row.state == State::Confirmed) {
        writeln!(
            err,
            "{YELLOW}to do{YELLOW:#}: there are no subscribers: run `sa-infra notify add ADDRESS`"
        )?;
    }
    for Row {
        address,
        state,
        stack,
        configured,
        ..
    } in rows
    {
        match state {
            State::Confirmed => {}
            State::Pending => writeln!(
                err,
                "{YELLOW}to do{YELLOW:#}: {address} must confirm the message that AWS sent; \
                 `sa-infra notify add {address}` sends it again"
            )?,
            State::Gone if *configured => writeln!(
                err,
                "{YELLOW}to do{YELLOW:#}: {address} is configured but not subscribed: run `sa-infra deploy {stack}`, or \
                 `sa-infra notify add {address}` if it was subscribed before"
            )?,
            State::Gone => writeln!(
                err,
                "{YELLOW}to do{YELLOW:#}: {address} has unsubscribed; `sa-infra notify add {address}` asks again"
            )?,
        }
    }
    Ok(())
}

/// An address was subscribed.
pub fn added(out: &mut dyn Write, address: &str, state: State) -> io::Result<()> {
    match state {
        State::Confirmed => writeln!(out, "{GREEN}confirmed{GREEN:#} {address}"),
        _ => writeln!(
            out,
            "{YELLOW}pending{YELLOW:#} {address}: must confirm the message that AWS sent"
        ),
    }
}

/// An address was removed from the configuration file, at this place.
pub fn taken_out(err: &mut dyn Write, address: &str, place: &str, deploy: &str) -> io::Result<()> {
    writeln!(
        err,
        "{GREEN}changed{GREEN:#} {place}: removed {address}; `sa-infra deploy {deploy}` removes its subscription from the stack"
    )
}

/// An address was removed.
pub fn removed(out: &mut dyn Write, address: &str) -> io::Result<()> {
    writeln!(out, "{GREEN}removed{GREEN:#} {address}")
}

/// The new state of an address, for programs.
pub fn changed_json(out: &mut dyn Write, address: &str, state: State) -> io::Result<()> {
    json(out, &value!({"address": address, "state": state}))
}

/// A message was sent.
pub fn tested(out: &mut dyn Write, id: &str, told: usize) -> io::Result<()> {
    writeln!(out, "{GREEN}sent{GREEN:#} to {}: message {id}", addresses(told))
}

/// An event was sent through the watchdog's rule.
pub fn tried(out: &mut dyn Write, tried: &Tried) -> io::Result<()> {
    for Sent { branch, event_id } in &tried.events {
        let branch = match &**branch {
            "" => String::new(),
            branch => format!(" ({branch})"),
        };
        writeln!(out, "{GREEN}sent{GREEN:#} event {event_id}{branch}")?;
    }
    let events = tried.events.len();
    let messages = if events == 1 {
        "a message".to_owned()
    } else {
        format!("{events} messages")
    };
    writeln!(
        out,
        "the rule {} matches each event according to AWS: {} should receive {messages} within a minute",
        tried.rule,
        addresses(tried.confirmed)
    )?;
    writeln!(
        out,
        "if no message arrives, the topic policy may not allow the rule: check it with `sa-infra drift`"
    )
}

fn addresses(told: usize) -> String {
    if told == 1 {
        "1 address".to_owned()
    } else {
        format!("{told} addresses")
    }
}

/// The same for programs.
pub fn tested_json(out: &mut dyn Write, id: &str, told: usize) -> io::Result<()> {
    json(out, &value!({"message_id": id, "confirmed": told}))
}
