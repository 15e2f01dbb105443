package dev.lull.proxy;

import dev.lull.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Holds the relay's settings; given to a monitor by {@link dev.lull.MonitorOptions.Builder#settings}. Immutable.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><td>{@code dataPath}</td><td>{@link DataPathChoice#AUTO}</td></tr>
 * <tr><td>{@code loops}</td><td>one per processor, 16 at most</td></tr>
 * <tr><td>{@code maxConnections}</td><td>as many as the process may have descriptors for</td></tr>
 * <tr><td>{@code overLimit}</td><td>{@link OverLimit#WAIT}</td></tr>
 * <tr><td>{@code backlog}</td><td>4096</td></tr>
 * <tr><td>{@code connectTimeout}</td><td>30 s</td></tr>
 * <tr><td>{@code connectionIdleTimeout}</td><td>off</td></tr>
 * <tr><td>{@code firstByteTimeout}</td><td>off</td></tr>
 * <tr><td>{@code proxyProtocol}</td><td>{@link ProxyProtocol#OFF}</td></tr>
 * <tr><td>{@code heldBytesBound}</td><td>32 MiB</td></tr>
 * <tr><td>{@code pipes}</td><td>64, that is up to 16 MiB of the kernel's memory</td></tr>
 * <tr><td>{@code refuse}, {@code ignore}</td><td>nobody</td></tr>
 * <tr><td>{@code dialFrom}</td><td>the address that the system chooses</td></tr>
 * <tr><td>{@code inheritedListener}</td><td>none: the relay makes its listening socket</td></tr>
 * <tr><td>{@code gate}</td><td>none: the service may be dialled at any time</td></tr>
 * </table>
 */
public final class RelayOptions {

    /** The upper limit of every timeout: far beyond what is useful, and far below what nanoseconds can count. */
    public static final Duration LONGEST_TIMEOUT = Timeouts.LONGEST;

    private static final RelayOptions DEFAULTS = builder().build();

    private final DataPathChoice dataPath;
    private final OptionalInt loops;
    private final OptionalInt maxConnections;
    private final OverLimit overLimit;
    private final int backlog;
    private final Duration connectTimeout;
    private final Optional<Duration> connectionIdleTimeout;
    private final Optional<Duration> firstByteTimeout;
    private final ProxyProtocol proxyProtocol;
    private final long heldBytesBound;
    private final int pipes;
    private final List<Cidr> refuse;
    private final List<Cidr> ignore;
    private final Optional<InetAddress> dialFrom;
    private final OptionalInt inheritedListener;
    private final Optional<ServiceGate> gate;

    private RelayOptions(Builder builder) {
        this.dataPath = builder.dataPath;
        this.loops = builder.loops;
        this.maxConnections = builder.maxConnections;
        this.overLimit = builder.overLimit;
        this.backlog = builder.backlog;
        this.connectTimeout = builder.connectTimeout;
        this.connectionIdleTimeout = builder.connectionIdleTimeout;
        this.firstByteTimeout = builder.firstByteTimeout;
        this.proxyProtocol = builder.proxyProtocol;
        this.heldBytesBound = builder.heldBytesBound;
        this.pipes = builder.pipes;
        this.refuse = builder.refuse;
        this.ignore = builder.ignore;
        this.dialFrom = builder.dialFrom;
        this.inheritedListener = builder.inheritedListener;
        this.gate = builder.gate;
    }

    /** What carries the bytes. */
    public enum DataPathChoice {
        /** Splicing where it is available, else copying. */
        AUTO,
        /** Copying through {@code java.nio}, without native code. */
        COPY,
        /** Epoll and splice(2) on Linux, with jnr-ffi; where they are not available, the relay does not open. */
        SPLICE
    }

    /** What happens to a connection beyond the limit. */
    public enum OverLimit {
        /** The connection waits in the kernel's queue until another one has closed. */
        WAIT,
        /** The connection is accepted and reset at once. */
        REFUSE
    }

    /**
     * Returns the settings that hold when nobody says otherwise.
     *
     * @return the defaults
     */
    public static RelayOptions defaults() {
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
     * Begins with these settings.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns what carries the bytes.
     *
     * @return the choice
     */
    public DataPathChoice dataPath() {
        return dataPath;
    }

    /**
     * Returns how many threads carry bytes.
     *
     * @return 1 to 1024, or empty for one per processor, 16 at most
     */
    public OptionalInt loops() {
        return loops;
    }

    /**
     * Returns how many connections are let in at a time.
     *
     * @return 1 or more, or empty for as many as the process may have descriptors for
     */
    public OptionalInt maxConnections() {
        return maxConnections;
    }

    /**
     * Returns what happens to a connection beyond the limit.
     *
     * @return the rule
     */
    public OverLimit overLimit() {
        return overLimit;
    }

    /**
     * Returns how many connections the kernel is asked to queue.
     *
     * @return 1 or more; the kernel bounds it by net.core.somaxconn
     */
    public int backlog() {
        return backlog;
    }

    /**
     * Returns for how long a client is held while the service cannot be connected to.
     *
     * @return above zero
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Returns after how long without a byte in either direction a connection is reset. It begins when the relay has
     * connected to the service: a client that is held until then cannot be anything but silent. Bytes that drain out of
     * the kernel to a slow receiver count, where the data path can see them: {@link DataPathChoice#COPY} only on Linux.
     *
     * @return above zero, or empty for never
     */
    public Optional<Duration> connectionIdleTimeout() {
        return connectionIdleTimeout;
    }

    /**
     * Returns how long a connection may stay open before anybody has said anything. It begins when the relay has
     * connected to the service, since a service that is still starting cannot greet; until then {@link #connectTimeout}
     * holds. The first byte of either side calls it off for good, so that a service that speaks first (SSH, SMTP) keeps
     * its clients however long they are silent. PROXY protocol headers, the peer's and ours, are not such a byte, nor
     * is a half-close.
     *
     * @return above zero, or empty for never
     */
    public Optional<Duration> firstByteTimeout() {
        return firstByteTimeout;
    }

    /**
     * Returns what is done with headers of the PROXY protocol.
     *
     * @return the settings
     */
    public ProxyProtocol proxyProtocol() {
        return proxyProtocol;
    }

    /**
     * Returns how much all loops together hold for receivers that are slower than their senders, before they read in
     * pieces of 4 KiB only.
     *
     * @return bytes, 1 MiB or more
     */
    public long heldBytesBound() {
        return heldBytesBound;
    }

    /**
     * Returns how many splice pipes of 256 KiB all loops together may have; directions beyond that are copied. There
     * are fewer where so many would take more than a quarter of what one user may have
     * (/proc/sys/fs/pipe-user-pages-soft, pipe(7)).
     *
     * @return 0 or more
     */
    public int pipes() {
        return pipes;
    }

    /**
     * Returns whose connections are reset at once: they reach no service, count for nothing, and take no place of the
     * {@linkplain #maxConnections() limit}. It holds for the peer's own address, and for the client's that a PROXY
     * protocol header tells.
     *
     * @return blocks of addresses; not modifiable
     */
    public List<Cidr> refuse() {
        return refuse;
    }

    /**
     * Returns whose connections are carried and count for nothing: no activity, no event, not listed.
     *
     * @return blocks of the client's address; not modifiable
     */
    public List<Cidr> ignore() {
        return ignore;
    }

    /**
     * Returns from which address of this machine the service is dialled, so that whoever watches the service's own port
     * can tell the relay's connections from others. It does not hold for a service of the other family.
     *
     * @return the address, or empty for the one that the system chooses
     */
    public Optional<InetAddress> dialFrom() {
        return dialFrom;
    }

    /**
     * Returns at which socket the relay listens that this process was given when it was executed, such as by systemd. It
     * needs the data path {@link DataPathChoice#SPLICE}, which {@link DataPathChoice#AUTO} takes where it can. Whoever gave
     * the socket has it too: those who queue when the relay ends are not lost, and the relay's door leaves them there
     * instead of holding SYNs.
     *
     * @return its descriptor, which the relay never closes; empty if the relay makes its own
     */
    public OptionalInt inheritedListener() {
        return inheritedListener;
    }

    /**
     * Returns what says when the service may be dialled.
     *
     * @return the gate, or empty if it may be at any time
     */
    public Optional<ServiceGate> gate() {
        return gate;
    }

    @Override
    public String toString() {
        return "RelayOptions[dataPath=" + dataPath + ", loops=" + loops + ", maxConnections=" + maxConnections
                + ", overLimit=" + overLimit + ", backlog=" + backlog + ", connectTimeout=" + connectTimeout
                + ", connectionIdleTimeout=" + connectionIdleTimeout + ", firstByteTimeout=" + firstByteTimeout
                + ", proxyProtocol=" + proxyProtocol + ", heldBytesBound=" + heldBytesBound + ", pipes=" + pipes
                + ", refuse=" + refuse + ", ignore=" + ignore + ", dialFrom=" + dialFrom
                + ", inheritedListener=" + inheritedListener + ", gate=" + gate + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private DataPathChoice dataPath = DataPathChoice.AUTO;
        private OptionalInt loops = OptionalInt.empty();
        private OptionalInt maxConnections = OptionalInt.empty();
        private OverLimit overLimit = OverLimit.WAIT;
        private int backlog = 4096;
        private Duration connectTimeout = Duration.ofSeconds(30);
        private Optional<Duration> connectionIdleTimeout = Optional.empty();
        private Optional<Duration> firstByteTimeout = Optional.empty();
        private ProxyProtocol proxyProtocol = ProxyProtocol.OFF;
        private long heldBytesBound = 32L * 1024 * 1024;
        private int pipes = 64;
        private List<Cidr> refuse = List.of();
        private List<Cidr> ignore = List.of();
        private Optional<InetAddress> dialFrom = Optional.empty();
        private OptionalInt inheritedListener = OptionalInt.empty();
        private Optional<ServiceGate> gate = Optional.empty();

        private Builder() {}

        private Builder(RelayOptions from) {
            this.dataPath = from.dataPath;
            this.loops = from.loops;
            this.maxConnections = from.maxConnections;
            this.overLimit = from.overLimit;
            this.backlog = from.backlog;
            this.connectTimeout = from.connectTimeout;
            this.connectionIdleTimeout = from.connectionIdleTimeout;
            this.firstByteTimeout = from.firstByteTimeout;
            this.proxyProtocol = from.proxyProtocol;
            this.heldBytesBound = from.heldBytesBound;
            this.pipes = from.pipes;
            this.refuse = from.refuse;
            this.ignore = from.ignore;
            this.dialFrom = from.dialFrom;
            this.inheritedListener = from.inheritedListener;
            this.gate = from.gate;
        }

        /**
         * Sets what carries the bytes.
         *
         * @param choice the choice
         * @return this
         * @throws NullPointerException if {@code choice} is null
         */
        public Builder dataPath(DataPathChoice choice) {
            this.dataPath = Objects.requireNonNull(choice, "choice");
            return this;
        }

        /**
         * Sets how many threads carry bytes.
         *
         * @param number 1 to 1024
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder loops(int number) {
            this.loops = OptionalInt.of((int) inRange(number, 1, 1024, "loops"));
            return this;
        }

        /**
         * Sets how many connections are let in at a time.
         *
         * @param number 1 or more
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxConnections(int number) {
            this.maxConnections = OptionalInt.of((int) inRange(number, 1, Integer.MAX_VALUE, "maxConnections"));
            return this;
        }

        /**
         * Sets what happens to a connection beyond the limit.
         *
         * @param rule the rule
         * @return this
         * @throws NullPointerException if {@code rule} is null
         */
        public Builder overLimit(OverLimit rule) {
            this.overLimit = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Sets how many connections the kernel is asked to queue.
         *
         * @param number 1 or more
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder backlog(int number) {
            this.backlog = (int) inRange(number, 1, Integer.MAX_VALUE, "backlog");
            return this;
        }

        /**
         * Sets for how long a client is held while the service cannot be connected to.
         *
         * @param timeout above zero, at most {@link #LONGEST_TIMEOUT}
         * @return this
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = Timeouts.require(timeout, "connectTimeout");
            return this;
        }

        /**
         * Sets after how long without a byte in either direction a connection is reset; see {@link
         * RelayOptions#connectionIdleTimeout()}.
         *
         * @param timeout above zero, at most {@link #LONGEST_TIMEOUT}
         * @return this
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder connectionIdleTimeout(Duration timeout) {
            this.connectionIdleTimeout = Optional.of(Timeouts.require(timeout, "connectionIdleTimeout"));
            return this;
        }

        /**
         * Sets after how long a connection on which neither side has said a byte is reset; see {@link
         * RelayOptions#firstByteTimeout()}.
         *
         * @param timeout above zero, at most {@link #LONGEST_TIMEOUT}
         * @return this
         * @throws NullPointerException if {@code timeout} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder firstByteTimeout(Duration timeout) {
            this.firstByteTimeout = Optional.of(Timeouts.require(timeout, "firstByteTimeout"));
            return this;
        }

        /**
         * Sets what is done with headers of the PROXY protocol.
         *
         * @param settings the settings
         * @return this
         * @throws NullPointerException if {@code settings} is null
         */
        public Builder proxyProtocol(ProxyProtocol settings) {
            this.proxyProtocol = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets how much all loops together hold for slow receivers before they read in pieces of 4 KiB only.
         *
         * @param bytes 1 MiB or more
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder heldBytesBound(long bytes) {
            this.heldBytesBound = inRange(bytes, 1024 * 1024, Long.MAX_VALUE / 2, "heldBytesBound");
            return this;
        }

        /**
         * Sets how many splice pipes of 256 KiB all loops together may have; see {@link RelayOptions#pipes()}.
         *
         * @param number 0 to 4096
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder pipes(int number) {
            this.pipes = (int) inRange(number, 0, 4096, "pipes");
            return this;
        }

        /**
         * Sets whose connections are reset at once; see {@link RelayOptions#refuse()}.
         *
         * @param peers blocks of addresses; copied
         * @return this
         * @throws NullPointerException if {@code peers} or one of them is null
         */
        public Builder refuse(List<Cidr> peers) {
            this.refuse = List.copyOf(peers);
            return this;
        }

        /**
         * Sets whose connections are carried and count for nothing.
         *
         * @param clients blocks of the client's address; copied
         * @return this
         * @throws NullPointerException if {@code clients} or one of them is null
         */
        public Builder ignore(List<Cidr> clients) {
            this.ignore = List.copyOf(clients);
            return this;
        }

        /**
         * Sets from which address of this machine the service is dialled; see {@link RelayOptions#dialFrom()}.
         *
         * @param address the address; where it is not this machine's, the service cannot be reached
         * @return this
         * @throws NullPointerException if {@code address} is null
         */
        public Builder dialFrom(InetAddress address) {
            this.dialFrom = Optional.of(address);
            return this;
        }

        /**
         * Sets at which inherited socket the relay listens; see {@link RelayOptions#inheritedListener()}. The target's
         * frontend is to be its address.
         *
         * @param descriptor of a listening TCP socket, 0 or more
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder inheritedListener(int descriptor) {
            this.inheritedListener =
                    OptionalInt.of((int) inRange(descriptor, 0, Integer.MAX_VALUE, "inheritedListener"));
            return this;
        }

        /**
         * Sets what says when the service may be dialled; until then its clients are held.
         *
         * @param decides the gate, which stays the caller's to open and shut
         * @return this
         * @throws NullPointerException if {@code decides} is null
         */
        public Builder gate(ServiceGate decides) {
            this.gate = Optional.of(decides);
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return the settings
         */
        public RelayOptions build() {
            return new RelayOptions(this);
        }

        private static long inRange(long value, long least, long most, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + ": " + value + ", expected " + least + " to " + most);
            }
            return value;
        }
    }
}
