"""Forms of deal registration, by subject: what people type, before a command judges it."""
