//! Measures the pipeline as a process: `variants INPUT OUTDIR [--repeat N]` writes the variants of INPUT into OUTDIR (`-`
//! for nowhere) and prints one line of JSON: medians over the repeats, and the peak of memory.
//!
//! A picture that is refused prints its code and message, and the exit status is 2.

#![expect(clippy::print_stdout, reason = "its output is for a script to read")]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

use imaging::{ImageError, Rendered, Settings};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::{Value, json};

/// What `IMAGE_MAX_SIZE` may be at most.
const MAX_BYTES: u64 = 50 << 20;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    imaging::hand_over();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (input, folder, repeats) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [input, folder] => (input, folder, 1),
        [input, folder, "--repeat", count] => (input, folder, count.parse::<usize>()?.max(1)),
        _ => return Err("usage: variants INPUT OUTDIR [--repeat N]".into()),
    };
    let file = fs::read(input)?;
    let settings = Settings { max_bytes: MAX_BYTES, ..Settings::default() };
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    let mut rendered = None;
    for _ in 0..repeats {
        let (start, before) = (Instant::now(), cpu_ms()?);
        match imaging::render_apart(&file, &settings) {
            Ok(done) => rendered = Some(done),
            Err(error) => {
                println!("{}", refusal(&error));
                return Ok(ExitCode::from(2));
            }
        }
        wall.push(start.elapsed().as_secs_f64() * 1000.0);
        cpu.push(cpu_ms()? - before);
    }
    let rendered = rendered.ok_or("nothing was rendered")?;
    if folder != "-" {
        write(&rendered, Path::new(folder))?;
    }
    println!("{}", report(&rendered, median(wall), median(cpu), rss_mb()?));
    Ok(ExitCode::SUCCESS)
}

fn refusal(error: &ImageError) -> Value {
    json!({ "error": error.code(), "message": error.to_string() })
}

fn report(rendered: &Rendered, wall_ms: f64, cpu_ms: f64, rss_mb: f64) -> Value {
    let variants = rendered.variants.iter().map(|variant| {
        json!({
            "name": variant.size.name(),
            "file": file_name(variant),
            "width": variant.width,
            "height": variant.height,
            "bytes": variant.bytes.len(),
        })
    });
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    json!({
        "format": rendered.format.name(),
        "width": rendered.width,
        "height": rendered.height,
        "variants": variants.collect::<Vec<_>>(),
        "wall_ms": rounded(wall_ms),
        "cpu_ms": rounded(cpu_ms),
        "rss_mb": rounded(rss_mb),
    })
}

fn file_name(variant: &imaging::Variant) -> String {
    format!("{}.{}", variant.size.name(), variant.encoding.extension())
}

fn write(rendered: &Rendered, folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    rendered.variants.iter().try_for_each(|variant| fs::write(folder.join(file_name(variant)), &variant.bytes))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// This process and the ended children of it.
fn usage() -> nix::Result<[Usage; 2]> {
    Ok([getrusage(UsageWho::RUSAGE_SELF)?, getrusage(UsageWho::RUSAGE_CHILDREN)?])
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a process are exact in f64")]
fn cpu_ms() -> nix::Result<f64> {
    let spent = |usage: Usage| (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1000.0;
    Ok(usage()?.map(spent).iter().sum())
}

/// What this process and its largest child held at their peaks.
///
/// The kernel's `max_rss` of this process would be that of whoever started it, if that was more.
#[expect(clippy::cast_precision_loss, reason = "kibibytes of a process are exact in f64")]
fn rss_mb() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
    let own: f64 = peak.ok_or("no VmHWM in /proc/self/status")?.trim().parse()?;
    let [_, children] = usage()?;
    Ok((own + children.max_rss() as f64) / 1024.0)
}
