#!/bin/sh
# What the public image does with the variables MARIADB_* (or MYSQL_*): at the first start, an empty server
# gets a root who may come from anywhere, a database, and a user for it.
set -eu

case ${1:--} in -*) set -- "$DEFAULT_SERVER" "$@" ;; esac
case $1 in mariadbd | mysqld) ;; *) exec "$@" ;; esac
if [ "${2:-}" = --version ]; then exec "$@"; fi
shift

root_password=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}
empty_allowed=${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-${MYSQL_ALLOW_EMPTY_PASSWORD:-}}
database=${MARIADB_DATABASE:-${MYSQL_DATABASE:-}}
user=${MARIADB_USER:-${MYSQL_USER:-}}
password=${MARIADB_PASSWORD:-${MYSQL_PASSWORD:-}}

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

if [ ! -e /var/lib/mysql/mysql ]; then
	if [ -z "$root_password$empty_allowed" ]; then
		echo "MARIADB_ROOT_PASSWORD or MARIADB_ALLOW_EMPTY_ROOT_PASSWORD is needed" >&2
		exit 1
	fi
	install -d -o mysql -g mysql -m 750 /var/lib/mysql
	mariadb-install-db --user=mysql --auth-root-authentication-method=normal --skip-test-db \
		--skip-name-resolve --cross-bootstrap "$@"
	{
		echo "ALTER USER root@localhost IDENTIFIED BY '$root_password';"
		echo "CREATE USER root@'%' IDENTIFIED BY '$root_password';"
		echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
		if [ -n "$database" ]; then echo "CREATE DATABASE \`$database\`;"; fi
		if [ -n "$user" ]; then
			echo "CREATE USER '$user'@'%' IDENTIFIED BY '$password';"
			if [ -n "$database" ]; then
				echo "GRANT ALL ON \`$(echo "$database" | sed 's/_/\\_/g')\`.* TO '$user'@'%';"
			fi
		fi
	} > /tmp/init.sql
	# Run before the first connection is accepted.
	set -- --init-file=/tmp/init.sql "$@"
fi

exec mariadbd "$@"
