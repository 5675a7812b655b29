"""People, access and personal data as programs read and write them, by subject; outside ids in and out."""
