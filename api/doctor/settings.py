"""Whether the settings make sense, before anything is reached."""

from urllib.parse import SplitResult, urlsplit

from api.doctor.findings import Finding, ok, problem, warning
from api.settings import Settings

# Secrets from public documentation and examples, in lower case.
KNOWN_SECRETS = {
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",  # FastAPI's tutorial
    "a-string-secret-at-least-256-bits-long",  # jwt.io
    "super-secret-jwt-token-with-at-least-32-characters-long",  # Supabase's local stack
    "your-super-secret-jwt-token-with-at-least-32-characters-long",  # Supabase's docker example
}
PLACEHOLDERS = ("change-me", "changeme", "change_me", "your-secret", "your_secret", "replace-me", "replace_me")
MIN_DIFFERENT = 10  # different characters; 32 random ones of any alphabet have more
LOCAL = {"localhost", "127.0.0.1", "::1"}


def judge_settings(settings: Settings) -> list[Finding]:
    """Judge the secrets, the addresses, and what browsers may do."""
    return [
        *_judge_destinations(settings),
        _judge_secret(settings),
        *_judge_origins(settings.allowed_origins),
        *_judge_proxies(settings.trusted_proxies),
    ]


def _judge_destinations(settings: Settings) -> list[Finding]:
    found = [*_judge_supabase(settings), *_judge_database_url(settings)]
    if settings.supabase_url is not None and settings.database_url is not None:
        found.append(ok("settings", "Requests go to SUPABASE_URL, jobs to DATABASE_URL."))
    elif settings.supabase_url is not None:
        found.append(
            ok("settings", "Requests and jobs go to SUPABASE_URL; `ship` needs DATABASE_URL or the SQL editor.")
        )
    elif settings.database_url is not None:
        found.append(ok("settings", "Requests and jobs go to DATABASE_URL."))
    else:
        found.append(problem("settings", "No database is set: set SUPABASE_URL and SUPABASE_KEY, or DATABASE_URL."))
    return found


def _judge_supabase(settings: Settings) -> list[Finding]:
    if settings.supabase_url is None or settings.supabase_key is None:
        return []
    found, address = [], _split(settings.supabase_url)
    if address.scheme == "http" and address.hostname not in LOCAL:
        found.append(problem("settings", "SUPABASE_URL is http, so the key travels in the clear: use https."))
    if address.path.strip("/") or address.hostname in {"supabase.com", "app.supabase.com"}:
        found.append(
            problem("settings", "SUPABASE_URL must be the project's address alone, like https://PROJECT.supabase.co.")
        )
    if settings.supabase_key.get_secret_value().startswith("sb_publishable_"):
        found.append(
            problem("settings", "SUPABASE_KEY is the publishable key: set the secret one (sb_secret_…), it stays here.")
        )
    return found


def _judge_database_url(settings: Settings) -> list[Finding]:
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    if "://" in url and url.partition("?")[0].partition("@")[2].partition("/")[0].endswith(":6543"):
        return [
            warning(
                "settings",
                "DATABASE_URL is the transaction pooler (port 6543), where `ship` cannot hold its lock:"
                " take the session pooler's address (port 5432).",
            )
        ]
    return []


def _judge_secret(settings: Settings) -> Finding:
    make_one = "make one with `python -c 'import secrets; print(secrets.token_urlsafe(32))'`"
    if settings.jwt_secret_key is None:
        return problem("secret", f"JWT_SECRET_KEY is not set, so the service refuses to start: {make_one} and set it.")
    secret = settings.jwt_secret_key.get_secret_value()
    if secret.lower() in KNOWN_SECRETS or any(word in secret.lower() for word in PLACEHOLDERS):
        return problem("secret", f"JWT_SECRET_KEY is an example that everybody knows: {make_one}; all tokens end.")
    if len(set(secret)) < MIN_DIFFERENT:
        return problem("secret", f"JWT_SECRET_KEY can be guessed, it has few different characters: {make_one}.")
    return ok("secret", f"JWT_SECRET_KEY has {len(secret.encode())} bytes.")


def _judge_origins(origins: list[str]) -> list[Finding]:
    if not origins:
        return [ok("cors", "No browser of another origin may call; CORS_ORIGINS would name those that may.")]
    found = []
    for origin in origins:
        address = _split(origin)
        if origin == "*":
            found.append(warning("cors", "CORS_ORIGINS is *, so every site may call: name your front end's origin."))
        elif address.scheme not in {"http", "https"} or not address.netloc or address.path or address.query:
            found.append(
                problem(
                    "cors",
                    f"CORS_ORIGINS has {origin!r}, which no browser sends: an origin is like https://club.example,"
                    " without a path.",
                )
            )
        elif address.scheme == "http" and address.hostname not in LOCAL:
            found.append(warning("cors", f"CORS_ORIGINS has {origin}, where tokens travel in the clear: use https."))
    return found or [ok("cors", f"Browsers of {', '.join(origins)} may call.")]


def _judge_proxies(trusted: str) -> list[Finding]:
    if "*" not in trusted:
        return []
    return [
        problem(
            "proxies",
            "TRUSTED_PROXIES is *, so anybody can claim any address and limits of logins do not hold:"
            " name the proxy's address or network.",
        )
    ]


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")
