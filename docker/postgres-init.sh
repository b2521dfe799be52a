#!/bin/sh
# Makes the two roles and the database: the image of PostgreSQL runs this once, on an empty volume.
#
# The owner migrates; the application acts as call_quality_app, which row-level security binds. The passwords are read by
# psql itself, so that they stand in no command line.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set owner_password `cat "$OWNER_PASSWORD_FILE"`
\set app_password `cat "$APP_PASSWORD_FILE"`
-- Statements may be logged, and these hold passwords.
set log_statement = 'none';
set log_min_duration_statement = -1;
create role call_quality_owner login nosuperuser nocreatedb nocreaterole nobypassrls password :'owner_password';
create role call_quality_app login nosuperuser nocreatedb nocreaterole nobypassrls password :'app_password';
grant call_quality_app to call_quality_owner;
create database call_quality owner call_quality_owner;
revoke all on database call_quality from public;
grant connect on database call_quality to call_quality_app;
SQL
