//! Puts routes, endpoints and layers together.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use correspondence_app::App;
use http::{HeaderValue, Method, StatusCode, header};
use tower::Layer;

use crate::layers::cors::{Origins, cors};
use crate::layers::judge::judge;
use crate::layers::normalise_path::normalise_path;
use crate::layers::observe::{Observer, observe};
use crate::layers::security_headers;
use crate::settings::ApiSettings;
use crate::state::{Api, SharedApi};
use crate::{not_yet, openapi, routes};

/// Endpoints by path.
pub(crate) struct Table {
    api: SharedApi,
    paths: BTreeMap<&'static str, (Vec<Method>, MethodRouter<SharedApi>)>,
}

impl Table {
    /// Serves `route` by `handler`, behind the route's rules.
    pub(crate) fn serve<H: Handler<T, SharedApi>, T: 'static>(&mut self, route: &'static routes::Route, handler: H) {
        let endpoint = on(filter(&route.method), handler).route_layer(from_fn_with_state((Arc::clone(&self.api), route), judge));
        let (methods, merged) = self.paths.remove(route.path).unwrap_or_default();
        let methods = methods.into_iter().chain([route.method.clone()]).collect();
        self.paths.insert(route.path, (methods, merged.merge(endpoint)));
    }

    fn into_router(self) -> Router<SharedApi> {
        let mut router = Router::new();
        for (path, (methods, endpoints)) in self.paths {
            let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
            let allow = names.join(", ");
            let refuse = move |request: Request| std::future::ready(method_not_allowed(&request, &allow));
            // HEAD would otherwise be answered as GET is.
            router = router.route(path, endpoints.on(MethodFilter::HEAD, refuse.clone()).fallback(refuse));
        }
        router
    }
}

fn filter(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}

fn method_not_allowed(request: &Request, allow: &str) -> Response {
    let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
    security_headers::add(response.headers_mut(), request.uri().path());
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

async fn not_found(request: Request) -> Response {
    let mut response = StatusCode::NOT_FOUND.into_response();
    security_headers::add(response.headers_mut(), request.uri().path());
    response
}

/// Everything a server of the API serves.
pub fn router(app: Arc<App>, settings: ApiSettings) -> Router {
    assemble(app, settings, |table| {
        routes::register_public(table);
        for route in &not_yet::ROUTES {
            table.serve(route, not_yet::handle);
        }
        for route in &not_yet::STATISTICS {
            table.serve(route, not_yet::handle_statistics);
        }
    })
}

/// What a server serves that works jobs only: health, figures and, under clock control, time and jobs (run-contract §5).
pub fn operations_router(app: Arc<App>, settings: ApiSettings) -> Router {
    assemble(app, settings, |_| {})
}

fn assemble(app: Arc<App>, settings: ApiSettings, register: impl FnOnce(&mut Table)) -> Router {
    let observer = Observer::new(Arc::clone(&settings.randomness), settings.development, &settings.metrics);
    let origins = Origins(Arc::from(settings.cors_origins.as_slice()));
    let document = openapi::openapi_document(&settings.public_url);
    let clock_control = settings.clock_control;
    let api = Arc::new(Api { app, settings, document });

    let mut table = Table { api: Arc::clone(&api), paths: BTreeMap::new() };
    register(&mut table);
    routes::register_operations(&mut table);
    if clock_control {
        routes::register_testing(&mut table);
    }
    let routed = table.into_router().fallback(not_found).with_state(api).layer(from_fn_with_state(observer, observe));
    // Paths are brought to their normal form before they are routed, and preflights are answered for paths that do not exist: both
    // happen around the router and not inside.
    Router::new().fallback_service(from_fn(normalise_path).layer(from_fn_with_state(origins, cors).layer(routed)))
}
