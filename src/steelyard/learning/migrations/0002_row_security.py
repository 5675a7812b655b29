"""Who sees what of learning: partners what is published and what their own people do; nobody but the host a solution."""

from django.db import migrations

from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows

OWN_PERSON = "person_id = (select steelyard_person_id())"
OWN_PARTNER = "partner_id = (select steelyard_partner_id())"
OF_ENROLLMENT = "exists (select 1 from learning_enrollment e where e.id = enrollment_id)"
OF_OWN_ENROLLMENT = (
    "exists (select 1 from learning_enrollment e"
    " where e.id = enrollment_id and e.partner_id = (select steelyard_partner_id()))"
)
OPEN_COURSE = (
    "for_partners and published_id is not null"
    " or id in (select e.course_id from learning_enrollment e where e.person_id = (select steelyard_person_id()))"
)
PUBLISHED = "published_at is not null and exists (select 1 from learning_course c where c.id = course_id)"
HELD = (
    "id in (select h.certificate_id from learning_holding h"
    " where h.partner_id = (select steelyard_partner_id()) and h.until is null)"
)


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial"), ("platform", "0008_changes")]

    operations = [
        protect_rows("learning_course", using=OPEN_COURSE, check="false"),
        protect_rows("learning_courseversion", using=PUBLISHED, check="false"),
        protect_rows("learning_questionbank", using="false", check="false"),
        protect_rows("learning_enrollment", using=f"{OWN_PERSON} or {OWN_PARTNER}"),
        protect_rows("learning_lessondone", using=OF_ENROLLMENT, check=OF_OWN_ENROLLMENT),
        protect_rows("learning_attempt", using=OF_ENROLLMENT, check=OF_OWN_ENROLLMENT),
        protect_rows("learning_certification", using="true", check="false"),
        protect_rows("learning_release", using="true", check="false"),
        protect_rows("learning_certificate", using=f"{OWN_PERSON} or {HELD}", check="false"),
        protect_rows("learning_holding", using=OWN_PARTNER, check="false"),
        protect_rows("learning_competency", using="true", check="false"),
        protect_rows("learning_competencygrant", using=OWN_PARTNER, check="false"),
        *(track_changes(f"learning_{table}") for table in ("course", "enrollment", "certificate")),
    ]
