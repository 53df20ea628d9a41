//! Assets that no stack names, for people.

use super::{DIM, YELLOW, count, size};
use crate::deploy::gc::Assets;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// What would be deleted in each region.
pub fn human(out: &mut dyn Write, assets: &[Assets]) -> io::Result<()> {
    let accounts = assets.iter().map(|here| &here.account).collect::<BTreeSet<_>>();
    for here in assets {
        for unused in &here.unused {
            writeln!(out, "{}  {DIM}{}{DIM:#}", unused.name, size::size(unused.bytes))?;
        }
        let kept = match here.kept {
            0 => String::new(),
            kept => format!(", {kept} kept"),
        };
        if here.unused.is_empty() {
            writeln!(out, "{}: no assets to delete{kept}", here.region)?;
            continue;
        }
        let bytes = here.unused.iter().map(|unused| unused.bytes).sum();
        if accounts.len() > 1 {
            write!(out, "{} ", here.account)?;
        }
        writeln!(
            out,
            "{}: {} that no stack names ({}){kept}",
            here.region,
            count(here.unused.len(), "asset"),
            size::size(bytes)
        )?;
    }
    Ok(())
}

/// The stacks that keep everything in place.
pub fn busy(err: &mut dyn Write, here: &Assets) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}nothing deleted in {}{YELLOW:#}: in progress or stuck: {}",
        here.region,
        here.busy.join(", ")
    )
}

/// How many are gone.
pub fn deleted(err: &mut dyn Write, here: &Assets, deleted: usize) -> io::Result<()> {
    writeln!(err, "{}: {} deleted", here.region, count(deleted, "asset"))
}
