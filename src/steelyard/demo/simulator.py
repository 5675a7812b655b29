"""A small package for the demo's courses: the lights of a gateway, as SCORM 2004."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

PASSED = {
    "completion_status": "completed",
    "success_status": "passed",
    "score": {"scaled": "1"},
    "session_time": "PT4M",
}
"""What the package reports of somebody who waited for the right light."""

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="gateway-lights" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="lights"><organization identifier="lights">
    <title>The lights of a gateway</title>
    <item identifier="start" identifierref="page"><title>Start a gateway</title></item>
  </organization></organizations>
  <resources><resource identifier="page" type="webcontent" adlcp:scormType="sco" href="index.html"/></resources>
</manifest>"""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Start a gateway</title>
<style>
  body { margin: 0; padding: 2rem; font: 1rem/1.5 system-ui, sans-serif; color: #1c2430; background: #f6f7f9; }
  main { max-width: 34rem; margin: auto; }
  .lights { display: flex; gap: 1rem; margin: 1.5rem 0; }
  .lights i { width: 2.5rem; height: 2.5rem; border-radius: 50%; border: 2px solid #5b6675; }
  .lights i.on { background: #2f9e5b; }
  button { padding: .6rem 1rem; font: inherit; border: 0; border-radius: .4rem; color: #fff; background: #1f5fbf; }
</style>
<main>
  <h1>Start a gateway</h1>
  <p>The gateway has power. Go on when it is ready: not before, and not long after.</p>
  <div class="lights" role="img" aria-label="Two lights"><i></i><i></i></div>
  <button>It is ready</button>
  <p id="said" role="status"></p>
</main>
<script>
  const find = win => { while (!win.API_1484_11 && win.parent !== win) win = win.parent; return win.API_1484_11 }
  const api = find(window.parent), lights = document.querySelectorAll('.lights i'), said = document.getElementById('said')
  api.Initialize('')
  lights.forEach((light, n) => setTimeout(() => light.classList.add('on'), 3000 * (n + 1)))
  document.querySelector('button').onclick = () => {
    const isRight = lights[1].classList.contains('on')
    said.textContent = isRight ? 'Right: both lights are on.' : 'Too early. Wait for the second light.'
    api.SetValue('cmi.score.scaled', isRight ? '1' : '0')
    api.SetValue('cmi.success_status', isRight ? 'passed' : 'failed')
    api.SetValue('cmi.completion_status', 'completed')
    api.Commit('')
  }
</script>
</html>"""


def pack_simulator() -> "SimpleUploadedFile":
    """Return the package as it would be uploaded."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", _MANIFEST)
        archive.writestr("index.html", _PAGE)
    return SimpleUploadedFile("gateway-lights.zip", content.getvalue(), content_type="application/zip")
