"""The slugs of errors: the document lists them for clients, and a test compares the list with what the code raises."""

from typing import Literal

Slug = Literal[
    "body_too_large", "busy", "conflict", "database_failed", "email_taken", "embedding_model_mismatch",
    "embedding_unavailable", "evening_not_found", "experiment_exists", "experiment_not_found", "experiment_over",
    "experiments_conflict", "export_under_way", "feature_not_found", "feedback_not_found", "file_too_large",
    "group_full", "group_not_found", "import_under_way", "in_the_future", "internal_error", "invalid_code",
    "invalid_credentials", "invalid_file", "invalid_input", "issuer_unavailable", "item_missing", "item_not_found",
    "item_unexpected", "job_under_way", "list_expired", "list_not_found", "login_too_old", "malformed_body",
    "many_raters", "member_not_found", "method_not_allowed", "misconfigured", "not_a_service", "not_an_admin",
    "not_for_others", "not_found", "not_ours_to_renew", "not_the_host", "overloaded", "own_review",
    "password_login_closed", "password_too_common", "person_not_found", "preflight_refused", "query_missing",
    "rating_missing", "rating_not_found", "rating_unexpected", "ratings_not_shared", "reason_not_found", "refused",
    "review_not_found", "schema_outdated", "search_not_found", "ticket_invalid", "token_expired", "token_invalid",
    "token_missing", "token_revoked", "too_fast", "too_many_groups", "too_many_influences", "too_many_requests",
    "too_many_today", "too_many_tries", "too_old", "too_slow", "unauthorized", "unavailable", "unclear_scale",
    "unknown_format", "unknown_type", "unknown_version", "user_not_found", "wrong_encoding", "zip_refused",
]  # fmt: skip
