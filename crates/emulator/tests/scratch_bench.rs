#![allow(warnings)]
use std::sync::Arc; use std::time::Instant;
use correspondence_domain::{randomness::Randomness, time::*, identifiers};
use correspondence_emulator::*;
use axum::body::Body; use http::Request; use tower::ServiceExt;
#[derive(Debug)] struct C; impl Clock for C { fn now(&self)->Timestamp{ Timestamp::from_micros(std::time::UNIX_EPOCH.elapsed().unwrap().as_micros() as i64)} fn real_now(&self)->Timestamp{self.now()} }
#[derive(Debug)] struct R; impl Randomness for R { fn bytes(&self)->[u8;16]{ let mut b=[0;16]; aws_lc_rs::rand::fill(&mut b).unwrap(); b } }
fn rss()->u64{ std::fs::read_to_string("/proc/self/statm").unwrap().split(' ').nth(1).unwrap().parse::<u64>().unwrap()*4096/1_000_000 }
fn cpu()->f64{ let s=std::fs::read_to_string("/proc/self/stat").unwrap(); let v:Vec<&str>=s.rsplit(')').next().unwrap().split_whitespace().collect(); (v[11].parse::<f64>().unwrap()+v[12].parse::<f64>().unwrap())/100.0 }
async fn call(r:&axum::Router, req:Request<Body>)->(u16,Vec<u8>){ let a=r.clone().oneshot(req).await.unwrap(); let s=a.status().as_u16(); (s,axum::body::to_bytes(a.into_body(),99999999).await.unwrap().to_vec()) }
#[tokio::test] async fn bench(){
 let t=Instant::now();
 let e=Emulator::new(&EmulatorSettings{base_url:"http://127.0.0.1:5096".into(),..Default::default()},Arc::new(C),Arc::new(R)).unwrap();
 println!("new {:?}",t.elapsed()); let c=e.client_credentials(); println!("client key {:?} {}",t.elapsed(),c.jwk.len());
 let r=e.router();
 let tok=String::from_utf8(call(&r,Request::get("/testtools/api/GetEnterpriseToken?orgNo=991825827&scopes=altinn:events.publish,altinn:events.publish.admin,altinn:register/partylookup.admin,altinn:authorization/authorize.admin,digdir:dialogporten.correspondence,digdir:dialogporten.serviceprovider,digdir:dialogporten.serviceprovider.admin").body(Body::empty()).unwrap()).await.1).unwrap();
 println!("token {:?} cpu {} rss {}",t.elapsed(),cpu(),rss());
 let n=20_000u32; let t=cpu();
 let mk=|ct:&str,p:&str,b:String| Request::post(p).header("authorization",format!("Bearer {tok}")).header("content-type",ct).header("ocp-apim-subscription-key","k").body(Body::from(b)).unwrap();
 let mut bodies=vec![];
 for _ in 0..n { let id=identifiers::time_ordered(C.now(),0,&R); let l=format!("https://p.example/correspondence/api/v1/correspondence/{id}");
  bodies.push(serde_json::json!({"id":id,"serviceResource":"urn:altinn:resource:demo-correspondence","party":"urn:altinn:organization:identifier-no:310000140","createdAt":C.now(),"externalReference":"SAK","status":"NotApplicable","content":{"title":{"value":[{"value":"Vedtak i sak 417","languageCode":"nb"}],"mediaType":"text/plain"},"mainContentReference":{"value":[{"value":format!("{l}/content"),"languageCode":"nb"}],"mediaType":"application/vnd.dialogporten.frontchannelembed+json;type=markdown"}},"guiActions":[{"action":"read","url":format!("{l}/purge"),"isDeleteDialogAction":true,"httpMethod":"DELETE","priority":"Tertiary","title":[{"value":"Slett","languageCode":"nb"},{"value":"Slett","languageCode":"nn"},{"value":"Delete","languageCode":"en"}]}],"apiActions":[{"action":"read","name":"a","endpoints":[{"url":l,"httpMethod":"GET"}]},{"action":"write","name":"b","endpoints":[{"url":format!("{l}/purge"),"httpMethod":"DELETE"}]}],"serviceOwnerContext":{"serviceOwnerLabels":[{"value":format!("urn:altinn:correspondence-id:{id}")}]}}).to_string()); }
 println!("making bodies {} us", (cpu()-t)/n as f64*1e6); let r0=rss(); let t=cpu();
 for b in bodies { let (s,_)=call(&r,mk("application/json","/dialogporten/api/v1/serviceowner/dialogs",b)).await; assert_eq!(s,201); }
 println!("dialog {} us each, rss {} -> {}",(cpu()-t)/n as f64*1e6,r0,rss());
 let t=cpu();
 for i in 0..n { let b=format!(r#"{{"specversion":"1.0","id":"{i}","type":"no.altinn.correspondence.correspondencepublished","time":"2026-01-15T10:11:12.123456+00:00","resource":"urn:altinn:resource:demo-correspondence","resourceinstance":"019bc0e1-2b19-7abc-8def-{i:012}","subject":"urn:altinn:organization:identifier-no:310000140","alternativesubject":"/organisation/310000140","source":"https://p.example/correspondence/api/v1/correspondence","data":null}}"#);
  let (s,_)=call(&r,mk("application/cloudevents+json","/events/api/v1/events",b)).await; assert_eq!(s,200);}
 println!("event {} us each",(cpu()-t)/n as f64*1e6);
 let t=cpu(); let b=r#"{"request":{"resource":[{"attribute":[{"attributeId":"urn:altinn:resource","value":"demo-correspondence"},{"attributeId":"urn:altinn:partyid","value":"99182582"}]}],"action":[{"attribute":[{"attributeId":"urn:oasis:names:tc:xacml:1.0:action:action-id","value":"write"}]}],"accessSubject":[{"attribute":[{"attributeId":"urn:altinn:organization:identifier-no","value":"991825827"}]}]}}"#;
 for _ in 0..n { let (s,_)=call(&r,mk("application/json","/authorization/api/v1/authorize",b.into())).await; assert_eq!(s,200);}
 println!("decision {} us each",(cpu()-t)/n as f64*1e6);
}
