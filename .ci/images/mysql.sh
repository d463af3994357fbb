#!/bin/sh
# What the public image does with the variables MYSQL_*: at the first start, an empty server gets a root
# who may come from anywhere, a database, and a user for it.
set -eu

case ${1:--} in -*) set -- "$DEFAULT_SERVER" "$@" ;; esac
if [ "$1" != mysqld ] || [ "${2:-}" = --version ]; then exec "$@"; fi
shift

rm -f /etc/mysql/my.cnf
cat > /etc/mysql/my.cnf <<-'EOF'
	[mysqld]
	user = mysql
	datadir = /var/lib/mysql
	socket = /run/mysqld/mysqld.sock
	bind-address = *
	host-cache-size = 0
	skip-name-resolve
	!includedir /etc/mysql/conf.d/
EOF
install -d -o mysql -g mysql /run/mysqld

if [ ! -e /var/lib/mysql/mysql.ibd ]; then
	if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
		echo "MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD is needed" >&2
		exit 1
	fi
	install -d -o mysql -g mysql -m 750 /var/lib/mysql
	mysqld --initialize-insecure "$@"
	{
		echo "ALTER USER root@localhost IDENTIFIED BY '${MYSQL_ROOT_PASSWORD:-}';"
		echo "CREATE USER root@'%' IDENTIFIED BY '${MYSQL_ROOT_PASSWORD:-}';"
		echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
		if [ -n "${MYSQL_DATABASE:-}" ]; then echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"; fi
		if [ -n "${MYSQL_USER:-}" ]; then
			echo "CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '${MYSQL_PASSWORD:-}';"
			if [ -n "${MYSQL_DATABASE:-}" ]; then
				echo "GRANT ALL ON \`$(echo "$MYSQL_DATABASE" | sed 's/_/\\_/g')\`.* TO '$MYSQL_USER'@'%';"
			fi
		fi
	} > /tmp/init.sql
	# Run before the first connection is accepted.
	set -- --init-file=/tmp/init.sql "$@"
fi

exec mysqld "$@"
