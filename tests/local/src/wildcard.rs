//! Patterns with a star in them, as policies and CORS rules have.

/// Whether `text` is `pattern`, which may have one `*`.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part() {
        assert!(matches("*", "https://a.example"));
        assert!(matches("https://*.example", "https://a.example"));
        assert!(!matches("https://*.example", "https://a.example.org"));
        assert!(!matches("https://a.example", "https://b.example"));
        assert!(!matches("a*a", "a"), "the ends may not overlap");
    }
}
