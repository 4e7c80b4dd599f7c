"""How the relay logs in to its brokers, and whether it encrypts: from environment variables, in the terms of Kafka's clients."""

from collections.abc import Mapping
from typing import Any

SETTINGS = {
    "SIJILL_KAFKA_PROTOCOL": "security_protocol",
    "SIJILL_KAFKA_CA": "ssl_cafile",
    "SIJILL_KAFKA_CERTIFICATE": "ssl_certfile",
    "SIJILL_KAFKA_KEY": "ssl_keyfile",
    "SIJILL_KAFKA_KEY_PASSWORD": "ssl_password",
    "SIJILL_KAFKA_MECHANISM": "sasl_mechanism",
    "SIJILL_KAFKA_USER": "sasl_plain_username",
    "SIJILL_KAFKA_PASSWORD": "sasl_plain_password",
}
"""Environment variables, and the options of the client library."""

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")


class BadKafkaSettings(ValueError):
    """The settings of the brokers contradict each other; the message says how."""


def kafka_security(environment: Mapping[str, str]) -> dict[str, Any]:
    """The options of a client. Raises BadKafkaSettings."""
    options = {option: environment[name] for name, option in SETTINGS.items() if environment.get(name)}
    protocol = options.setdefault("security_protocol", "PLAINTEXT")
    if protocol not in PROTOCOLS:
        raise BadKafkaSettings(f"SIJILL_KAFKA_PROTOCOL is {protocol}: it must be one of {', '.join(PROTOCOLS)}.")
    if "SSL" not in protocol and any(option.startswith("ssl_") for option in options):
        raise BadKafkaSettings("Certificates are given, but SIJILL_KAFKA_PROTOCOL is neither SSL nor SASL_SSL.")
    if protocol.startswith("SASL") != ("sasl_mechanism" in options):
        raise BadKafkaSettings("SIJILL_KAFKA_MECHANISM belongs to SASL_PLAINTEXT and SASL_SSL, and these need it.")
    return options
