"""How the relay logs in to its brokers."""

import pytest

from consumers.kafka_security import BadKafkaSettings, kafka_security


def test_without_settings_nothing_is_encrypted() -> None:
    assert kafka_security({}) == {"security_protocol": "PLAINTEXT"}


def test_settings_are_the_client_s_options() -> None:
    environment = {
        "SIJILL_KAFKA_PROTOCOL": "SASL_SSL", "SIJILL_KAFKA_CA": "/etc/ca.pem", "SIJILL_KAFKA_MECHANISM": "SCRAM-SHA-512",
        "SIJILL_KAFKA_USER": "relay", "SIJILL_KAFKA_PASSWORD": "secret",
    }  # fmt: skip
    assert kafka_security(environment) == {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": "/etc/ca.pem",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "relay",
        "sasl_plain_password": "secret",
    }


@pytest.mark.parametrize(
    "environment",
    [
        {"SIJILL_KAFKA_PROTOCOL": "TLS"},
        {"SIJILL_KAFKA_CA": "/etc/ca.pem"},
        {"SIJILL_KAFKA_PROTOCOL": "SASL_SSL"},
        {"SIJILL_KAFKA_PROTOCOL": "SSL", "SIJILL_KAFKA_MECHANISM": "PLAIN"},
    ],
)
def test_settings_that_contradict_each_other_are_refused(environment: dict[str, str]) -> None:
    """Else a password or the log would be sent without encryption by mistake."""
    with pytest.raises(BadKafkaSettings):
        kafka_security(environment)
