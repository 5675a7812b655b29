"""Live sessions: webinars and classrooms with seats and a waiting list, calendar files, attendance and recordings."""
