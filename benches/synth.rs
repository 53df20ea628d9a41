//! What synth, check and writing cost, for 1 to 500 stacks of 30 resources: `cargo bench`.

#[path = "../examples/many_stacks.rs"]
#[expect(dead_code, reason = "the example has a main of its own")]
mod many_stacks;

use divan::{Bencher, black_box};
use sa_infra::app::App;
use sa_infra::check::check;
use sa_infra::template::Template;

const STACKS: [u32; 3] = [1, 50, 500];

fn main() {
    divan::main();
}

fn app(stacks: u32) -> App {
    let mut app = App::new();
    many_stacks::many(&mut app, stacks);
    app
}

fn templates(stacks: u32) -> Vec<Template> {
    let stacks = app(stacks).synth().map(|assembly| assembly.stacks);
    let stacks = stacks.unwrap_or_default().into_iter();
    stacks.map(|stack| stack.template).collect()
}

/// Building the stacks: every struct, logical id and value.
#[divan::bench(args = STACKS)]
fn define(stacks: u32) -> App {
    app(black_box(stacks))
}

/// References, tags, order, and the check of every template.
#[divan::bench(args = STACKS)]
fn synth(bencher: Bencher<'_, '_>, stacks: u32) {
    bencher.with_inputs(|| app(stacks)).bench_values(App::synth);
}

/// The check alone.
#[divan::bench(args = STACKS)]
fn check_templates(bencher: Bencher<'_, '_>, stacks: u32) {
    let templates = templates(stacks);
    let id = "bench".into();
    bencher.bench(|| {
        templates
            .iter()
            .map(|template| check(&id, template).len())
            .sum::<usize>()
    });
}

/// The bytes of the files.
#[divan::bench(args = STACKS)]
fn write(bencher: Bencher<'_, '_>, stacks: u32) {
    let templates = templates(stacks);
    bencher.bench(|| {
        templates
            .iter()
            .map(|template| template.to_pretty().len())
            .sum::<usize>()
    });
}
