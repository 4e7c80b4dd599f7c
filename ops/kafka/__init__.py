"""Apache Kafka without Docker: Maven fetches it by version and hash, and it runs as one KRaft broker on loopback."""
