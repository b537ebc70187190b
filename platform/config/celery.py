"""Celery's workers: `celery -A config.celery worker -Q botwright.ingest,botwright.train`, and one `beat` for the sweep.

The rows of `tenants.jobs` say what is to be done; a task claims the next one of its lane and does it.
"""

import os
from importlib import import_module

import django
from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
# Behind the setup, because they need the apps.
rls, carrier, broker, runner = map(
    import_module, ["tenants.rls", "tenants.jobs.carrier", "tenants.jobs.broker", "tenants.jobs.runner"]
)

app = Celery("botwright", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    task_ignore_result=True,
    task_default_queue=broker.queue_of("sweep"),
    # A worker that is busy for hours reserves no message that another could have, and one that dies takes none along.
    # A message that comes again finds nothing to claim.
    worker_prefetch_multiplier=1,
    task_acks_late=True,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": settings.CELERY_VISIBILITY_SECONDS},
    beat_schedule={
        "sweep": {
            "task": broker.SWEEP,
            "schedule": carrier.SWEEP_SECONDS,
            "options": {"expires": carrier.SWEEP_SECONDS},
        }
    },
)


def _refuse_bypass(**_: object) -> None:
    try:
        rls.refuse_bypass()
    except ImproperlyConfigured as error:
        # Celery logs other exceptions of a receiver, and goes on.
        raise SystemExit(str(error)) from error


def run(lane: str) -> bool:
    """Does the next job of `lane` that is due; False when there was none."""
    done: bool = runner.Runner().step(lane)
    return done


def sweep() -> int:
    """Tells of jobs that nobody took."""
    told: int = carrier.sweep()
    return told


worker_init.connect(_refuse_bypass)
app.task(name=broker.RUN)(run)
app.task(name=broker.SWEEP)(sweep)
