//! Tables without lines; if a table does not fit the terminal, each row is a record.

use super::diff::wrap;
use super::style::line;
use super::{BOLD, DIM, Format};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A table: cells two spaces apart, with natural widths.
fn table<const N: usize>(header: [&str; N], rows: Vec<[String; N]>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header(header);
    table.add_rows(
        rows.into_iter()
            .map(|row| row.map(|cell| line(&cell).into_owned())),
    );
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

/// Writes a table. If it does not fit the terminal, each row is a record below its first cell, because a truncated
/// name cannot be copied.
pub(crate) fn write_table<const N: usize>(
    out: &mut dyn Write,
    header: [&str; N],
    rows: Vec<[String; N]>,
    format: Format,
) -> io::Result<()> {
    let lines = table(header, rows.clone()).lines().collect::<Vec<_>>();
    let widest = lines
        .iter()
        .map(|line| line.trim_end().width())
        .max()
        .unwrap_or(0);
    let Some(width) = format.table_width().filter(|width| widest > *width) else {
        return lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", line.trim_end()));
    };
    for row in rows {
        let mut cells = header.iter().zip(row);
        if let Some((_, name)) = cells.next() {
            writeln!(out, "{BOLD}{name}{BOLD:#}")?;
        }
        for (header, cell) in cells.filter(|(_, cell)| cell != "-") {
            field(out, &header.to_lowercase(), &cell, width)?;
        }
    }
    Ok(())
}

/// One field of a record. A value that does not fit starts on its own line, and wraps only at spaces.
fn field(out: &mut dyn Write, name: &str, value: &str, width: usize) -> io::Result<()> {
    if name.width() + 4 + value.width() <= width {
        return writeln!(out, "  {DIM}{name}:{DIM:#} {value}");
    }
    writeln!(out, "  {DIM}{name}:{DIM:#}")?;
    if !value.contains(' ') {
        return writeln!(out, "    {value}");
    }
    wrap(value, width.saturating_sub(4))
        .iter()
        .try_for_each(|line| writeln!(out, "    {line}"))
}

#[cfg(test)]
mod tests {
    use super::super::{Terminal, output};
    use super::{Format, write_table};
    use jiff::Timestamp;

    fn written(width: Option<usize>) -> String {
        let rows = vec![["portfolio-manager".to_owned(), "set".to_owned(), "-".to_owned()]];
        let mut out = Vec::new();
        let terminal = Terminal {
            now: Timestamp::UNIX_EPOCH,
            links: false,
        };
        let format = Format {
            terminal: width.map(|_| terminal),
            ..Format::brief(width.unwrap_or(10))
        };
        write_table(&mut out, ["NAME", "STATE", "BY"], rows, format).unwrap();
        output::plain(&String::from_utf8(out).unwrap())
    }

    #[test]
    fn what_does_not_fit_is_a_record() {
        let table = "NAME               STATE  BY\nportfolio-manager  set    -\n";
        assert_eq!(written(None), table);
        assert_eq!(written(Some(28)), table);
        assert_eq!(written(Some(27)), "portfolio-manager\n  state: set\n");
        assert_eq!(written(Some(11)), "portfolio-manager\n  state:\n    set\n");
    }
}
