# shellcheck shell=bash
# What .ci/run provides for the tests. Nothing here decides about a change: what cannot be had is told at the
# beginning and at the end of the log, and the tests do without.

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
	fi
	tell_what_is_missing
}

release_servers() {
	local status=$?
	set +e
	if [[ $watcher ]]; then
		kill "$watcher"
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
	echo "!!! MISSING: the tests had to do without these, on embedded servers or not at all."
	sed 's/^/!!! /' "$work/missing"
	echo "$line"
}

install_packages() {
	local entry absent=() policy=/usr/sbin/policy-rc.d own_policy=''
	for entry in $packages; do
		command -v "${entry%:*}" > /dev/null || absent+=("${entry#*:}")
	done
	((${#absent[@]})) || return 0
	if ((EUID)); then
		miss "${absent[*]}: not installed, and only root can"
		return 0
	fi
	# Debian starts the service of a package that is installed, unless this denies it.
	if [[ ! -e $policy ]]; then
		printf '#!/bin/sh\nexit 101\n' > "$policy"
		chmod +x "$policy"
		own_policy=yes
	fi
	echo "Installing ${absent[*]}"
	apt dpkg --configure -a || true
	apt apt-get update || true
	for entry in "${absent[@]}"; do
		apt apt-get install --no-install-recommends "$entry" || miss "$entry: $(grep '^E:' "$work/apt.log" | tail -n 1)"
	done
	if [[ $own_policy ]]; then rm "$policy"; fi
}

apt() {
	local options=()
	if [[ $1 == apt-get ]]; then options=(-qy -o DPkg::Lock::Timeout=60 -o Acquire::Retries=3); fi
	DEBIAN_FRONTEND=noninteractive timeout 240 "$@" "${options[@]}" < /dev/null &> "$work/apt.log"
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
		kill -0 "$daemon" 2> /dev/null || break
		sleep 0.5
	done
	kill -9 "$daemon" 2> /dev/null
	daemon=''
}

build_images() {
	echo "Images:"
	DOCKER=$docker timeout 480 .ci/images/build < /dev/null 2>&1 | tee "$work/images" || true
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
