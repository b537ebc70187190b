"""`manage.py doctor`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.doctor import Finding, Level, examine

MARKS = {Level.FINE: "✓", Level.NOTE: "·", Level.MISSING: "✗"}


class Command(BaseCommand):
    help = "Says what is installed, reachable and missing, and what to do about it."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(self._line(finding))
        missing = sum(finding.level is Level.MISSING for finding in findings)
        if missing:
            raise CommandError(f"{missing} of {len(findings)} things are missing: see the lines with ✗.")
        self.stdout.write(self.style.SUCCESS("Nothing is missing."))

    def _line(self, finding: Finding) -> str:
        styles = {Level.FINE: self.style.SUCCESS, Level.NOTE: self.style.WARNING, Level.MISSING: self.style.ERROR}
        head = styles[finding.level](f"{MARKS[finding.level]} {finding.what}")
        advice = f"\n    → {finding.advice}" if finding.advice else ""
        return f"{head}: {finding.found}{advice}"
