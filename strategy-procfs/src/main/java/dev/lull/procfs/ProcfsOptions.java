package dev.lull.procfs;

import dev.lull.MonitorOptions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Holds the settings of the strategy "procfs", given with {@link MonitorOptions.Builder#settings(Object)}. Immutable.
 *
 * <p>By default: the {@linkplain Source#AUTO best source that works}, this process's own network namespace, and
 * {@code /proc}.
 */
public final class ProcfsOptions {

    /** Where procfs is mounted by convention (proc(5)). */
    static final Path DEFAULT_ROOT = Path.of("/proc");

    private static final ProcfsOptions DEFAULTS = builder().build();

    private final Source source;
    private final OptionalLong pid;
    private final Path procRoot;
    private final Optional<Supplier<? extends Collection<Long>>> serviceProcesses;

    private ProcfsOptions(Builder builder) {
        this.source = builder.source;
        this.pid = builder.pid;
        this.procRoot = builder.procRoot;
        this.serviceProcesses = builder.serviceProcesses;
    }

    /** Says where to look for the connections. */
    public enum Source {
        /**
         * The first of the others, in their order, that works; with a {@link Builder#procRoot(Path) procfs root} other
         * than the default, the files there.
         */
        AUTO,
        /** Netlink's sock_diag: cheapest, and the only one that measures bytes. Linux, with jnr-ffi. */
        SOCK_DIAG,
        /** The files {@code tcp} and {@code tcp6} below {@code /proc/net}. Linux. */
        PROC_FILES,
        /**
         * The library OSHI, on any system that it supports; a look costs more than with the others
         * (docs/performance.md).
         */
        OSHI
    }

    /**
     * Returns the default settings.
     *
     * @return the defaults
     */
    public static ProcfsOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Begins with the {@linkplain #defaults() defaults}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns where to look.
     *
     * @return the source
     */
    public Source source() {
        return source;
    }

    /**
     * Returns whose network namespace to look at.
     *
     * @return a process id, or empty for this process's own namespace
     */
    public OptionalLong pid() {
        return pid;
    }

    /**
     * Returns where procfs is mounted.
     *
     * @return the directory
     */
    public Path procRoot() {
        return procRoot;
    }

    /**
     * Returns what names the service's processes, for the door.
     *
     * @return asked whenever the door is shut; empty for no door
     */
    public Optional<Supplier<? extends Collection<Long>>> serviceProcesses() {
        return serviceProcesses;
    }

    @Override
    public String toString() {
        return "source " + source + ", " + (pid.isPresent() ? "process " + pid.getAsLong() + ", " : "") + procRoot
                + (serviceProcesses.isPresent() ? ", holds the door" : "");
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private Source source = Source.AUTO;
        private OptionalLong pid = OptionalLong.empty();
        private Path procRoot = DEFAULT_ROOT;
        private Optional<Supplier<? extends Collection<Long>>> serviceProcesses = Optional.empty();

        private Builder() {}

        /**
         * Sets where to look. By default {@link Source#AUTO}.
         *
         * @param source the source
         * @return this
         * @throws NullPointerException if {@code source} is null
         */
        public Builder source(Source source) {
            this.source = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Looks at the network namespace that a process is in when the monitor is opened, and stays with it, even if
         * the process ends or its number goes to another one. By default this process's own.
         *
         * <p>The source sock_diag must enter the namespace once, which needs CAP_SYS_ADMIN; the files need nothing;
         * OSHI cannot do it.
         *
         * @param pid a process id, 1 or more
         * @return this
         * @throws IllegalArgumentException if {@code pid} is below 1
         */
        public Builder pid(long pid) {
            if (pid < 1) {
                throw new IllegalArgumentException("pid: " + pid + ", expected 1 or more");
            }
            this.pid = OptionalLong.of(pid);
            return this;
        }

        /**
         * Sets where procfs is mounted, such as {@code /host/proc} in a container that watches its host. By default
         * {@code /proc}.
         *
         * @param procRoot the directory
         * @return this
         * @throws NullPointerException if {@code procRoot} is null
         */
        public Builder procRoot(Path procRoot) {
            this.procRoot = Objects.requireNonNull(procRoot, "procRoot");
            return this;
        }

        /**
         * Gives the monitor a {@link dev.lull.Door}: for the moments of a stop, SYNs are held at the sockets at which
         * these processes listen, by a filter on each (socket(7), SO_ATTACH_FILTER). By default there is none.
         *
         * <p>The kernel leaves such a filter where it is when this process is killed. So this is for those only whose
         * service ends when they do, as {@code lull run} ends COMMAND. It takes Linux 5.6 and jnr-ffi; the right to trace
         * the processes (pidfd_getfd(2)), which their own user has, and others with CAP_SYS_PTRACE and
         * CAP_DAC_READ_SEARCH; and on Linux 6.18 CAP_NET_ADMIN for the filter. Where that is missing the stop is made
         * without a door, and the reason logged; what may pass calls the stop off. It is for this process's own network
         * namespace, and does nothing with {@link #pid(long)}.
         *
         * @param processes asked for the service's process ids whenever the door is shut, on the watching thread
         * @return this
         * @throws NullPointerException if {@code processes} is null
         */
        public Builder serviceProcesses(Supplier<? extends Collection<Long>> processes) {
            this.serviceProcesses = Optional.of(processes);
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return the settings
         */
        public ProcfsOptions build() {
            return new ProcfsOptions(this);
        }
    }
}
