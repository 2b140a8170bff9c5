//! `GET resource/{id}/policy`: the policy as XACML, with the minimum authentication level as an obligation. 404 when there is none.

use axum::extract::{Path, State};
use http::StatusCode;

use crate::reply::{Answer, Refused, with_type};
use crate::world::SharedWorld;

pub(super) async fn policy(State(world): State<SharedWorld>, Path(id): Path<String>) -> Answer {
    let resource = world.resources.find(&id).filter(|resource| resource.has_policy).ok_or_else(Refused::not_found)?;
    let text = format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<xacml:Policy xmlns:xacml="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:altinn:policyid:{id}" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <xacml:Target/>
  <xacml:Rule RuleId="urn:altinn:resource:{id}:ruleid:1" Effect="Permit">
    <xacml:Target/>
  </xacml:Rule>
  <xacml:ObligationExpressions>
    <xacml:ObligationExpression ObligationId="urn:altinn:obligation:authenticationLevel1" FulfillOn="Permit">
      <xacml:AttributeAssignmentExpression AttributeId="urn:altinn:obligation1-assignment1" Category="urn:altinn:minimum-authenticationlevel">
        <xacml:AttributeValue DataType="http://www.w3.org/2001/XMLSchema#integer">{level}</xacml:AttributeValue>
      </xacml:AttributeAssignmentExpression>
    </xacml:ObligationExpression>
  </xacml:ObligationExpressions>
</xacml:Policy>
"#,
        id = escaped(&resource.id),
        level = resource.minimum_level,
    );
    Ok(with_type(StatusCode::OK, text, "text/xml; charset=utf-8"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
