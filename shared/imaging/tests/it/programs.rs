//! The programs of this workspace that render: each must do it in a process of its own.

use std::fs;
use std::path::{Path, PathBuf};

fn folders(parent: &Path) -> Vec<PathBuf> {
    fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

#[test]
fn every_program_that_renders_hands_over_first() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut rendering = Vec::new();
    for folder in folders(&root.join("functions")) {
        let library = fs::read_to_string(folder.join("src/lib.rs")).unwrap();
        if library.contains("Avatars") || library.contains("imaging::render") {
            rendering.push(folder);
        }
    }
    assert_eq!(rendering.len(), 3, "{rendering:?}");
    rendering.push(root.join("tests/local"));
    for folder in rendering {
        let main = fs::read_to_string(folder.join("src/main.rs")).unwrap();
        let (_, body) = main.split_once("async fn main()").unwrap();
        let first = body.lines().nth(1).unwrap();
        assert_eq!(first.trim(), "imaging::hand_over();", "{}", folder.display());
    }
}
