//! The drawing: an animal in front of a backdrop that its number chooses.

use domain::alias::AliasName;
use svg::{Document, node::element::Group};

use crate::{animals, backdrop, parts};

/// The picture of `name` as an SVG document, without script, style or anything from elsewhere.
pub(crate) fn svg(name: AliasName) -> String {
    let animal = Group::new().set("stroke-linecap", "round").set("stroke-linejoin", "round");
    let document = Document::new().set("viewBox", (0, 0, 256, 256)).set("width", 256).set("height", 256);
    document
        .set("role", "img")
        .set("aria-label", name.animal())
        .add(backdrop::draw(name.number()))
        .add(parts::draw(animal, animals::parts(name.animal())))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::digest::{Context, SHA256};
    use domain::alias::ANIMALS;
    use std::collections::BTreeSet;
    use std::fs;

    /// The number with which each animal is kept as a golden file.
    fn golden(animal: &str) -> AliasName {
        let at = ANIMALS.iter().position(|known| *known == animal).unwrap();
        name(animal, at * 37 % 999 + 1)
    }

    fn name(animal: &str, number: usize) -> AliasName {
        format!("Anonymous_{animal}_{number}").parse().unwrap()
    }

    /// Pictures at a URL never change, as copies of them are kept for a year. With `UPDATE_GOLDENS` set, those of new
    /// animals are written.
    #[test]
    fn every_picture_is_as_it_ever_was() {
        for animal in ANIMALS {
            let file = format!("{}/goldens/{}.svg", env!("CARGO_MANIFEST_DIR"), animal.to_ascii_lowercase());
            let drawn = svg(golden(animal));
            if std::env::var_os("UPDATE_GOLDENS").is_some() {
                fs::write(&file, &drawn).unwrap();
            }
            assert!(fs::read_to_string(&file).is_ok_and(|kept| kept == drawn), "{animal} is not as in {file}");
        }
    }

    #[test]
    fn every_animal_has_a_drawing_of_its_own() {
        let drawings: BTreeSet<_> = ANIMALS.iter().map(|animal| format!("{:?}", animals::parts(animal))).collect();
        assert_eq!(drawings.len(), ANIMALS.len());
        for animal in ANIMALS {
            assert!(animals::parts(animal).len() >= 3, "{animal} is not drawn");
        }
    }

    #[test]
    fn every_number_changes_the_picture_and_none_ever_changes() {
        let mut sum = Context::new(&SHA256);
        let pictures: BTreeSet<String> = (1..=999).map(|number| svg(name("Panda", number))).collect();
        assert_eq!(pictures.len(), 999);
        for number in 1..=999 {
            sum.update(svg(name("Panda", number)).as_bytes());
        }
        assert_eq!(hex::encode(sum.finish()), "70eb603d26659ad96c79d4bcbd5cf8dcab9fa802e38e0cefe214436e94b82aa1");
    }

    #[test]
    fn a_picture_runs_nothing_and_loads_nothing() {
        // L3
        for animal in ANIMALS {
            let drawn = svg(golden(animal));
            for bad in
                ["<script", "<style", "<image", "<foreignObject", "<use", "href", "url(", "style=", "data:", "onload"]
            {
                assert!(!drawn.contains(bad), "{animal}: {bad}");
            }
            assert_eq!(drawn.matches("http").count(), 1, "{animal}: only the name space is a URL");
            assert!(drawn.len() < 12_000, "{animal}: {}", drawn.len());
        }
    }
}
