//! Every animal's parts, one list each.

mod birds;
mod burrowers;
mod cats_and_dogs;
mod grazers;
mod rest;
mod waders;

use crate::parts::Part;

/// An animal's name and its parts, each drawn over those before.
type Animal = (&'static str, &'static [Part]);

/// The parts of `animal`; none for an animal that nobody drew.
pub(crate) fn parts(animal: &str) -> &'static [Part] {
    let families =
        [cats_and_dogs::ANIMALS, burrowers::ANIMALS, grazers::ANIMALS, birds::ANIMALS, waders::ANIMALS, rest::ANIMALS];
    families.into_iter().flatten().find(|(name, _)| *name == animal).map_or(&[], |(_, parts)| *parts)
}
