//! Rendering in a process of its own: this program is both the one that asks and the one that renders.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the numbers here are small")]
#![expect(clippy::print_stdout, reason = "it reports as the usual harness does")]

mod bombs;
#[expect(dead_code, reason = "more than is needed here")]
#[path = "../it/files.rs"]
mod files;
mod killer;

use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, panic, thread};

use imaging::{ImageError, Settings, render, render_apart};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

const TESTS: [(&str, fn()); 6] = [
    ("three_hundred_bombs_end_in_time_and_memory", three_hundred_bombs_end_in_time_and_memory),
    ("a_picture_comes_back_as_it_would_from_here", a_picture_comes_back_as_it_would_from_here),
    ("a_refusal_comes_back_as_it_would_from_here", a_refusal_comes_back_as_it_would_from_here),
    ("a_picture_that_eats_memory_takes_its_own_process_only", a_picture_that_eats_memory_takes_its_own_process_only),
    ("the_process_is_confined_before_it_reads_a_byte", the_process_is_confined_before_it_reads_a_byte),
    ("pictures_render_side_by_side", pictures_render_side_by_side),
];

fn main() -> ExitCode {
    imaging::hand_over();
    let wanted = env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let chosen: Vec<_> = TESTS.into_iter().filter(|(name, _)| name.contains(&wanted)).collect();
    let mut failed = 0;
    for (name, test) in &chosen {
        let passed = panic::catch_unwind(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += usize::from(!passed);
    }
    let (verdict, passed) = (if failed == 0 { "ok" } else { "FAILED" }, chosen.len() - failed);
    let skipped = TESTS.len() - chosen.len();
    println!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; 0 measured; {skipped} filtered out"
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn photo(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/photos").join(name)).unwrap()
}

fn a_picture_comes_back_as_it_would_from_here() {
    for name in ["landscape.jpg", "portrait.jpg", "alpha.png", "animation.gif", "photo.webp"] {
        let file = photo(name);
        assert_eq!(render_apart(&file, &Settings::default()), render(&file, &Settings::default()), "{name}");
    }
}

fn a_refusal_comes_back_as_it_would_from_here() {
    let small = Settings { max_bytes: 9, ..Settings::default() };
    let settings = Settings::default();
    for (file, settings) in [
        (Vec::new(), &settings),
        (photo("broken.jpg"), &settings),
        (photo("page.jpg"), &settings),
        (photo("alpha.png"), &small),
        (b"\xFF\xD8\xFF\xC9".to_vec(), &settings),
    ] {
        assert_eq!(render_apart(&file, settings).unwrap_err(), render(&file, settings).unwrap_err());
    }
}

fn a_picture_that_eats_memory_takes_its_own_process_only() {
    let file = killer::webp();
    // not what the decoder says of it after it took the memory
    let died = ImageError::Corrupt("the decoder gave up on it".to_owned());
    assert_eq!(render_apart(&file, &Settings::default()), Err(died));
    assert!(render_apart(&photo("photo.webp"), &Settings::default()).is_ok());
}

fn the_process_is_confined_before_it_reads_a_byte() {
    let request = r#"{"size": 0, "settings": {"allowed": [], "max_bytes": 1, "thumbnail_size": 1, "medium_size": 1,
        "original_max_edge": 1, "variants": false}}"#;
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--render-one-picture", request])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let limits = Path::new("/proc").join(child.id().to_string()).join("limits");
    let wanted = [
        "Max cpu time              10                   11",
        "Max file size             0                    0",
        "Max data size             268435456            268435456",
        "Max core file size        0                    0",
        "Max open files            0                    0",
        "Max address space         1073741824           1073741824",
    ];
    let confined = |text: &str| wanted.iter().all(|line| text.contains(line));
    // it waits for the upload meanwhile
    let deadline = Instant::now() + Duration::from_secs(15);
    let mut seen = fs::read_to_string(&limits).unwrap();
    while !confined(&seen) && Instant::now() < deadline {
        thread::yield_now();
        seen = fs::read_to_string(&limits).unwrap();
    }
    drop(child.stdin.take());
    let mut answer = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(answer.contains("Empty"), "{answer}");
    assert!(confined(&seen), "{seen}");
}

/// The children so far: seconds of computing, and the peak of memory of the largest in MiB.
fn children() -> (f64, i64) {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let seconds = (usage.user_time() + usage.system_time()).num_milliseconds() as f64 / 1000.0;
    (seconds, usage.max_rss() / 1024)
}

fn three_hundred_bombs_end_in_time_and_memory() {
    // decoders are what bombs are made for
    let settings = Settings { original_max_edge: 256, medium_size: 64, thumbnail_size: 32, ..Settings::default() };
    let (mut accepted, mut slowest) = (0, (0.0, String::new()));
    for (what, file) in bombs::all() {
        let (before, _) = children();
        let outcome = render_apart(&file, &settings);
        let spent = children().0 - before;
        match outcome {
            Ok(_) => accepted += 1,
            Err(error) => assert_ne!(error.code(), "internal", "{what}: {error}"),
        }
        assert!(spent < 5.0, "{what} took {spent} s");
        if spent > slowest.0 {
            slowest = (spent, what);
        }
    }
    let (_, peak) = children();
    println!("{accepted} accepted; the slowest took {:.2} s, {}; peak {peak} MiB", slowest.0, slowest.1);
    assert!(accepted > 30, "only {accepted} were accepted: these are no bombs any more");
    assert!(peak < 256, "{peak} MiB");
}

fn pictures_render_side_by_side() {
    let file = photo("progressive.jpg");
    let wanted = render(&file, &Settings::default());
    thread::scope(|scope| {
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(|| render_apart(&file, &Settings::default()))).collect();
        for one in asked {
            assert_eq!(one.join().unwrap(), wanted);
        }
    });
}
