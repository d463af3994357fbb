#!/bin/sh
# What the public images of Redis and Valkey do: serve everybody who can reach the container.
set -eu

case ${1:--} in -* | *.conf) set -- "$DEFAULT_SERVER" "$@" ;; esac
case $1 in redis-server | valkey-server) ;; *) exec "$@" ;; esac
user=${1%-server}
if [ "$(id -u)" = 0 ]; then
	install -d -o "$user" -g "$user" /data
	exec setpriv --reuid="$user" --regid="$user" --init-groups "$0" "$@"
fi
cd /data

server=$1
shift
# The first argument may be a configuration file; what comes later has precedence.
case ${1:-} in
	--version) exec "$server" --version ;;
	'' | -*) exec "$server" --protected-mode no "$@" ;;
	*) file=$1; shift; exec "$server" "$file" --protected-mode no "$@" ;;
esac
