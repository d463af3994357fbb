# shellcheck shell=bash
# What .ci/run provides for the tests. Nothing here decides about a change: what cannot be had is told before and
# after the tests, which do without.

# Seconds of the run after which nothing more is waited for.
budget=600

work=$(mktemp -d)
daemon=''
watcher=''

# A command that is needed, and Debian's package of it.
packages='dockerd:docker.io debootstrap:debootstrap pgbouncer:pgbouncer redis-server:redis-server'

provide_servers() {
	PATH=$PATH:/usr/sbin:/sbin
	touch "$work/missing" "$work/started"
	install_packages
	if start_docker; then
		build_images
		watch_containers
		export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
		# This machine may itself be a container: Testcontainers would look for the servers elsewhere.
		if [[ $DOCKER_HOST == unix:* ]]; then export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1; fi
	else
		miss "No container of $(images | paste -sd ' ')"
	fi
	tell_what_is_missing
}

release_servers() {
	local status=$?
	set +e
	if [[ $watcher ]]; then
		kill "$watcher" && wait "$watcher" 2> /dev/null
		remove_containers
		tell_what_ran
	fi
	if [[ $daemon ]]; then stop_docker; fi
	tell_what_is_missing
	rm -rf "$work"
	exit "$status"
}

miss() {
	echo "$*" >> "$work/missing"
}

tell_what_is_missing() {
	[[ -s $work/missing ]] || return 0
	local line="!!! ----------------------------------------------------------------------------"
	echo "$line"
	echo "!!! NOT EVERYTHING COULD BE PROVIDED. The tests do without: on embedded servers, or not at all."
	sed 's/^/!!! /' "$work/missing"
	echo "$line"
}

install_packages() {
	local absent policy=/usr/sbin/policy-rc.d own_policy=''
	mapfile -t absent < <(absent_packages)
	((${#absent[@]})) || return 0
	if ((EUID)); then
		miss "Not installed, and only root can: ${absent[*]}"
		return 0
	fi
	echo "Installing ${absent[*]}"
	# Debian starts the service of a package that is installed, unless this denies it.
	if [[ ! -e $policy ]]; then
		printf '#!/bin/sh\nexit 101\n' > "$policy"
		chmod +x "$policy"
		own_policy=yes
	fi
	install_each "${absent[@]}" < /dev/null &> "$work/apt.log"
	if [[ $own_policy ]]; then rm "$policy"; fi
	mapfile -t absent < <(absent_packages)
	if ((${#absent[@]})); then miss "Could not be installed: ${absent[*]} ($(grep '^E: ' "$work/apt.log" | tail -n 1))"; fi
}

absent_packages() {
	local entry
	for entry in $packages; do
		command -v "${entry%:*}" > /dev/null || echo "${entry#*:}"
	done
}

# One by one, so that one which is not to be had does not cost the others.
install_each() {
	local package
	local -x DEBIAN_FRONTEND=noninteractive
	patiently dpkg --configure -a
	patiently apt-get update
	for package; do
		patiently apt-get -y -o DPkg::Lock::Timeout=60 -o Acquire::Retries=3 \
			install --no-install-recommends "$package"
	done
}

patiently() {
	timeout $((SECONDS < budget ? budget - SECONDS : 1)) "$@"
}

# Uses a daemon that answers, and starts one otherwise.
start_docker() {
	local attempt
	# The client that comes with the daemon, before one that somebody put on the path.
	docker=$(PATH=/usr/bin:$PATH command -v docker) || { miss "Docker: there is no client"; return 1; }
	export DOCKER_HOST=${DOCKER_HOST:-unix:///var/run/docker.sock}
	if docker_answers; then
		echo "Docker $(docker_version), which was running"
		return
	fi
	command -v dockerd > /dev/null || { miss "Docker: there is no daemon"; return 1; }
	remove_stale_pid /var/run/docker.pid dockerd
	remove_stale_pid /var/run/docker/containerd/containerd.pid containerd
	dockerd < /dev/null &> "$work/dockerd.log" &
	daemon=$!
	for ((attempt = 0; attempt < 60; attempt++)); do
		if docker_answers; then
			echo "Docker $(docker_version), started"
			return
		fi
		kill -0 "$daemon" 2> /dev/null || break
		sleep 0.5
	done
	miss "Docker: the daemon does not start: $(tail -n 1 "$work/dockerd.log")"
	stop_docker
	daemon=''
	return 1
}

docker_answers() {
	timeout 10 "$docker" ps -q &> /dev/null
}

docker_version() {
	"$docker" version --format '{{.Server.Version}}'
}

# A machine that was switched off leaves the file; its number may be another process by now.
remove_stale_pid() {
	local file=$1 name=$2
	[[ -e $file ]] || return 0
	[[ $(cat "/proc/$(cat "$file")/comm" 2> /dev/null) == "$name" ]] || rm -f "$file"
}

stop_docker() {
	local attempt
	kill "$daemon" 2> /dev/null
	for ((attempt = 0; attempt < 60; attempt++)); do
		kill -0 "$daemon" 2> /dev/null || return 0
		sleep 0.5
	done
	kill -9 "$daemon"
}

build_images() {
	echo "Images:"
	DOCKER=$docker patiently .ci/images/build < /dev/null 2>&1 | tee "$work/images" || true
	sed -n 's/^!!! //p; s/^MISSING //p' "$work/images" >> "$work/missing"
	images | while read -r image; do
		"$docker" image inspect "$image" &> /dev/null || grep -q "^MISSING $image:" "$work/images" || miss "$image: not built in time"
	done
}

images() {
	grep -v '^#' .ci/images/images | cut -d ' ' -f 1
}

# Testcontainers gives its containers this label.
watch_containers() {
	"$docker" events --filter type=container --filter event=start --filter label=org.testcontainers=true \
		--format '{{.Actor.ID}} {{.Actor.Attributes.image}}' < /dev/null > "$work/started" 2> /dev/null &
	watcher=$!
}

# Without Ryuk, a JVM that is killed leaves its containers behind.
remove_containers() {
	"$docker" ps --all --quiet --no-trunc --filter label=org.testcontainers=true | sort > "$work/present"
	cut -d ' ' -f 1 "$work/started" | sort -u | comm -12 - "$work/present" | while read -r container; do
		echo "Removing container $container, which the tests left behind"
		"$docker" rm --force --volumes "$container" > /dev/null
	done
}

tell_what_ran() {
	echo "Containers that the tests started:"
	sort -u "$work/started" | cut -d ' ' -f 2 | sort | uniq -c
	images | grep -vxFf <(cut -d ' ' -f 2 "$work/started") | sed 's/^/      0 /'
}
