//! The sizes that a Fargate task may have: CPU units, and the memory allowed for each.
//!
//! Source: "Task CPU and memory" in the developer guide of Amazon ECS.

use std::fmt;

/// The memory allowed for a number of CPU units, in MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// These amounts.
    Of(&'static [u32]),
    /// From the least to the most in equal steps.
    Steps {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// The difference between two amounts.
        step: u32,
    },
}

/// The CPU units, 1024 per vCPU, smallest first, each with its memory.
pub const SIZES: &[(u32, Memory)] = &[
    (256, Memory::Of(&[512, 1_024, 2_048])),
    (512, steps(1_024, 4_096, 1_024)),
    (1_024, steps(2_048, 8_192, 1_024)),
    (2_048, steps(4_096, 16_384, 1_024)),
    (4_096, steps(8_192, 30_720, 1_024)),
    (8_192, steps(16_384, 61_440, 4_096)),
    (16_384, steps(32_768, 122_880, 8_192)),
];

const fn steps(least: u32, most: u32, step: u32) -> Memory {
    Memory::Steps { least, most, step }
}

/// The memory allowed for a number of CPU units, if that number is allowed.
pub fn memory(cpu: u32) -> Option<Memory> {
    let size = SIZES.iter().find(|(known, _)| *known == cpu)?;
    Some(size.1)
}

/// All allowed CPU units, as a list for a message.
pub fn processors() -> String {
    list(SIZES.iter().map(|(cpu, _)| *cpu))
}

impl Memory {
    /// Whether this is one of the amounts.
    pub fn has(self, amount: u32) -> bool {
        match self {
            Self::Of(amounts) => amounts.contains(&amount),
            Self::Steps { least, most, step } => {
                (least..=most).contains(&amount) && amount.is_multiple_of(step)
            }
        }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(amounts) => formatter.write_str(&list(amounts.iter().copied())),
            Self::Steps { least, most, step } => write!(formatter, "{least} to {most} in steps of {step}"),
        }
    }
}

fn list(numbers: impl Iterator<Item = u32>) -> String {
    let mut numbers = numbers.map(|number| number.to_string()).collect::<Vec<_>>();
    let last = numbers.pop().unwrap_or_default();
    match numbers.len() {
        0 => last,
        _ => format!("{} or {last}", numbers.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{memory, processors};

    #[test]
    fn sizes_are_those_of_fargate() {
        let has = |cpu, amount| memory(cpu).is_some_and(|memory| memory.has(amount));
        for (cpu, amount) in [
            (256, 512),
            (256, 2_048),
            (512, 1_024),
            (1_024, 3_072),
            (4_096, 30_720),
            (16_384, 122_880),
        ] {
            assert!(has(cpu, amount), "{cpu} {amount}");
        }
        for (cpu, amount) in [
            (256, 1_536),
            (512, 512),
            (512, 5_120),
            (1_024, 2_049),
            (8_192, 17_408),
            (16_384, 122_881),
            (500, 1_024),
        ] {
            assert!(!has(cpu, amount), "{cpu} {amount}");
        }
    }

    #[test]
    fn they_are_told_in_words() {
        assert_eq!(processors(), "256, 512, 1024, 2048, 4096, 8192 or 16384");
        assert_eq!(memory(256).unwrap().to_string(), "512, 1024 or 2048");
        assert_eq!(memory(512).unwrap().to_string(), "1024 to 4096 in steps of 1024");
    }
}
