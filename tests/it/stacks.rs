//! Tests of the stacks in `stacks/` and of the pages about them.

mod costs;
mod identity;
mod judged;
mod policies;
mod security;
mod simple_trader;
