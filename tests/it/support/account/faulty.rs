//! Deployments and recoveries in which each API call is made to fail in turn.

use super::scene::Scene;
use super::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::synth::Artifact;

/// Makes each call fail in turn, until there is none left, and then deploys again. Returns the number of calls.
pub fn everywhere(
    prepare: impl Fn() -> Scene,
    what: &What,
    stacks: &[Artifact],
    check: impl Fn(&Scene, &str),
) -> usize {
    let attempt = |scene: &Scene| drop(scene.try_deploy(stacks));
    let again = |scene: &Scene| {
        scene.world(|world| world.failing.clear());
        scene.succeeds(stacks);
    };
    each_call(prepare, what, attempt, again, check)
}

/// Makes each call of an operation fail in turn, until there is none left, and then repeats the operation. Returns
/// the number of calls.
pub fn each_call(
    prepare: impl Fn() -> Scene,
    what: &What,
    attempt: impl Fn(&Scene),
    again: impl Fn(&Scene),
    check: impl Fn(&Scene, &str),
) -> usize {
    let mut calls = 0;
    for when in [When::Before, When::After] {
        for nth in 1.. {
            let scene = prepare();
            scene.account.fault(At::Nth(nth), when, what.clone());
            attempt(&scene);
            let missed = scene.account.forget() > 0;
            again(&scene);
            check(&scene, &format!("{what:?} {when:?} call {nth}"));
            if missed {
                calls = nth - 1;
                break;
            }
        }
    }
    calls
}

/// The ways in which a call may fail.
pub fn faults() -> [What; 5] {
    let kinds = [
        Kind::Throttled,
        Kind::Unavailable,
        Kind::Expired,
        Kind::LimitExceeded,
    ];
    let [a, b, c, d] = kinds.map(What::Error);
    [What::Kill, a, b, c, d]
}
