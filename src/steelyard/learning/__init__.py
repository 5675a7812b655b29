"""Learning: what people can learn, how far each is, and what they and their partners are certified for.

Owns: courses with their published versions and questions, enrollments, attempts at quizzes, live sessions and who comes to them,
certificates of people, competencies of partners. Publishes: every step of a learner, certificates and competencies granted and
lost. Reacts to: people who join or leave.
"""
