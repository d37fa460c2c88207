//! Links to people's pages elsewhere.

use std::collections::BTreeMap;

use url::Url;

/// Links by network name, each in the form that the URL parser gives back.
pub type SocialLinks = BTreeMap<String, String>;

/// How many links a profile may have.
pub const MAX_LINKS: usize = 10;
pub(crate) const MAX_URL_BYTES: usize = 2048;

/// The networks and the hosts that are theirs; no host means that any will do, as everybody has their own.
pub(crate) const NETWORKS: [(&str, &[&str]); 15] = [
    ("bluesky", &["bsky.app"]),
    ("dribbble", &["dribbble.com"]),
    ("facebook", &["facebook.com"]),
    ("github", &["github.com"]),
    ("gitlab", &["gitlab.com"]),
    ("instagram", &["instagram.com"]),
    ("linkedin", &["linkedin.com"]),
    ("mastodon", &[]),
    ("medium", &["medium.com"]),
    ("stackoverflow", &["stackoverflow.com"]),
    ("tiktok", &["tiktok.com"]),
    ("twitch", &["twitch.tv"]),
    ("twitter", &["twitter.com", "x.com"]),
    ("website", &[]),
    ("youtube", &["youtube.com", "youtu.be"]),
];

/// Why a link cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LinkError {
    /// The network is not known.
    #[error("is no network that is known; use one of {}", NETWORKS.map(|(name, _)| name).join(", "))]
    Network,
    /// The text is no absolute URL, or is too long.
    #[error("is no URL of at most {MAX_URL_BYTES} bytes")]
    NoUrl,
    /// The URL is not safe to follow.
    #[error("must start with https:// and hold no user name, password or port")]
    Unsafe,
    /// The URL leads somewhere else than its network.
    #[error("must lead to {0}")]
    Host(String),
}

/// The link of `network` to `text`, re-serialised so that what is stored is what was checked.
pub fn link(network: &str, text: &str) -> Result<String, LinkError> {
    let (_, hosts) = NETWORKS.iter().find(|(name, _)| *name == network).ok_or(LinkError::Network)?;
    if text.len() > MAX_URL_BYTES {
        return Err(LinkError::NoUrl);
    }
    let url = Url::parse(text).map_err(|_| LinkError::NoUrl)?;
    // what is not ASCII takes more room in the parser's form
    if url.as_str().len() > MAX_URL_BYTES {
        return Err(LinkError::NoUrl);
    }
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        return Err(LinkError::Unsafe);
    }
    let Some(url::Host::Domain(host)) = url.host() else {
        return Err(LinkError::Unsafe);
    };
    let belongs = |to: &str| host == to || host.strip_suffix(to).is_some_and(|front| front.ends_with('.'));
    if hosts.is_empty() && host.contains('.') || hosts.iter().any(|to| belongs(to)) {
        Ok(url.into())
    } else {
        Err(LinkError::Host(if hosts.is_empty() { "a public host".to_owned() } else { hosts.join(" or ") }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_links_are_kept_as_they_are() {
        // P7
        for (network, url) in [
            ("twitter", "https://twitter.com/johndoe"),
            ("twitter", "https://x.com/johndoe"),
            ("github", "https://github.com/johndoe"),
            ("linkedin", "https://linkedin.com/in/johndoe"),
            ("linkedin", "https://de.linkedin.com/in/johndoe"),
            ("website", "https://example.org/~jo?x=1#y"),
        ] {
            assert_eq!(link(network, url).as_deref(), Ok(url));
        }
    }

    #[test]
    fn tricks_are_refused() {
        for url in [
            "http://twitter.com/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://twitter.com@evil.example/",
            "https://twitter.com:8443/x",
            "https://twitter.com.evil.example/",
            "https://eviltwitter.com/",
            "https://evil.example\\@twitter.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "//twitter.com/x",
            "twitter.com/x",
            "",
        ] {
            assert!(link("twitter", url).is_err(), "{url}");
        }
        assert_eq!(link("myspace", "https://myspace.com/x"), Err(LinkError::Network));
        assert!(link("website", "https://localhost/").is_err());
        assert!(link("website", "https://169.254.169.254/latest").is_err());
    }
}
