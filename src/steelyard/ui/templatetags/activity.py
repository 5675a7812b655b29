"""What feeds need in templates."""

from django import template

from steelyard.ui.records import record_url

register = template.Library()
register.filter("record_url", record_url)
