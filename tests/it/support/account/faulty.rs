//! Deployments in which each call in turn goes wrong.

use super::scene::Scene;
use super::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::synth::Artifact;

/// Lets each call in turn go wrong, until there is none left, and then deploys again. Returns the number of calls.
pub fn everywhere(
    prepare: impl Fn() -> Scene,
    what: &What,
    stacks: &[Artifact],
    check: impl Fn(&Scene, &str),
) -> usize {
    let mut calls = 0;
    for when in [When::Before, When::After] {
        for nth in 1.. {
            let scene = prepare();
            scene.account.fault(At::Nth(nth), when, what.clone());
            let _ = scene.try_deploy(stacks);
            let missed = scene.account.forget() > 0;
            scene.world(|world| world.failing.clear());
            scene.succeeds(stacks);
            check(&scene, &format!("{what:?} {when:?} call {nth}"));
            if missed {
                calls = nth - 1;
                break;
            }
        }
    }
    calls
}

/// What may go wrong with a call.
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
