//! The pairs of processor and memory that Fargate knows.

/// Processor units; the least, the most and the step of the memory in MiB.
///
/// Source: "Task size" of the Amazon ECS developer guide. The smallest size has 512 MiB beside whole GiB.
const SIZES: [(u32, u32, u32, u32); 7] = [
    (256, 512, 2048, 1024),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// What is wrong with a pair, and what to do about it: the first about the processor, the second about the memory.
pub(super) enum Misfit {
    /// There is no such processor.
    Cpu(String),
    /// The processor does not come with this memory.
    Memory(String),
}

/// Whether Fargate has such a size.
pub(super) fn size(cpu: u32, memory: u32) -> Result<(), Misfit> {
    let Some(size) = SIZES.iter().find(|size| size.0 == cpu) else {
        let known: Vec<String> = SIZES.iter().map(|size| size.0.to_string()).collect();
        return Err(Misfit::Cpu(format!("use one of {}", known.join(", "))));
    };
    let sizes = memories(*size);
    if sizes.contains(&memory) {
        return Ok(());
    }
    let (_, least, most, step) = *size;
    let range = match cpu {
        256 => "512, 1024 or 2048".to_owned(),
        _ => format!("{least} to {most} in steps of {step}"),
    };
    let others = SIZES.iter().filter(|size| memories(**size).contains(&memory));
    let other = others.min_by_key(|size| size.0.abs_diff(cpu));
    let other = other
        .map(|size| format!(", or cpu = {}", size.0))
        .unwrap_or_default();
    Err(Misfit::Memory(format!(
        "with cpu = {cpu} use a memory of {range}{other}"
    )))
}

fn memories((cpu, least, most, step): (u32, u32, u32, u32)) -> Vec<u32> {
    match cpu {
        256 => vec![512, 1024, 2048],
        _ => (least..=most).step_by(step as usize).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Misfit, size};

    #[test]
    fn knows_the_sizes_of_fargate() {
        for (cpu, memory) in [
            (256, 512),
            (256, 2048),
            (512, 1024),
            (1024, 3072),
            (4096, 30_720),
            (16_384, 122_880),
        ] {
            assert!(size(cpu, memory).is_ok(), "{cpu} {memory}");
        }
        for (cpu, memory) in [
            (256, 1536),
            (512, 512),
            (512, 5120),
            (1024, 2049),
            (8192, 17_408),
            (16_384, 122_881),
        ] {
            assert!(
                matches!(size(cpu, memory), Err(Misfit::Memory(_))),
                "{cpu} {memory}"
            );
        }
        assert!(matches!(size(500, 1024), Err(Misfit::Cpu(_))));
    }
}
