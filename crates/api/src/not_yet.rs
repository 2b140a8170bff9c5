//! Routes of the contract whose work comes with later versions. They are part of the surface, so that methods, tokens and media types
//! are judged as they will be; whoever gets past that is told so with a 501, never silently ignored.

use axum::extract::MatchedPath;
use axum::response::{IntoResponse, Response};
use correspondence_app::AppError;
use http::{HeaderMap, Method, StatusCode};
use indexmap::IndexMap;

use crate::access::Policy;
use crate::answer;
use crate::extract::CheckedIds;
use crate::problem::Failure;
use crate::routes::{Produces, Route};

macro_rules! routes {
    ($($method:ident $policy:ident $produces:ident $path:literal;)+) => {
        /// The hidden routes among them; the documented ones have files of their own.
        pub(crate) static ROUTES: [Route; [$($path),+].len()] =
            [$(Route::new(Method::$method, $path, Policy::$policy).producing(Produces::$produces)),+];
    };
}

routes! {
    GET  NotificationCheck    Undeclared "/correspondence/api/v1/correspondence/{correspondenceId}/notification/check";
    GET  NotificationCheck    Undeclared "/correspondence/api/v1/correspondence/{correspondenceId}/notification/check/main";
    GET  CheckAllowForwarding Json       "/correspondence/api/v1/correspondence/{correspondenceId}/forward/check";
    GET  Recipient            Undeclared "/correspondence/api/v1/confidential-reminders";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-orphaned-dialogs";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-perishing-dialogs";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/restore-soft-deleted-dialogs";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-markdown-and-html-in-summary";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-confirmed-migrated-correspondences";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/initialize-service-owner";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-bruksmonster";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/enqueue-missing-notification-sent-checks";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/sync-forwarding-event/{correspondenceForwardingId}";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/cleanup-bulk-fetch-statuses";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/manual-retry-not-published-correspondences";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/maskinporten-jwk-rotation";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/sms-notification-length-statistics";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/purge-dialog-and-delete-reminder-for-read-correspondences";
    POST Maintenance          Undeclared "/correspondence/api/v1/maintenance/update-old-correspondences-with-download-all";
    POST Maintenance          Undeclared "/api/slacktest/send-simple-message";
}

/// Reports, which a key of their own opens.
pub(crate) static STATISTICS: [Route; 3] = [
    Route::new(Method::POST, "/correspondence/api/v1/statistics/generate-daily-summary", Policy::Anonymous).producing(Produces::Json),
    Route::new(Method::POST, "/correspondence/api/v1/statistics/download-daily-report", Policy::Anonymous),
    Route::new(Method::POST, "/correspondence/api/v1/statistics/generate-and-download-daily-summary", Policy::Anonymous),
];

/// Refuses, naming the route.
pub(crate) async fn handle(_ids: CheckedIds, path: MatchedPath) -> Failure {
    refuse(path.as_str().trim_start_matches("/correspondence/api/v1/"))
}

/// Refuses, naming the route, whoever sends a key; without one the answer is what it will be (auth §3.6).
pub(crate) async fn handle_statistics(headers: HeaderMap, path: MatchedPath) -> Response {
    let error = match headers.get("x-api-key") {
        None => "The header X-API-Key is required.",
        Some(key) if key.as_bytes().trim_ascii().is_empty() => "The header X-API-Key is empty.",
        Some(_) => return refuse(path.as_str().trim_start_matches("/correspondence/api/v1/")).into_response(),
    };
    (StatusCode::UNAUTHORIZED, answer::json(&IndexMap::from([("error", error)]))).into_response()
}

/// Refuses, naming what is asked for.
pub(crate) fn refuse(what: &str) -> Failure {
    Failure::App(AppError::NotSupportedYet { member: what.to_owned() })
}
