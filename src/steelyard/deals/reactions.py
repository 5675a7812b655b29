"""What registrations do after an event."""
