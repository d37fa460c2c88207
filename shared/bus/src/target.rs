//! Who is told of events.

use std::str::FromStr;

use url::Url;

/// A service that is told of every event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What we call it, in logs and queues.
    pub name: String,
    /// Where its webhook is.
    pub url: Url,
}

/// All services that are told, as `FANOUT_TARGETS` lists them: `name=url,name=url`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(pub Vec<Target>);

/// The list is not of the form `name=url,name=url`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be name=url,name=url with distinct names and http or https URLs; `{0}` is not")]
pub struct InvalidTargets(String);

impl FromStr for Targets {
    type Err = InvalidTargets;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut targets: Vec<Target> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let invalid = || InvalidTargets(part.to_owned());
            let (name, url) = part.split_once('=').ok_or_else(invalid)?;
            let url = Url::parse(url.trim()).map_err(|_| invalid())?;
            let name = name.trim().to_owned();
            let usable = matches!(url.scheme(), "http" | "https") && url.host().is_some() && !name.is_empty();
            if !usable || targets.iter().any(|target| target.name == name) {
                return Err(invalid());
            }
            targets.push(Target { name, url });
        }
        Ok(Self(targets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_targets_is_read() {
        let targets: Targets = "chat=https://chat.example.com/hook?a=b, post=http://127.0.0.1:1/x".parse().unwrap();
        let names: Vec<_> = targets.0.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(names, ["chat", "post"]);
        assert_eq!(targets.0[0].url.as_str(), "https://chat.example.com/hook?a=b");
        assert_eq!("".parse(), Ok(Targets::default()));
    }

    #[test]
    fn anything_else_is_named() {
        for bad in ["chat", "chat=ftp://x", "=https://x", "chat=https://x,chat=https://y", "chat=nonsense"] {
            assert!(bad.parse::<Targets>().is_err(), "{bad}");
        }
    }
}
