package dev.lull.ebpf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds the settings of the strategy {@code ebpf}, given by {@code MonitorOptions.builder().settings(…)}. Immutable.
 */
public final class EbpfOptions {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final Optional<Path> cgroup;
    private final Duration reconcileInterval;
    private final boolean ownerlessAttachment;
    private final Supplier<? extends Collection<Long>> serviceProcesses;

    private EbpfOptions(Builder builder) {
        this.cgroup = builder.cgroup;
        this.reconcileInterval = builder.reconcileInterval;
        this.ownerlessAttachment = builder.ownerlessAttachment;
        this.serviceProcesses = builder.serviceProcesses;
    }

    /**
     * Returns the default settings.
     *
     * @return the defaults
     */
    public static EbpfOptions defaults() {
        return builder().build();
    }

    /**
     * Begins with the defaults: the cgroup is found automatically, the count is compared with sock_diag every five
     * minutes, and no attachment outlives the process.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the cgroup to watch.
     *
     * @return a directory of a cgroup2 file system; empty for the root of the hierarchy, or where that is not
     *     visible or forbidden the process's own cgroup
     */
    public Optional<Path> cgroup() {
        return cgroup;
    }

    /**
     * Returns how often the kernel program's count is compared with the kernel's list of sockets.
     *
     * @return above zero
     */
    public Duration reconcileInterval() {
        return reconcileInterval;
    }

    /**
     * Returns whether a kernel without links may be used all the same.
     *
     * @return true if the program may stay attached after a {@code kill -9}
     */
    public boolean ownerlessAttachment() {
        return ownerlessAttachment;
    }

    /**
     * Returns what names the service's processes, for steering.
     *
     * @return asked when the service begins to listen
     */
    public Supplier<? extends Collection<Long>> serviceProcesses() {
        return serviceProcesses;
    }

    @Override
    public String toString() {
        return "cgroup " + cgroup.map(Path::toString).orElse("found by itself") + ", compared every "
                + reconcileInterval + (ownerlessAttachment ? ", ownerless attachment allowed" : "");
    }

    /** Collects options. Not safe for use by several threads. */
    public static final class Builder {
        private Optional<Path> cgroup = Optional.empty();
        private Duration reconcileInterval = Duration.ofMinutes(5);
        private boolean ownerlessAttachment;
        private Supplier<? extends Collection<Long>> serviceProcesses = List::of;

        private Builder() {}

        /**
         * Sets the cgroup to watch: connections of sockets whose listener was made in it or below it. A service that
         * listens elsewhere is refused when the monitor opens, and makes its looks unreadable if it comes later.
         *
         * @param directory a directory of a cgroup2 file system
         * @return this
         * @throws NullPointerException if {@code directory} is null
         */
        public Builder cgroup(Path directory) {
            this.cgroup = Optional.of(directory);
            return this;
        }

        /**
         * Sets how often the count is compared with the kernel's list of sockets. Another program that overwrites the
         * callback flags of a socket makes Lull miss its end until the next comparison.
         *
         * @param interval above zero, at most a year
         * @return this
         * @throws NullPointerException if {@code interval} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder reconcileInterval(Duration interval) {
            Objects.requireNonNull(interval, "interval");
            if (interval.isZero() || interval.isNegative() || interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "reconcileInterval: " + interval + ", expected above zero and at most " + LONGEST);
            }
            this.reconcileInterval = interval;
            return this;
        }

        /**
         * Allows kernels before 5.7, which have no links: the program then stays attached to the cgroup if this process
         * is killed, until the cgroup is removed or somebody detaches it.
         *
         * @return this
         */
        public Builder allowOwnerlessAttachment() {
            this.ownerlessAttachment = true;
            return this;
        }

        /**
         * Names the processes that hold the service's listening socket, which is taken over from them (pidfd_getfd(2)) to
         * steer connections to it: they are asked first, and then all others that this process may look into. That takes
         * their own user, or CAP_SYS_PTRACE. By default none, so all are looked through.
         *
         * @param processes asked for process ids whenever the service begins to listen, on a thread of the monitor's
         * @return this
         * @throws NullPointerException if {@code processes} is null
         */
        public Builder serviceProcesses(Supplier<? extends Collection<Long>> processes) {
            this.serviceProcesses = Objects.requireNonNull(processes, "processes");
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public EbpfOptions build() {
            return new EbpfOptions(this);
        }
    }
}
