"""Real SCOs and a real client of cmi5 in a real browser: they reach their learner's record, and nothing else."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import FrameLocator, Page

from steelyard.kernel.ids import public_id
from steelyard.learning.models import Enrollment, PackageRun, PackageStatement
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests import browser as browsers
from tests.learning.making import enroll, make_course
from tests.learning.packaging import CMI5, SCORM_12, SCORM_2004, package_lesson, packed
from tests.partners.making import Ecosystem, make_ecosystem

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey

FRAMES = '<!doctype html><html lang="en"><title>Weigh</title><iframe title="Scale" src="inner.html"></iframe>'
"""A package that lives in frames, as most authoring tools make them: its script looks for the API in the pages around it."""

FIND = """
function find(win) { while (!win[NAME] && win.parent !== win) win = win.parent; return win[NAME] }
const api = find(window.parent), said = document.getElementById('said')
"""

OUTSIDE = """
async function reach() {
  const found = []
  const note = (name, value) => found.push(`${name}: ${value}`)
  await fetch('PORTAL/api/v1/courses').then(() => note('portal', 'reached'), () => note('portal', 'blocked'))
  await new Promise(done => Object.assign(new Image(), {
    onload: () => done(note('image', 'reached')), onerror: () => done(note('image', 'blocked')), src: 'PORTAL/static/x.png' }))
  try { top.document.title; note('page', 'reached') } catch { note('page', 'blocked') }
  try { top.location = 'PORTAL/account/'; note('move', 'allowed') } catch { note('move', 'blocked') }
  note('window', window.open('PORTAL/') ? 'reached' : 'blocked')
  note('cookie', document.cookie || 'none')
  return found.join(', ')
}
"""
BLOCKED = "portal: blocked, image: blocked, page: blocked, move: blocked, window: blocked, cookie: none"

SCO_12 = """<!doctype html><html lang="en"><title>Scale</title><p id="said"></p><button>Finish</button><script>
const NAME = 'API'; FIND OUTSIDE
api.LMSInitialize('')
const before = api.LMSGetValue('cmi.suspend_data')
reach().then(found => {
  said.textContent = `${api.LMSGetValue('cmi.core.student_name')}, ${before || 'nothing'}, ${found}`
  api.LMSSetValue('cmi.suspend_data', 'page 2'); api.LMSSetValue('cmi.core.exit', 'suspend'); api.LMSCommit('')
})
document.querySelector('button').onclick = () => {
  api.LMSSetValue('cmi.core.score.raw', '90'); api.LMSSetValue('cmi.core.lesson_status', 'passed')
  api.LMSSetValue('cmi.core.session_time', '0000:01:30'); api.LMSFinish('')
}
</script>"""

SCO_2004 = """<!doctype html><html lang="en"><title>Scale</title><p id="said"></p><button>Finish</button><script>
const NAME = 'API_1484_11'; FIND
api.Initialize('')
said.textContent = `${api.GetValue('cmi.learner_name')}, ${api.GetValue('cmi.location') || 'nothing'}, ` +
  `${api.GetValue('cmi.scaled_passing_score')}, ${api.SetValue('cmi.no_such', '1')} ${api.GetLastError()}`
api.SetValue('cmi.location', 'page 2'); api.SetValue('cmi.exit', 'suspend'); api.Commit('')
document.querySelector('button').onclick = () => {
  api.SetValue('cmi.score.scaled', '0.9'); api.SetValue('cmi.completion_status', 'completed')
  api.SetValue('cmi.success_status', 'passed'); api.SetValue('cmi.session_time', 'PT1M30S'); api.Terminate('')
}
</script>"""

UNIT = """<!doctype html><html lang="en"><title>Scale</title><p id="said"></p><button>Finish</button>
<script src="Cmi5.js"></script><script>
const unit = new (Cmi5.default || Cmi5)()
unit.initialize().then(() => { said.textContent = `begun, ${unit.getLaunchData().launchParameters}` },
  error => { said.textContent = `${error}` })
document.querySelector('button').onclick = async () => {
  await unit.complete(); await unit.pass({ scaled: 0.9 }); await unit.terminate(); said.textContent = 'ended'
}
</script>"""


@pytest.fixture
def portal(address: str, settings) -> str:
    """The portal's address, with packages at another host of the same machine."""
    settings.BASE_URL = address
    settings.PACKAGES_URL = address.replace("127.0.0.1", "packages.localhost")
    return address


def frame_of(page: Page, *, depth: int) -> FrameLocator:
    """Return what the package shows: within its stage, within its own frames."""
    frame = page.frame_locator("iframe.package-frame")
    for _ in range(depth):
        frame = frame.frame_locator("iframe")
    return frame


def open_lesson(page: Page, enrollment: UUID) -> None:
    page.goto(f"/learning/enrollments/{public_id(Enrollment.PREFIX, enrollment)}/lessons/scales/")
    page.keyboard.press("b")
    page.wait_for_url("**/learning/launches/*/")


def test_packages_report_and_reach_nothing_else(portal: str, sign_in: SignIn) -> None:
    client = (browsers.ROOT / "frontend/node_modules/@xapi/cmi5/dist/Cmi5.umd.js").read_text()
    with as_system():
        ecosystem: Ecosystem = make_ecosystem(utc_now())
        said = SCO_12.replace("FIND", FIND).replace("OUTSIDE", OUTSIDE).replace("PORTAL", portal)
        first = {"imsmanifest.xml": SCORM_12, "pages/start.html": FRAMES, "pages/inner.html": said}
        one_unit = SCORM_2004.replace(
            '<item identifier="two" identifierref="asset"><title>A picture</title></item>', ""
        )
        said = SCO_2004.replace("FIND", FIND)
        second = {"imsmanifest.xml": one_unit, "pages/start.html": FRAMES, "pages/inner.html": said}
        third = {"cmi5.xml": CMI5, "pages/start.html": UNIT, "pages/Cmi5.js": client}
        courses = [
            make_course(utc_now(), f"scales-{number}", lessons=(package_lesson(utc_now(), packed(files)),))
            for number, files in enumerate((first, second, third))
        ]
    seller = ecosystem.acme_seller
    with acting_as(seller):
        enrollments = [enroll(utc_now(), seller, course) for course in courses]
    page = sign_in(seller)

    open_lesson(page, enrollments[0])
    sco = frame_of(page, depth=2)
    sco.get_by_text(f"{seller.name}, nothing, {BLOCKED}").wait_for()
    page.get_by_role("link", name="Back to the lesson").click()
    page.wait_for_url("**/lessons/scales/")
    page.keyboard.press("b")
    sco.get_by_text(f"{seller.name}, page 2, ").wait_for()
    browsers.screenshot(page, "learning-package-1440-light-en", full=False)
    assert not browsers.axe(page)
    sco.get_by_role("button", name="Finish").click()
    page.get_by_text("Done", exact=True).wait_for()

    open_lesson(page, enrollments[1])
    sco.get_by_text(f"{seller.name}, nothing, 0.8, false 401").wait_for()
    page.reload()
    sco.get_by_text(f"{seller.name}, page 2").wait_for()
    sco.get_by_role("button", name="Finish").click()
    page.get_by_text("Done", exact=True).wait_for()

    open_lesson(page, enrollments[2])
    unit = frame_of(page, depth=1)
    unit.get_by_text("begun, careful").wait_for()
    unit.get_by_role("button", name="Finish").click()
    unit.get_by_text("ended").wait_for()
    browsers.close(page)

    with as_system():
        assert Enrollment.objects.filter(completed_at__isnull=False).count() == len(courses)
        scores = {run.enrollment_id: (run.is_passed, run.score, run.seconds) for run in PackageRun.objects.all()}
        assert [scores[one][:2] for one in enrollments] == [(True, 90)] * 3
        assert [scores[one][2] for one in enrollments[:2]] == [90, 90]
        words = [one.rpartition("/")[2] for one in PackageStatement.objects.values_list("verb", flat=True)]
        assert sorted(words) == ["completed", "initialized", "launched", "passed", "satisfied", "terminated"]
