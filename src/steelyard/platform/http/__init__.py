"""HTTP for pages and programs: the request's transaction, problems, idempotency, the API's frame."""
