"""Apache Kafka without Docker: fetched from Maven by version and hash, run as one KRaft broker on loopback."""
