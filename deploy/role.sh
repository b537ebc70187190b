#!/bin/sh
# Runs one role of the image: role.sh web|worker|beat|engine|migrate. `role.sh healthy` is the health check of web and engine.
set -eu
var=${BOTWRIGHT_VAR:-/var/lib/botwright}
# The image holds one model: the default that it was built with.
model=${DEFAULT_MODEL:-$(ls /opt/models 2>/dev/null || true)}

case "${1:-web}" in
web)
    # Open streams get DRAIN_SECONDS to end; whoever is cut off then goes on at another process.
    exec uvicorn config.asgi:application --host 0.0.0.0 --port "${PORT:-8000}" --no-access-log --no-proxy-headers \
        --ws-per-message-deflate false --lifespan on --timeout-graceful-shutdown "${DRAIN_SECONDS:-25}"
    ;;
worker)
    # One process per container, and one job at a time: a training fills the processors by itself.
    exec celery -A config.celery worker -Q "${QUEUES:-botwright.ingest,botwright.train,botwright.sweep}" \
        --concurrency "${CONCURRENCY:-1}" --loglevel "${LOG_LEVEL:-INFO}" ${WORKER_OPTIONS:-}
    ;;
beat)
    exec celery -A config.celery beat --schedule /tmp/beat --loglevel "${LOG_LEVEL:-INFO}"
    ;;
engine)
    mkdir -p "$var/models" "$var/adapters"
    [ -e "$var/models/$model" ] || ln -s "/opt/models/$model" "$var/models/$model"
    exec python -m serving --model "$var/models/$model" --adapters "$var/adapters" --work "$var/engine" \
        --host 0.0.0.0 --port "${PORT:-8001}"
    ;;
migrate)
    exec python manage.py migrate --no-input
    ;;
healthy)
    exec python -c "import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=4)" "${HEALTH_URL:-http://127.0.0.1:8000/healthz}"
    ;;
*)
    echo "There is no role '$1'. There are: web, worker, beat, engine, migrate." >&2
    exit 2
    ;;
esac
