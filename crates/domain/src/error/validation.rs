//! Findings about the shape of a request, all reported together (http-api §3.2).

/// One finding: which member, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationProblem {
    /// Where, as the contract names it, for example `Correspondence.Content.MessageTitle`.
    pub key: String,
    /// What is wrong, for the caller to read.
    pub message: String,
}

/// All findings of one request, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// What is wrong.
    pub problems: Vec<ValidationProblem>,
    /// Keys whose values were bound without complaint: the legacy map of query and form requests names them too (http-api §3.2).
    pub bound: Vec<String>,
}

impl Validation {
    /// Adds a finding.
    pub fn add(&mut self, key: impl Into<String>, message: impl Into<String>) {
        self.problems.push(ValidationProblem { key: key.into(), message: message.into() });
    }

    /// Nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// # Errors
    /// The findings themselves, when there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}
