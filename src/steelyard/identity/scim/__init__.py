"""SCIM 2.0 (RFC 7643, 7644): directories of organizations write their accounts and groups here; `scim2-models` speaks it."""
