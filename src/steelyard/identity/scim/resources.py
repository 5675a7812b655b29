"""Users and Groups as Steelyard takes them: the part of RFC 7643 that it uses, so that nothing else is kept of anybody."""

from functools import cache
from typing import Annotated, Any

from django.conf import settings
from pydantic import Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Filter,
    GroupMembership,
    Meta,
    Mutability,
    Name,
    Pagination,
    Patch,
    PhoneNumber,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import Email as StandardEmail

from steelyard.identity.terms import SCIM_PATH

PAGE_SIZE, MAX_PAGE_SIZE = 100, 200


class Email(StandardEmail):
    """A mail address; one that is none gives no access and need not be refused."""

    value: str | None = None


class User(Resource[Any]):
    """Somebody whom an organization's directory knows."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    preferred_language: str | None = None
    timezone: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None
    phone_numbers: list[PhoneNumber] | None = None
    groups: Annotated[list[GroupMembership] | None, Mutability.read_only] = None


class Member(ComplexAttribute):
    """An account in a group; groups within groups are not taken."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A group of an organization's directory; the connection says which roles its members get."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""Directories send more than we keep, and one widely used writes its removals its own way."""


@cache
def provider() -> ScimProvider:
    """Return what Steelyard offers over SCIM, as its addresses for discovery say it."""
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MAX_PAGE_SIZE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        pagination=Pagination(
            cursor=True,
            index=True,
            default_pagination_method="index",
            default_page_size=PAGE_SIZE,
            max_page_size=MAX_PAGE_SIZE,
        ),
        authentication_schemes=[
            AuthenticationScheme(
                type="oauthbearertoken",
                name="Bearer token",
                description="A token that is made on the page of the connection.",
                primary=True,
            )
        ],
        meta=Meta(resource_type="ServiceProviderConfig", location=location_of("ServiceProviderConfig")),
    )
    return ScimProvider(models=[User, Group], config=config, policy=POLICY)


def list_resource_types() -> list[ResourceType]:
    """Return the types of resources, with where each is described."""
    types = [kind.model_copy() for kind in provider().resource_types]
    for kind in types:
        kind.meta = Meta(resource_type="ResourceType", location=location_of("ResourceTypes", str(kind.id)))
    return types


def list_schemas() -> list[Schema]:
    """Return the schemas of the resources and of the descriptions themselves, with where each is."""
    schemas = [model.to_schema() for model in (User, Group, ServiceProviderConfig, ResourceType, Schema)]
    for schema in schemas:
        schema.meta = Meta(resource_type="Schema", location=location_of("Schemas", str(schema.id)))
    return schemas


def location_of(*parts: str) -> str:
    """Return the whole address of something under the address of SCIM."""
    return "/".join((f"{settings.BASE_URL}{SCIM_PATH}", *parts))
