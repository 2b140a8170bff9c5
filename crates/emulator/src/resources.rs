//! The resources that exist: the built-in ones of run-contract §3.2 and those of a seed.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use crate::parties::numbers;
use crate::seed::{Seed, SeedConfidentiality, SeedError, SeedResource};
use crate::shared::{read, write};

/// Organisation number of the built-in resources' owner.
pub(crate) const OWNER: &str = "991825827";
/// Its short code.
pub(crate) const OWNER_CODE: &str = "ttd";
/// Access package of resources whose letters are always confidential.
const CONFIDENTIAL_PACKAGE: &str = "post-til-virksomheten-med-taushetsbelagt-innhold";
/// Access package of resources whose letters may be confidential.
const EXPLICIT_PACKAGE: &str = "eksplisitt";

/// One resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub id: String,
    pub kind: String,
    pub owner: String,
    pub owner_code: String,
    /// Name of the owner in nb, nn and en.
    pub owner_name: [String; 3],
    /// Title in nb, nn and en.
    pub title: [String; 3],
    pub minimum_level: i64,
    pub packages: Vec<&'static str>,
    pub has_policy: bool,
}

/// Resources by id in lower case.
#[derive(Debug)]
pub(crate) struct Resources(RwLock<HashMap<String, Arc<Resource>>>);

impl Resources {
    pub(crate) fn new() -> Self {
        let built_in = [
            ("demo-correspondence", "CorrespondenceService", 0, None, "Brev fra Testdepartementet"),
            ("demo-correspondence-level3", "CorrespondenceService", 3, None, "Brev som krever sikker innlogging"),
            ("demo-correspondence-confidential", "CorrespondenceService", 0, Some(SeedConfidentiality::Required), "Taushetsbelagte brev"),
            ("demo-attachments", "GenericAccessResource", 0, None, "Vedlegg fra Testdepartementet"),
            ("demo-app", "AltinnApp", 0, None, "Skjema fra Testdepartementet"),
            ("bruno-correspondence", "CorrespondenceService", 0, None, "Brev i brukertester"),
            ("ttd-dialogporten-automated-tests-correspondence", "CorrespondenceService", 0, None, "Brev i automatiske tester"),
            ("digdir-reminder-unopened-confidential-correspondences", "GenericAccessResource", 0, None, "Påminnelse om uåpnede brev"),
        ];
        let resources = built_in.map(|(id, kind, level, confidential, title)| {
            let seed = SeedResource {
                id: id.to_owned(),
                kind: Some(kind.to_owned()),
                minimum_level: Some(level),
                confidential,
                title: Some(title.to_owned()),
                ..SeedResource::default()
            };
            (id.to_owned(), Arc::new(Resource::of(&seed)))
        });
        Self(RwLock::new(HashMap::from(resources)))
    }

    pub(crate) fn add(&self, seed: &Seed) -> Result<(), SeedError> {
        for resource in &seed.resources {
            if resource.id.trim().is_empty() || resource.id.contains(':') {
                return Err(SeedError::InvalidResource { id: resource.id.clone() });
            }
            if let Some(number) = resource.owner.as_ref().filter(|number| !numbers::is_organisation(number)) {
                return Err(SeedError::InvalidNumber { number: number.clone() });
            }
        }
        let mut resources = write(&self.0);
        for resource in &seed.resources {
            resources.insert(resource.id.to_ascii_lowercase(), Arc::new(Resource::of(resource)));
        }
        Ok(())
    }

    /// The resource with this id, with or without scheme.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Resource>> {
        let id = id.strip_prefix("urn:altinn:resource:").unwrap_or(id);
        read(&self.0).get(&id.to_ascii_lowercase()).cloned()
    }

    /// Every resource in the order of their ids.
    pub(crate) fn all(&self) -> Vec<Arc<Resource>> {
        let mut all: Vec<_> = read(&self.0).values().cloned().collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// The short code of an organisation that owns a resource.
    pub(crate) fn code_of(&self, owner: &str) -> Option<String> {
        read(&self.0).values().find(|resource| resource.owner == owner).map(|resource| resource.owner_code.clone())
    }
}

impl Resource {
    fn of(seed: &SeedResource) -> Self {
        let owner = seed.owner.clone().unwrap_or_else(|| OWNER.to_owned());
        let owner_code =
            seed.owner_code.clone().unwrap_or_else(|| if owner == OWNER { OWNER_CODE.to_owned() } else { format!("o{owner}") });
        let owner_name = match &seed.owner_name {
            Some(name) => [name.clone(), name.clone(), name.clone()],
            None if owner == OWNER => ["Testdepartementet", "Testdepartementet", "Test Ministry"].map(str::to_owned),
            None => [format!("Etat {owner}"), format!("Etat {owner}"), format!("Agency {owner}")],
        };
        let title = match &seed.title {
            Some(title) => [title.clone(), title.clone(), title.clone()],
            None => [format!("Brev {}", seed.id), format!("Brev {}", seed.id), format!("Letter {}", seed.id)],
        };
        Self {
            id: seed.id.clone(),
            kind: seed.kind.clone().unwrap_or_else(|| "CorrespondenceService".to_owned()),
            owner,
            owner_code,
            owner_name,
            title,
            minimum_level: seed.minimum_level.unwrap_or(0),
            packages: match seed.confidential {
                Some(SeedConfidentiality::Required) => vec![CONFIDENTIAL_PACKAGE],
                Some(SeedConfidentiality::Explicit) => vec![EXPLICIT_PACKAGE],
                None => Vec::new(),
            },
            has_policy: !seed.without_policy,
        }
    }
}
