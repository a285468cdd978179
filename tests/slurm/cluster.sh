#!/usr/bin/env bash
# A Slurm of one node on this machine, for tests: munged, slurmctld and slurmd as root, on the
# loopback device only, without systemd and without a database.
#
#   cluster.sh install        apt-get the packages
#   cluster.sh start FOLDER   write the configuration, start the daemons, wait for an idle node
#   cluster.sh stop FOLDER    cancel all jobs, stop the daemons, put /etc/slurm back
#
# GPUS (default 1) says how many GPUs the node claims to have; they are character devices that
# every Linux has, so nothing can be computed on them, only held.  Jobs of the partition `spot`
# are preempted, that is requeued, by jobs of the partition `urgent`.
set -euo pipefail

CONF=/etc/slurm # nowhere else: jobs lose SLURM_CONF from their environment
SEAT=/sys/fs/cgroup/freezer
DEVICES=(/dev/zero /dev/null /dev/full /dev/urandom /dev/random)

install() {
    apt-get -o DPkg::Lock::Timeout=240 -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=240 -qq install -y \
        --no-install-recommends munge slurm-client slurmctld slurmd
}

# Real clusters track processes by cgroup, and then SIGTERM reaches only the first process of each
# step; under linuxproc it reaches all, which would hide a training that is never told.
tracking() {
    if [ -w "$SEAT/cgroup.procs" ]; then echo proctrack/cgroup; else echo proctrack/linuxproc; fi
}

configure() {
    mkdir -p "$STATE"/{munge,controller,node,started,ended} "$CONF"
    chmod 755 "$STATE" "$STATE/munge"
    (umask 077 && head -c 1024 /dev/urandom >"$STATE/munge/key")
    echo AutoDetect=off >"$CONF/gres.conf"
    for ((i = 0; i < GPUS; i++)); do echo "Name=gpu File=${DEVICES[i]}"; done >>"$CONF/gres.conf"
    printf '%s\n' CgroupPlugin=cgroup/v1 CgroupMountpoint=/sys/fs/cgroup ConstrainCores=no \
        ConstrainDevices=no ConstrainRAMSpace=no >"$CONF/cgroup.conf"
    # the records, without a database: what scontrol says of each job when it starts and ends
    for when in started ended; do
        printf '#!/bin/sh\nexec scontrol show job -d "$SLURM_JOB_ID" >"%s/$SLURM_JOB_ID"\n' \
            "$STATE/$when" >"$STATE/record-$when"
        chmod 755 "$STATE/record-$when"
    done
    cat >"$CONF/slurm.conf" <<END
# written by $0 for $STATE
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$STATE/munge/socket
StateSaveLocation=$STATE/controller
SlurmdSpoolDir=$STATE/node
SlurmctldPidFile=$STATE/slurmctld.pid
SlurmdPidFile=$STATE/slurmd.pid
SlurmctldLogFile=$STATE/slurmctld.log
SlurmdLogFile=$STATE/slurmd.log
ProctrackType=$(tracking)
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
PrologSlurmctld=$STATE/record-started
EpilogSlurmctld=$STATE/record-ended
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
GresTypes=gpu
SlurmdParameters=config_overrides
NodeName=localhost NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000 Gres=gpu:$GPUS
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE PreemptMode=OFF
PartitionName=spot Nodes=localhost MaxTime=INFINITE
PartitionName=urgent Nodes=localhost MaxTime=INFINITE PriorityTier=10 PreemptMode=OFF
END
}

# The daemons listen on the address of the host's name; they get one that is the loopback device.
at_localhost() {
    if [ "$(getent ahostsv4 "$(hostname)" | awk '{ print $1; exit }')" = 127.0.0.1 ]; then
        "$@"
    else
        unshare --uts sh -c 'hostname localhost && exec "$@"' sh "$@"
    fi
}

wait_until() {
    for _ in $(seq 150); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.2
    done
    echo "cluster.sh: waited in vain for: $*" >&2
    tail -n 20 "$STATE"/*.log >&2
    return 1
}

controller_up() { timeout 2 scontrol ping | grep -q UP; }
node_idle() { [ "$(timeout 2 sinfo --noheader --format=%T)" = idle ]; }

# What a test cluster left behind that was killed before it could be stopped.
sweep() {
    local folder
    folder=$(sed -n "s|^# written by .*cluster.sh for ||p" "$CONF/slurm.conf")
    if [ -n "$folder" ] && ! controller_up; then (STATE=$folder && stop); fi
}

start() {
    if [ -e "$CONF/slurm.conf" ]; then sweep; fi
    if [ -e "$CONF/slurm.conf" ]; then
        echo "cluster.sh: $CONF/slurm.conf exists: this machine has a Slurm of its own" >&2
        return 1
    fi
    configure
    at_localhost munged --key-file="$STATE/munge/key" --socket="$STATE/munge/socket" \
        --pid-file="$STATE/munged.pid" --log-file="$STATE/munged.log" --seed-file="$STATE/munge/seed"
    wait_until munge --socket="$STATE/munge/socket" --no-input
    at_localhost slurmctld -c
    wait_until controller_up
    at_localhost slurmd -N localhost
    wait_until node_idle
}

stop() {
    timeout 5 scancel --user="$(id -un)" || true
    for name in slurmd slurmctld munged; do
        if pid=$(cat "$STATE/$name.pid" 2>/dev/null); then
            kill "$pid" 2>/dev/null || true
            for _ in $(seq 100); do
                kill -0 "$pid" 2>/dev/null || break
                sleep 0.1
            done
        fi
    done
    find "$SEAT/slurm_localhost" -depth -type d -exec rmdir {} + 2>/dev/null || true
    # a configuration without its daemons makes every Snakemake wait 10 s for an answer
    if grep -qs "for $STATE\$" "$CONF/slurm.conf"; then
        rm "$CONF"/{slurm,gres,cgroup}.conf
    fi
}

command=${1:-}
STATE=${2:-}
GPUS=${GPUS:-1}
case $command in
    install) install ;;
    start | stop) "$command" "${STATE:?cluster.sh: name a folder for the state}" ;;
    *) echo "usage: cluster.sh install | start FOLDER | stop FOLDER" >&2 && exit 2 ;;
esac
