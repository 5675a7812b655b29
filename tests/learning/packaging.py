"""Archives of packages for tests: small SCOs and a cmi5 course, whole or broken."""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.kernel.actors import SYSTEM
from steelyard.learning.packages.commands import add_package
from steelyard.learning.terms import Lesson, LessonKind

SCORM_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="weigh" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>Weighing with care</title>
      <item identifier="one" identifierref="sco">
        <title>The first scale</title>
        <adlcp:masteryscore>80</adlcp:masteryscore>
        <adlcp:datafromlms>mode=careful</adlcp:datafromlms>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" adlcp:scormtype="sco" href="pages/start.html"/>
  </resources>
</manifest>"""

SCORM_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="weigh" xml:base="pages/" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>Weighing with care</title>
      <item identifier="one" identifierref="sco" parameters="?step=1">
        <title>The first scale</title>
        <imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">
          <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
        </imsss:primaryObjective></imsss:objectives></imsss:sequencing>
      </item>
      <item identifier="two" identifierref="asset"><title>A picture</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" adlcp:scormType="sco" href="start.html"/>
    <resource identifier="asset" type="webcontent" adlcp:scormType="asset" href="scale.svg"/>
  </resources>
</manifest>"""

CMI5 = """<?xml version="1.0" encoding="utf-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="https://example.com/weighing">
    <title><langstring lang="en">Weighing with care</langstring></title>
    <description><langstring lang="en">With care</langstring></description>
  </course>
  <au id="https://example.com/weighing/first" moveOn="CompletedAndPassed" masteryScore="0.8">
    <title><langstring lang="en">The first scale</langstring></title>
    <description><langstring lang="en">With care</langstring></description>
    <url>pages/start.html?step=1</url>
    <launchParameters>careful</launchParameters>
  </au>
</courseStructure>"""

PAGES = {"pages/start.html": "<!doctype html><title>Weigh</title><p>Weigh", "pages/scale.svg": "<svg/>"}


def packed(files: Mapping[str, str | bytes], *, name: str = "weighing.zip") -> SimpleUploadedFile:
    """Return an archive of these files, as it is uploaded."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in files.items():
            archive.writestr(member, text)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/zip")


def scorm(manifest: str = SCORM_12, **pages: str | bytes) -> SimpleUploadedFile:
    """Return a SCORM package; `start` replaces its page."""
    files = {"imsmanifest.xml": manifest, **PAGES}
    return packed({**files, **{f"pages/{name}.html": text for name, text in pages.items()}})


def cmi5(start: str | bytes = PAGES["pages/start.html"]) -> SimpleUploadedFile:
    """Return a cmi5 package."""
    return packed({"cmi5.xml": CMI5, "pages/start.html": start})


def package_lesson(now: datetime, uploaded: SimpleUploadedFile | None = None) -> Lesson:
    """Upload a package, and return a lesson that opens it."""
    file_id: UUID = add_package(actor=SYSTEM, uploaded=uploaded or scorm(), now=now).id
    return Lesson(key="scales", title="Scales", kind=LessonKind.PACKAGE, minutes=20, file_id=file_id)
