"""How aiokafka's clients reach Kafka, from the settings."""

import ssl
from typing import Any

from api.errors import Misconfigured
from api.settings import Settings


def require_kafka(settings: Settings) -> None:
    """Raise `Misconfigured` with the remedy unless this process may use Kafka and can."""
    if not settings.enable_kafka:
        raise Misconfigured("ENABLE_KAFKA is not true: set it, and KAFKA_BOOTSTRAP_SERVERS, where Kafka is to be used.")
    if settings.kafka_bootstrap_servers is None:
        raise Misconfigured("KAFKA_BOOTSTRAP_SERVERS is not set: name the brokers, like kafka-1:9092,kafka-2:9092.")
    try:
        import aiokafka  # noqa: F401
    except ImportError:
        raise Misconfigured("aiokafka is missing: `pip install -r requirements-streams.txt`.") from None


def kafka_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments that every client of aiokafka takes: brokers, encryption and login."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers,
        "security_protocol": settings.kafka_security_protocol,
        "client_id": "cinelibre",
    }
    if settings.kafka_security_protocol.endswith("SSL"):
        options["ssl_context"] = _trusted(settings)
    if settings.kafka_security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password and settings.kafka_sasl_password.get_secret_value(),
        }
    return options


def _trusted(settings: Settings) -> ssl.SSLContext:
    """Return what the brokers' certificates are checked against, with the client's own where there is one."""
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ssl_ca_file)
        if settings.kafka_ssl_cert_file is not None:
            context.load_cert_chain(settings.kafka_ssl_cert_file, settings.kafka_ssl_key_file)
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(f"KAFKA_SSL_CA_FILE, KAFKA_SSL_CERT_FILE or KAFKA_SSL_KEY_FILE: {error}.") from None
    return context
