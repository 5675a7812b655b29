"""OAuth clients."""

from steelyard.identity.schemas.keys import ApiKeyIn, ApiKeyOut


class OAuthClientIn(ApiKeyIn):
    """What an OAuth client is for, what its tokens may do and how long it gets them."""


class OAuthClientOut(ApiKeyOut):
    """An OAuth client without its secret; `id` is its `client_id`, `last_used_at` when it was last given a token."""


class OAuthClientCreatedOut(OAuthClientOut):
    """A new client with its secret, which is never shown again."""

    client_secret: str
