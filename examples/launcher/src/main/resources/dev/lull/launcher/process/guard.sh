# Ends COMMAND, or a line that Lull runs around a stop, when Lull itself was ended by a signal that nobody can handle (kill -9) or by a crash.
#
# Started as: sh -c "this text" lull-guard GRACE_SECONDS SIGNAL, with a pipe from Lull as its standard input. read
# fails when Lull's end is closed, which the kernel does however Lull ends. Before that come the lines "over PID/START…", whom
# it guards from then on, instead of those before, with their descendants; "cgroup DIRECTORY", where Lull has made one for COMMAND; "stopped PID/START" before each SIGSTOP of Lull's; and "thawed" after the last
# SIGCONT. An ordinary end of Lull kills this process first. Only POSIX sh and /proc are used, and sleep(1) and rmdir(1) in
# the end.
#
# START is when the process began, as /proc/PID/stat says it: it tells the process from another one that got its number
# later. Lull reads it while the process is sure to be the one it means; START is empty where there is no /proc.

trap '' HUP INT TERM
grace=$1
signal=$2

roots=
cgroup=
stopped=
while read -r word each; do
    case $word in
    over) roots=$each ;;
    cgroup) cgroup=$each ;;
    stopped) stopped="$each $stopped" ;; # children before their parents
    thawed) stopped= ;;
    esac
done

# Reads state, parent and start of a process (proc_pid_stat(5): the fields after the last parenthesis begin with the
# third, its state).
look() {
    { read -r line < "/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # words are wanted
    set -- ${line##*) }
    state=$1 parent=$2 start=${20}
}

# Whether PID/START runs still, and is not another process of that number.
alive() {
    if [ -z "${1#*/}" ]; then
        kill -0 "${1%/*}" 2>/dev/null
    else
        look "${1%/*}" && [ "$state" != Z ] && [ "$start" = "${1#*/}" ]
    fi
}

# The roots that are alive, and all their descendants, level by level. What a root started that was killed together with Lull
# is not found: with both gone, nothing tells whose it was. One that has ended has no children any more; the
# children of its number are somebody else's.
family=
level=' '
for root in $roots; do
    alive "$root" && family="$family $root" && level="$level${root%/*} "
done
while [ "$level" != ' ' ]; do
    next=' '
    for stat in /proc/[0-9]*/stat; do
        pid=${stat#/proc/}
        pid=${pid%/stat}
        look "$pid" || continue
        [ "$state" != Z ] || continue
        case $level in
        *" $parent "*) next="$next$pid " && family="$family $pid/$start" ;;
        esac
    done
    level=$next
done

# Who is in a cgroup or below it.
members() {
    while read -r pid; do
        echo "$pid"
    done < "$1/cgroup.procs"
    for below in "$1"/*/; do
        [ -d "$below" ] && members "${below%/}"
    done
} 2>/dev/null

# With a cgroup, or where it was stopped by Lull, what has detached itself is known as well.
add() {
    case "$family " in
    *" $1 "*) ;;
    *) family="$family $1" ;;
    esac
}
for each in $stopped; do
    alive "$each" && add "$each"
done
if [ -n "$cgroup" ]; then
    for pid in $(members "$cgroup"); do
        look "$pid" && [ "$state" != Z ] && add "$pid/$start"
    done
fi

# Found while frozen, so that none could start others meanwhile. Now they go on, or no signal but KILL would do anything.
for each in $stopped; do
    alive "$each" && kill -CONT "${each%/*}" 2>/dev/null
done
if [ -n "$cgroup" ]; then
    echo 0 > "$cgroup/cgroup.freeze"
fi 2>/dev/null

# What was given gets the signal that it was to be asked with; what it started, SIGTERM.
ask_all() {
    for each in $family; do
        alive "$each" || continue
        case " $roots " in
        *" $each "*) kill "-$signal" "${each%/*}" ;;
        *) kill -TERM "${each%/*}" ;;
        esac 2>/dev/null
    done
}

signal_all() {
    left=
    for each in $family; do
        if alive "$each"; then
            left="$left $each"
            kill "-$1" "${each%/*}" 2>/dev/null
        fi
    done
    family=$left
}

ask_all
while [ "$grace" -gt 0 ] && [ -n "$family" ]; do
    sleep 1
    grace=$((grace - 1))
    signal_all 0
done
signal_all KILL

# A moment may pass before the kernel takes a cgroup for empty.
remove() {
    for below in "$1"/*/; do
        [ -d "$below" ] && remove "${below%/}"
    done
    rmdir "$1"
} 2>/dev/null

tries=10
while [ -n "$cgroup" ] && [ -d "$cgroup" ] && ! remove "$cgroup" && [ "$tries" -gt 0 ]; do
    sleep 1
    tries=$((tries - 1))
done
