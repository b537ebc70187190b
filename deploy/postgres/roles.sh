#!/bin/sh
# Run once by PostgreSQL's image, as its superuser: who owns the tables, and who serves and may not see past the policies.
set -eu
psql --set ON_ERROR_STOP=1 --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE botwright_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE botwright_app LOGIN PASSWORD :'app_password';
CREATE DATABASE botwright OWNER botwright_owner;
\c botwright
CREATE EXTENSION vector;
SQL
