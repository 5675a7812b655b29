"""Uploaded packages: SCORM and cmi5 courses as lessons, run at an address of their own, and what they report."""
