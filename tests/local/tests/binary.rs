//! The binary as somebody at a terminal has it. That it is a test of its own has `cargo test` build it, for the checks that
//! drive it from outside.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

fn local() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    // not what the shell of a developer says
    command.env_clear().current_dir(std::env::temp_dir());
    command
}

#[test]
fn it_says_what_to_paste_and_stops_when_told_to() {
    // Q2
    let ports = ["--port", "0", "--s3-port", "0", "--dynamodb-port", "0"];
    let mut started = local().args(ports).arg("--ephemeral").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(started.stdout.as_mut().unwrap()).lines();
    let said: Vec<_> = lines.map(Result::unwrap).take_while(|line| line != "Ctrl-C stops it.").collect();
    for wanted in
        ["  API, CDN   http://localhost:", "export JWT_TOKEN=ey", "curl -H \"Authorization: Bearer $JWT_TOKEN\""]
    {
        assert!(said.iter().any(|line| line.starts_with(wanted)), "{wanted:?} is not in {said:#?}");
    }
    Command::new("kill").args(["-TERM", &started.id().to_string()]).status().unwrap();
    assert!(started.wait().unwrap().success());
}

#[test]
fn what_it_cannot_do_is_said_in_a_line() {
    let refused = local().args(["--data", "/dev/null/data"]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.starts_with("error: ") && said.contains("/dev/null/data"), "{said}");
    let unknown = local().arg("--nonsense").output().unwrap();
    assert!(!unknown.status.success());
}

#[test]
fn it_prints_the_contract() {
    // O8
    let mut printing = local().arg("--openapi").stdout(Stdio::piped()).spawn().unwrap();
    let mut document = String::new();
    printing.stdout.as_mut().unwrap().read_to_string(&mut document).unwrap();
    assert!(printing.wait().unwrap().success());
    assert_eq!(document, include_str!("../../../docs/openapi.yml"));
}
