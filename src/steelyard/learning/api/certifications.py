"""Certifications with their releases, and competencies, over the API."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.learning import commands
from steelyard.learning.queries.certificates import (
    get_certification,
    get_competency,
    list_certifications,
    list_competencies,
    list_releases,
)
from steelyard.learning.schemas.certificates import (
    CertificationDefinitionIn,
    CertificationOut,
    CompetencyIn,
    CompetencyOut,
    ReleaseIn,
    ReleaseOut,
)
from steelyard.learning.schemas.courses import Key
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/certifications", response=list[CertificationOut], summary="List certifications")
def list_known_certifications(request: HttpRequest) -> list[CertificationOut]:  # noqa: ARG001 - operations are called alike
    """Return what people can be certified for; a program defines a few dozen."""
    return [CertificationOut.of(one) for one in list_certifications()]


@router.put("/certifications/{key}", response=CertificationOut, summary="Define a certification")
def define_certification(request: HttpRequest, key: Key, body: CertificationDefinitionIn) -> CertificationOut:
    """Define what people can be certified for, or change it. For enablement and program administrators.

    Another validity holds for what is issued from now on, unless `applies_to_issued`.
    """
    said = body.model_dump(exclude={"validity"})
    commands.define_certification(
        actor=asker(request), key=key, validity=body.validity.validity(), now=utc_now(), **said
    )
    return CertificationOut.of(get_certification(key))


@router.get("/certifications/{key}/releases", response=list[ReleaseOut], summary="List releases")
def list_certification_releases(request: HttpRequest, key: Key) -> list[ReleaseOut]:  # noqa: ARG001 - operations are called alike
    """Return the releases of a certification, the newest first."""
    return [ReleaseOut(name=name, released_on=day) for name, day in list_releases(key)]


@router.post("/certifications/{key}/releases", response={201: CertificationOut}, summary="Add a release")
def publish_certification_release(request: HttpRequest, key: Key, body: ReleaseIn) -> Status[CertificationOut]:
    """Add a release. Certificates for releases that are no longer supported lapse on its day."""
    commands.publish_release(actor=asker(request), certification=key, now=utc_now(), **body.model_dump())
    return Status(201, CertificationOut.of(get_certification(key)))


@router.get("/competencies", response=list[CompetencyOut], summary="List competencies")
def list_known_competencies(request: HttpRequest) -> list[CompetencyOut]:  # noqa: ARG001 - operations are called alike
    """Return what partners can be competent in; a program defines a few dozen."""
    return [CompetencyOut.of(one) for one in list_competencies()]


@router.put("/competencies/{key}", response=CompetencyOut, summary="Define a competency")
def define_competency(request: HttpRequest, key: Key, body: CompetencyIn) -> CompetencyOut:
    """Define what partners can be competent in, or change it; they have it, or lose it, at once."""
    commands.define_competency(actor=asker(request), key=key, now=utc_now(), **body.model_dump())
    return CompetencyOut.of(get_competency(key))
