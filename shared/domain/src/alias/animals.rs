//! The animals that lend aliases their names.

/// Every animal, in the order of the alphabet. Each is one word that nobody is called in anger: none that stands for a
/// body, a vice, a people or a part of the body. Each has a drawing of its own in `render-alias-avatar`. A new one may
/// come; none may go or be spelled otherwise, as stored names hold them.
#[rustfmt::skip]
pub const ANIMALS: [&str; 108] = [
    "Aardvark", "Alpaca", "Angelfish", "Anteater", "Antelope", "Armadillo", "Axolotl", "Badger", "Bat", "Beagle",
    "Bear", "Bison", "Bluejay", "Bullfinch", "Bumblebee", "Butterfly", "Canary", "Capybara", "Cardinal",
    "Cassowary", "Cat", "Chameleon", "Cheetah", "Chinchilla", "Chipmunk", "Corgi", "Crab", "Crocodile", "Dalmatian",
    "Deer", "Dolphin", "Dragonfly", "Eagle", "Ermine", "Falcon", "Fennec", "Ferret", "Flamingo", "Fox", "Gecko",
    "Giraffe", "Hamster", "Hedgehog", "Heron", "Hoopoe", "Hummingbird", "Ibex", "Jellyfish", "Kangaroo",
    "Kingfisher", "Koala", "Ladybird", "Lamb", "Lemur", "Leopard", "Lion", "Lobster", "Lynx", "Malamute", "Mallard",
    "Manta", "Marmot", "Meerkat", "Moose", "Mouse", "Narwhal", "Nautilus", "Octopus", "Okapi", "Orca", "Oryx",
    "Ostrich", "Otter", "Owl", "Panda", "Pangolin", "Panther", "Parrot", "Peafowl", "Pelican", "Penguin",
    "Platypus", "Pony", "Pufferfish", "Puffin", "Quokka", "Rabbit", "Ram", "Raven", "Reindeer", "Rhino", "Seahorse",
    "Seal", "Shark", "Snail", "Squirrel", "Starfish", "Swan", "Tapir", "Tarsier", "Tiger", "Toucan", "Treefrog",
    "Turtle", "Wolf", "Wombat", "Yak", "Zebra",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What people call others by to hurt them, or read into a longer word.
    const UNWANTED: [&str; 40] = [
        "ape", "arse", "ass", "beaver", "bitch", "booby", "boob", "buzzard", "chicken", "cock", "coon", "cougar",
        "cow", "cuckoo", "dodo", "dog", "donkey", "elephant", "goose", "gorilla", "hippo", "hog", "hyena", "jackass",
        "leech", "louse", "manatee", "monkey", "parasite", "pig", "pussy", "rat", "shrew", "skunk", "sloth", "snake",
        "swine", "tit", "vulture", "whale",
    ];

    #[test]
    fn there_are_many_and_each_stands_once_in_order() {
        assert!(ANIMALS.len() >= 96);
        assert!(ANIMALS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn nobody_is_called_names() {
        for animal in ANIMALS {
            let name = animal.to_ascii_lowercase();
            assert!(!UNWANTED.contains(&name.as_str()), "{animal}");
            // parts of words that read badly when a name is cut or run together
            let within = UNWANTED.iter().filter(|word| word.len() > 3 && name.contains(*word)).collect::<Vec<_>>();
            assert!(within.is_empty(), "{animal}: {within:?}");
        }
    }
}
