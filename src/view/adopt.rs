//! Buckets to import: which of their settings change.

use super::{DIM, GREEN, YELLOW};
use crate::deploy::adoption::Adoption;
use std::io::{self, Write};

/// The bucket and its settings, changed ones first.
pub(super) fn told(out: &mut dyn Write, adoption: &Adoption, indent: &str) -> io::Result<()> {
    let Adoption { id, bucket, .. } = adoption;
    writeln!(
        out,
        "{GREEN}imports{GREEN:#} the existing bucket {bucket} with everything in it {DIM}({id}){DIM:#}"
    )?;
    for replaced in &adoption.replaced {
        let (setting, now, then) = (replaced.setting, &replaced.now, &replaced.then);
        writeln!(out, "{indent}  {YELLOW}~{YELLOW:#} {setting}: {now}")?;
        writeln!(out, "{indent}    becomes {then}")?;
    }
    for kept in &adoption.kept {
        writeln!(
            out,
            "{indent}    {}: {} {DIM}(unchanged){DIM:#}",
            kept.setting, kept.now
        )?;
    }
    Ok(())
}
