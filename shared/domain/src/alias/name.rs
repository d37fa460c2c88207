//! Names of aliases: `Anonymous_Panda_789`.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::animals::ANIMALS;
use crate::avatar::Cdn;

const PREFIX: &str = "Anonymous_";
const FOLDER: &str = "aliases";
/// The greatest number; a name has at most three digits.
const MAX_NUMBER: u16 = 999;
/// Numbers that nobody is given, for what they stand for among people.
const PASSED_OVER: [u16; 12] = [14, 18, 28, 69, 83, 88, 187, 311, 318, 420, 666, 911];

/// An animal and a number from 1 to 999. Two people in one place never have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasName {
    animal: &'static str,
    number: u16,
}

/// The text is no alias's name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no name of an alias")]
pub struct InvalidAliasName;

impl AliasName {
    /// The name that `random` gives; every name is as likely as every other.
    #[must_use]
    pub fn new(random: [u8; 8]) -> Self {
        let numbers = u64::from(MAX_NUMBER) - PASSED_OVER.len() as u64;
        // 64 bits over some hundred thousand names: nobody could ever tell that this is not quite even
        let drawn = u64::from_be_bytes(random);
        let animal = usize::try_from(drawn / numbers % ANIMALS.len() as u64).unwrap_or_default();
        let mut number = u16::try_from(drawn % numbers).unwrap_or_default() + 1;
        for passed in PASSED_OVER {
            number += u16::from(number >= passed);
        }
        Self { animal: ANIMALS[animal], number }
    }

    /// The name whose picture is called `picture`, such as `panda_789`.
    #[must_use]
    pub fn of_picture(picture: &str) -> Option<Self> {
        let (animal, number) = picture.split_once('_')?;
        // the list is sorted, and so are its lower case forms
        let at = ANIMALS.binary_search_by(|known| known.to_ascii_lowercase().as_str().cmp(animal)).ok()?;
        Self::numbered(ANIMALS[at], number)
    }

    /// Which animal it is.
    #[must_use]
    pub fn animal(self) -> &'static str {
        self.animal
    }

    /// The number behind the animal.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    /// Where the picture is loaded from.
    #[must_use]
    pub fn url(self, cdn: &Cdn) -> String {
        cdn.url(&format!("{FOLDER}/{}_{}.svg", self.animal.to_ascii_lowercase(), self.number))
    }

    fn numbered(animal: &'static str, number: &str) -> Option<Self> {
        let plain = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|number| plain && (1..=MAX_NUMBER).contains(number))?;
        Some(Self { animal, number })
    }
}

impl FromStr for AliasName {
    type Err = InvalidAliasName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(PREFIX).ok_or(InvalidAliasName)?;
        let (animal, number) = rest.split_once('_').ok_or(InvalidAliasName)?;
        let at = ANIMALS.binary_search(&animal).map_err(|_| InvalidAliasName)?;
        Self::numbered(ANIMALS[at], number).ok_or(InvalidAliasName)
    }
}

impl fmt::Display for AliasName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}_{}", self.animal, self.number)
    }
}

impl Serialize for AliasName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_have_the_seeds_form() {
        // L1, Q5
        for seed in 0..20_000_u64 {
            let name = AliasName::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
            let text = name.to_string();
            let (animal, number) = text.strip_prefix("Anonymous_").unwrap().split_once('_').unwrap();
            assert!(animal.starts_with(|c: char| c.is_ascii_uppercase()), "{text}");
            assert!(animal.len() > 1 && animal[1..].bytes().all(|byte| byte.is_ascii_lowercase()), "{text}");
            assert!((1..=999).contains(&number.parse::<u16>().unwrap()) && !number.starts_with('0'), "{text}");
            assert_eq!(text.parse(), Ok(name));
        }
    }

    #[test]
    fn every_number_is_given_but_those_passed_over() {
        let numbers: BTreeSet<u16> = (0..987_u64).map(|drawn| AliasName::new(drawn.to_be_bytes()).number()).collect();
        let want: BTreeSet<u16> = (1..=999).filter(|number| !PASSED_OVER.contains(number)).collect();
        assert_eq!(numbers, want);
        let animals: BTreeSet<_> =
            (0..ANIMALS.len() as u64).map(|drawn| AliasName::new((drawn * 987).to_be_bytes()).animal()).collect();
        assert_eq!(animals.len(), ANIMALS.len());
    }

    #[test]
    fn a_picture_tells_its_name_and_no_other_is_known() {
        let name: AliasName = "Anonymous_Panda_789".parse().unwrap();
        assert_eq!(AliasName::of_picture("panda_789"), Some(name));
        for bad in [
            "",
            "panda",
            "panda_",
            "panda_0",
            "panda_01",
            "panda_1000",
            "Panda_1",
            "panda_+1",
            "griffin_1",
            "panda_1_2",
            "../panda_1",
            "panda_١",
        ] {
            assert_eq!(AliasName::of_picture(bad), None, "{bad}");
        }
        for bad in ["", "Panda_1", "Anonymous_panda_1", "Anonymous_Panda", "Anonymous_Griffin_1", "Anonymous_Panda_0"] {
            assert_eq!(bad.parse::<AliasName>(), Err(InvalidAliasName), "{bad}");
        }
    }
}
