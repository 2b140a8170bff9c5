//! Reads a decision request: its categories, and which of them each reference combines. Member names are read without regard to their case.

use serde_json::Value;

/// Name and value of each attribute of a category.
#[derive(Clone, Debug)]
pub(super) struct Category<'a> {
    id: Option<&'a str>,
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Category<'a> {
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |(given, _)| *given == name).map(|(_, value)| *value)
    }
}

/// One question: who may do which of the actions with what.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub subject: Category<'a>,
    pub actions: Vec<Category<'a>>,
    pub resource: Category<'a>,
}

/// Every question of a request: one for each reference, else one for everything together.
pub(super) fn questions(body: &Value) -> Result<Vec<Question<'_>>, &'static str> {
    let request = member(body, "request").filter(|request| request.is_object()).ok_or("request is missing")?;
    let subjects = categories(request, "accessSubject").ok_or("request.accessSubject must be a list of categories")?;
    let actions = categories(request, "action").ok_or("request.action must be a list of categories")?;
    let resources = categories(request, "resource").ok_or("request.resource must be a list of categories")?;
    let references = member(request, "multiRequests").and_then(|multi| member(multi, "requestReference")).and_then(Value::as_array);
    let Some(references) = references.filter(|references| !references.is_empty()) else {
        let (Some(subject), Some(resource)) = (subjects.first(), resources.first()) else { return Err("a category is missing") };
        return Ok(vec![Question { subject: subject.clone(), actions, resource: resource.clone() }]);
    };
    references
        .iter()
        .map(|reference| {
            let ids: Vec<&str> = member(reference, "referenceId")
                .and_then(Value::as_array)
                .map(|ids| ids.iter().filter_map(Value::as_str).collect())
                .ok_or("a reference needs referenceId")?;
            let chosen = |list: &[Category<'_>]| list.iter().filter(|category| category.id.is_some_and(|id| ids.contains(&id))).count();
            if chosen(&subjects) + chosen(&actions) + chosen(&resources) != ids.len() {
                return Err("a reference names a category that is not in the request");
            }
            let pick = |list: &[Category<'_>]| list.iter().position(|category| category.id.is_some_and(|id| ids.contains(&id)));
            let (Some(subject), Some(resource)) = (pick(&subjects), pick(&resources)) else {
                return Err("a reference needs a subject and a resource");
            };
            let actions = actions.iter().filter(|category| category.id.is_some_and(|id| ids.contains(&id))).cloned().collect();
            Ok(Question { subject: subjects[subject].clone(), actions, resource: resources[resource].clone() })
        })
        .collect()
}

/// The categories of one kind; none when there is no such list or it is empty.
fn categories<'a>(request: &'a Value, name: &str) -> Option<Vec<Category<'a>>> {
    let list = member(request, name)?.as_array().filter(|list| !list.is_empty())?;
    list.iter()
        .map(|category| {
            let attributes = match member(category, "attribute") {
                None | Some(Value::Null) => Vec::new(),
                Some(attributes) => attributes
                    .as_array()?
                    .iter()
                    .filter_map(|attribute| Some((member(attribute, "attributeId")?.as_str()?, member(attribute, "value")?.as_str()?)))
                    .collect(),
            };
            Some(Category { id: member(category, "id").and_then(Value::as_str), attributes })
        })
        .collect()
}

/// A member by its camel-case name, also when the sender begins it with a capital.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    object.get(name).or_else(|| object.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}
