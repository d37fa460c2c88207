//! What an operator may set about pictures.

use domain::upload::{AllowedTypes, DEFAULT_MAX_BYTES, ImageType};
use imaging::{Format, Settings};
use runtime::{ConfigError, Env};

/// The settings of `IMAGE_MAX_SIZE`, `IMAGE_ALLOWED_TYPES`, `THUMBNAIL_SIZE`, `MEDIUM_SIZE`, `ORIGINAL_MAX_EDGE` and
/// `GENERATE_THUMBNAILS`.
pub(crate) fn from_env(env: &Env) -> Result<Settings, ConfigError> {
    let allowed = env.optional("IMAGE_ALLOWED_TYPES", AllowedTypes::default())?;
    Ok(Settings {
        allowed: allowed.types().iter().copied().map(format).collect(),
        max_bytes: env.in_range("IMAGE_MAX_SIZE", DEFAULT_MAX_BYTES, 1..=50 << 20)?,
        thumbnail_size: env.in_range("THUMBNAIL_SIZE", 150, 16..=512)?,
        medium_size: env.in_range("MEDIUM_SIZE", 512, 64..=2048)?,
        original_max_edge: env.in_range("ORIGINAL_MAX_EDGE", 2048, 64..=4096)?,
        variants: env.optional("GENERATE_THUMBNAILS", true)?,
    })
}

fn format(kind: ImageType) -> Format {
    match kind {
        ImageType::Jpeg => Format::Jpeg,
        ImageType::Png => Format::Png,
        ImageType::Gif => Format::Gif,
        ImageType::WebP => Format::WebP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::from_pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn defaults_are_the_seeds() {
        // C8, C9, C12, C13
        let settings = from_env(&env(&[])).unwrap();
        assert_eq!((settings.max_bytes, settings.thumbnail_size, settings.variants), (5_242_880, 150, true));
        assert_eq!(settings.allowed, [Format::Jpeg, Format::Png, Format::Gif]);
    }

    #[test]
    fn a_bad_value_is_refused_by_name() {
        for name in ["IMAGE_MAX_SIZE", "IMAGE_ALLOWED_TYPES", "THUMBNAIL_SIZE", "MEDIUM_SIZE", "GENERATE_THUMBNAILS"] {
            assert!(from_env(&env(&[(name, "svg")])).unwrap_err().to_string().contains(name));
        }
        assert!(from_env(&env(&[("THUMBNAIL_SIZE", "100000")])).is_err());
    }
}
