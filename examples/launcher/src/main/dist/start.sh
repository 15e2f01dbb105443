# The end of ./lull and of a distribution's bin/lull, which read this file: starts java as Lull needs it.
#
# $java: the program; $version: its major version; "$@": how to find Lull (-jar, or more), then Lull's own arguments.
# LULL_JAVA_OPTIONS: more options for java, separated by spaces, such as -Xmx256m.

# jnr-ffi reads memory through sun.misc.Unsafe, of which these JDKs warn; older ones do not know the option.
if [ "$version" -ge 24 ]; then
    set -- --sun-misc-unsafe-memory-access=allow "$@"
fi

# What each option is for. C1 alone, a serial collector, small stacks: half the memory, and a faster start. No
# performance counters: no file in the temporary directory. The rest: no warning of native access (jnr-ffi).
set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xss512k -Xms8m -Xmx96m \
    --enable-native-access=ALL-UNNAMED "$@"

# COMMAND gets what this script was started with, not what Lull needs for itself. The limit of open files: a JVM raises its
# own. The locale: Java reads its arguments by it, and in the C locale, or one that is not installed, ASCII alone.
set -- -Dlull.openFiles="$(ulimit -S -n)" "$@"
# A container without locale(1) has these locales alone: those of the C library itself.
charmap=$(locale charmap 2>/dev/null) || case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
*.UTF-8 | *.utf8) charmap=UTF-8 ;;
*) charmap=ANSI_X3.4-1968 ;;
esac
if [ "$charmap" = ANSI_X3.4-1968 ]; then
    set -- -Dlull.locale="${LC_ALL-}" "$@"
    LC_ALL=C.UTF-8
    export LC_ALL
fi

# shellcheck disable=SC2086 # words are wanted
exec "$java" ${LULL_JAVA_OPTIONS:-} "$@"
