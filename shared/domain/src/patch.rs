//! A field of an edit: left alone, cleared, or set.

/// What an edit does to one field: absent in the body, `null`, or a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leave the field as it is.
    #[default]
    Keep,
    /// Set the field back to what a new profile has.
    Clear,
    /// Set the field to this.
    Set(T),
}

impl<T> Patch<T> {
    /// Carries the patch out on `field`; `default` is what a cleared field holds.
    pub fn apply(self, field: &mut T, default: impl FnOnce() -> T) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = default(),
            Self::Set(value) => *field = value,
        }
    }
}
