//! `GET …/swagger/index.html` and what the page needs, from the program itself: nothing is fetched from elsewhere.

use std::sync::{Arc, LazyLock};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use utoipa_swagger_ui::Config;

use crate::access::Policy;
use crate::layers::security_headers;
use crate::routes::{Route, SWAGGER};

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/correspondence/api/v1/swagger/{*asset}", Policy::Anonymous).of_document();

/// The page finds the document beside itself.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("v1/swagger.json")));

/// Answers with the page or a part of it.
pub(crate) async fn handle(Path(asset): Path<String>) -> Response {
    if let Ok(Some(file)) = utoipa_swagger_ui::serve(&asset, Arc::clone(&CONFIG)) {
        ([(header::CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response()
    } else {
        let mut response = StatusCode::NOT_FOUND.into_response();
        security_headers::add(response.headers_mut(), SWAGGER);
        response
    }
}
