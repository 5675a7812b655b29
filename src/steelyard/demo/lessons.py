"""The courses of the demo, what they certify for, and how far the partners' people are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings

from steelyard.demo.ecosystem import DemoPartner, Ecosystem
from steelyard.demo.simulator import PASSED, pack_simulator
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import Refusal
from steelyard.learning import commands as learning
from steelyard.learning.packages.commands import add_package, launch_package, save_progress
from steelyard.learning.paths.commands import define_path
from steelyard.learning.paths.terms import PathDraft
from steelyard.learning.practice.commands import grade_work, hand_in_work
from steelyard.learning.practice.queries import list_work
from steelyard.learning.practice.terms import WorkFilter
from steelyard.learning.queries.courses import get_view
from steelyard.learning.terms import (
    Audience,
    Choice,
    CourseDraft,
    Draw,
    Given,
    Lesson,
    LessonKind,
    Level,
    Module,
    Outline,
    Question,
    QuestionKind,
    Quiz,
    Validity,
)
from steelyard.platform.db import acting_as

AUTHOR = "Helen Brodie"
LEARNERS = 320

_CERTIFICATIONS = (
    ("core-seller", "Core Platform Seller", Level.ASSOCIATE, Validity(months=24, grace_days=30)),
    ("edge-engineer", "Edge Gateway Engineer", Level.PROFESSIONAL, Validity(months=6, grace_days=30)),
    ("architect", "Solution Architect", Level.EXPERT, Validity(months=36, grace_days=60)),
)
_COMPETENCIES = (
    ("core-sales", "Core Platform Sales", Level.ASSOCIATE, ("core-seller",), 2),
    ("edge-delivery", "Edge Delivery", Level.PROFESSIONAL, ("edge-engineer", "architect"), 2),
)

_NOTES = (
    "Two feeds of 16 A, one of them shared with the lift. Line of sight to the mast, 340 m.",
    "One feed, no second one in the building. The keys are with the caretaker, who is there until noon.",
    "Good cooling. Everything else looked fine.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A course of the demo: its lessons as title and text, and the questions of its exam with the right answer first."""

    key: str
    title: str
    summary: str
    lessons: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    package: str = ""
    """How a lesson is called that opens a package, where there is one."""
    task: str = ""
    """What a learner hands in at the end, where something is."""
    level: Level = Level.FOUNDATION
    subjects: tuple[str, ...] = ()
    certification: str = ""
    audience: Audience = Audience()  # noqa: RUF009 - a frozen value


STORIES = (
    Story(
        key="partner-101",
        title="Partner 101",
        summary="How the program works: what you can register, who decides, and what you can expect of us.",
        subjects=("program",),
        lessons=(
            (
                "How we share the work",
                "Whoever finds a customer first and tells us is *protected*. The rules are in the portal.",
            ),
            ("Register a deal", "## What we ask\n\n- the customer\n- the products\n- when they want to decide"),
            (
                "When two partners meet",
                "The earlier registration holds. The other one is told why, and what would change it.",
            ),
        ),
    ),
    Story(
        key="selling-core",
        title="Selling the Core Platform",
        summary="Find companies that consolidate, show what it saves, and answer the three usual doubts.",
        level=Level.ASSOCIATE,
        subjects=("sales", "core"),
        certification="core-seller",
        lessons=(
            ("Who needs it", "Companies with **more than three sites** and contracts that end at different times."),
            ("What it saves", "| years | saved |\n| --- | --- |\n| 1 | 8 % |\n| 3 | 31 % |"),
            ("Doubts", "1. It is too large for us.\n2. We have no people for it.\n3. Moving is a risk."),
        ),
        questions=(
            (
                "Which company is the best prospect?",
                ("One with five sites", "One that opened last month", "A single shop"),
            ),
            ("When does it pay back, mostly?", ("Within fourteen months", "Within a week", "Never")),
            ("What do you show first?", ("What it saves", "The price list", "Our offices")),
        ),
    ),
    Story(
        key="edge-in-the-field",
        title="Edge Gateways in the field",
        summary="Plan, install and hand over gateways at sites without staff.",
        level=Level.PROFESSIONAL,
        subjects=("delivery", "edge"),
        certification="edge-engineer",
        audience=Audience(partner_types=("reseller", "msp", "services", "gsi", "boutique")),
        lessons=(
            ("Before you travel", "Check power, line of sight and who holds the keys."),
            ("Installation", "Mount, ground, connect; then wait for the *second* green light."),
            ("Handing over", "The customer signs what was measured, not what was promised."),
        ),
        package="Try it: the lights of a gateway",
        questions=(
            ("Which light do you wait for?", ("The second green one", "The first red one", "None")),
            ("What does the customer sign?", ("What was measured", "What was promised", "Nothing")),
        ),
    ),
    Story(
        key="architecture",
        title="Reference architectures",
        summary="Two data centers and a witness, and when one of each is enough.",
        level=Level.EXPERT,
        subjects=("delivery", "core"),
        certification="architect",
        audience=Audience(tiers=("gold", "platinum")),
        lessons=(
            ("Two centers and a witness", "The witness decides who goes on when the line between the two is cut."),
            ("Sizing", "Count sessions, not users."),
        ),
        questions=(("Who decides when the line is cut?", ("The witness", "The older center", "Nobody")),),
    ),
    Story(
        key="site-survey",
        title="Survey a site",
        summary="Measure a real site, and have what you found looked at by our engineers.",
        level=Level.ASSOCIATE,
        subjects=("delivery",),
        lessons=(("What we look at", "Power, cooling, line of sight, and who holds the keys."),),
        task="Survey a site of a customer and hand in your notes: measured values, not guesses.",
    ),
    Story(
        key="anti-bribery",
        title="Gifts, invitations and what we do not do",
        summary="What is allowed, what is asked about first, and what ends a partnership.",
        subjects=("compliance",),
        lessons=(("The short version", "If you would not like to read it in a newspaper, ask first."),),
        questions=(
            ("A customer's buyer asks for a holiday. What do you do?", ("Refuse and tell us", "Pay half", "Pay it")),
        ),
    ),
    Story(
        key="channel-managers",
        title="Looking after partners",
        summary="For our own channel managers: the first ninety days of a partner, reviews, and saying no well.",
        subjects=("program",),
        audience=Audience(for_partners=False, for_host=True),
        lessons=(("The first ninety days", "Milestones, not days: first meeting, first registration, first win."),),
    ),
)


def build_courses(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Publish the courses most of a year ago, and let people take them since."""
    author, began = get_actor(ecosystem.people[AUTHOR], None), ends_at - timedelta(days=340)
    with acting_as(author):
        for key, name, level, validity in _CERTIFICATIONS:
            learning.define_certification(
                actor=author, key=key, name=name, summary="", level=level, validity=validity, now=began
            )
        for key, name, level, certifications, people in _COMPETENCIES:
            learning.define_competency(
                actor=author,
                key=key,
                name=name,
                summary="",
                level=level,
                certifications=certifications,
                people=people,
                now=began,
            )
        courses = {story.key: _publish(author, story, began) for story in STORIES}
        for key, path in _paths(courses).items():
            define_path(actor=author, key=key, draft=path, now=began)
    active = [partner for partner in ecosystem.partners if partner.is_active]
    stories = [story for story in STORIES if not story.audience.tiers and story.audience.for_partners]
    seen: set[tuple[UUID, str]] = set()
    for at in sorted(ends_at - timedelta(days=random.uniform(0.2, 330)) for _ in range(LEARNERS)):
        partner = random.choices(active, [one.weight for one in active])[0]
        person, story = random.choice(partner.sellers), random.choice(stories)
        if (person, story.key) not in seen:
            seen.add((person, story.key))
            _learn(random, partner, person, story, courses[story.key], at)
    _grade(random, author, ends_at)
    learning.note_expiries(now=ends_at)


def _paths(courses: dict[str, UUID]) -> dict[str, PathDraft]:
    """Return the paths of the demo: for sellers, and for those who deliver."""
    selling = tuple(courses[key] for key in ("partner-101", "selling-core", "anti-bribery"))
    delivering = tuple(courses[key] for key in ("partner-101", "site-survey", "edge-in-the-field", "architecture"))
    return {
        "selling": PathDraft(
            title="From the first day to the first deal",
            summary="For everybody who sells: the program, the platform, and what we do not do.",
            courses=selling,
            audience=Audience(roles=("seller", "partner_admin")),
            due_days=60,
            assigns_itself=True,
        ),
        "delivering": PathDraft(
            title="From value to architecture",
            summary="For technical people: survey, install, design.",
            courses=delivering,
            audience=Audience(roles=("architect",)),
            due_days=90,
        ),
    }


def _publish(author: Actor, story: Story, now: datetime) -> UUID:
    questions = tuple(_question(n, text, answers) for n, (text, answers) in enumerate(story.questions, 1))
    texts = tuple(
        Lesson(key=f"lesson-{n}", title=title, kind=LessonKind.TEXT, text=text, minutes=8)
        for n, (title, text) in enumerate(story.lessons, 1)
    )
    quiz = Quiz(draws=(Draw(pool="exam"),), pass_mark=60, minutes=20, attempts=3)
    exam = Lesson(key="exam", title="Exam", kind=LessonKind.QUIZ, minutes=20, quiz=quiz)
    modules = [Module(key="lessons", title="Lessons", lessons=texts)]
    if story.package and settings.PACKAGES_URL:
        stored = add_package(actor=author, uploaded=pack_simulator(), now=now)
        trial = Lesson(key="trial", title=story.package, kind=LessonKind.PACKAGE, file_id=stored.id, minutes=10)
        modules.append(Module(key="trial", title="Try it", lessons=(trial,)))
    if questions:
        modules.append(Module(key="check", title="Show what you know", lessons=(exam,)))
    if story.task:
        work = Lesson(key="work", title=story.title, kind=LessonKind.PRACTICE, text=story.task, minutes=90)
        modules.append(Module(key="practice", title="Show what you can do", lessons=(work,)))
    draft = CourseDraft(
        title=story.title,
        summary=story.summary,
        level=story.level,
        subjects=story.subjects,
        certification=story.certification,
        outline=Outline(modules=tuple(modules)),
    )
    course = learning.create_course(actor=author, key=story.key, draft=draft, audience=story.audience, now=now)
    revision = get_view(author, course, draft=True).revision
    learning.write_draft(actor=author, course_id=course, draft=draft, questions=questions, revision=revision, now=now)
    learning.publish_course(actor=author, course_id=course, now=now)
    return course


def _question(number: int, text: str, answers: tuple[str, ...]) -> Question:
    choices = tuple(Choice(key=f"a{n}", text=answer, is_right=n == 1) for n, answer in enumerate(answers, 1))
    return Question(key=f"q{number}", kind=QuestionKind.SINGLE, text=text, pool="exam", choices=choices)


def _learn(random: Random, partner: DemoPartner, person: UUID, story: Story, course: UUID, at: datetime) -> None:
    """Let somebody of a partner take a course, as far as they come."""
    actor = get_actor(person, partner.id)
    with acting_as(actor):
        try:
            (enrollment,) = learning.enroll_people(
                actor=actor, course_id=course, person_ids=[person], partner_id=partner.id, now=at
            )
        except Refusal:  # not for partners of that type
            return
        far = random.randint(0, len(story.lessons)) if random.random() < 0.3 else len(story.lessons)
        for n in range(1, far + 1):
            learning.complete_lesson(actor=actor, enrollment_id=enrollment, lesson=f"lesson-{n}", now=at)
        if far < len(story.lessons):
            return
        if story.package and settings.PACKAGES_URL:
            opened = launch_package(actor=actor, enrollment_id=enrollment, lesson="trial", unit="unit-1", now=at)
            save_progress(launch_id=opened, sequence=1, cmi=PASSED, now=at + timedelta(minutes=4))
        if story.task:
            text = random.choice(_NOTES)
            hand_in_work(actor=actor, enrollment_id=enrollment, lesson="work", text=text, now=at)
        if not story.questions:
            return
        attempt = learning.start_attempt(actor=actor, enrollment_id=enrollment, lesson="exam", now=at)
        knows = random.random() < 0.8
        given = {f"q{n}": Given(chosen=("a1" if knows else "a2",)) for n in range(1, len(story.questions) + 1)}
        learning.hand_in_attempt(
            actor=actor, attempt_id=attempt, given=given, now=at + timedelta(minutes=random.randint(3, 15))
        )


def _grade(random: Random, author: Actor, ends_at: datetime) -> None:
    """Let the author look at what was handed in until a week ago."""
    with acting_as(author):
        for card in list_work(author, WorkFilter(), PageRequest(size=100)).items:
            at = card.handed_in_at + timedelta(days=random.uniform(0.5, 7))
            if at < ends_at:
                is_good = card.text != _NOTES[-1]
                feedback = "Well measured." if is_good else "Write down what you measured, with units."
                grade_work(actor=author, work_id=card.id, is_accepted=is_good, feedback=feedback, now=at)
