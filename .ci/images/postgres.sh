#!/bin/sh
# What the public image does with POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB: at the first start,
# a server without a network creates the database; the server proper follows it.
set -eu

case ${1:--} in -*) set -- "$DEFAULT_SERVER" "$@" ;; esac
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
export PGDATA=/var/lib/postgresql/data
if [ "$1" != postgres ] || [ "${2:-}" = --version ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"; fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [ ! -e "$PGDATA/PG_VERSION" ]; then
	echo "${POSTGRES_PASSWORD:?}" > /tmp/password
	initdb --no-sync --username="$user" --pwfile=/tmp/password --encoding=UTF8 --locale=C.UTF-8 \
		--auth-local=trust --auth-host=scram-sha-256
	rm /tmp/password
	echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
	echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"

	"$@" -c listen_addresses= &
	until pg_isready --quiet --username="$user" --dbname=postgres; do
		kill -0 $!
		sleep 0.1
	done
	if [ "$database" != postgres ]; then createdb --username="$user" --maintenance-db=postgres "$database"; fi
	pg_ctl -w -m fast stop
	wait
fi

exec "$@"
