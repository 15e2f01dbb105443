package dev.lull.contract;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.Testimony;
import dev.lull.Witness;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.PollingMonitor;
import dev.lull.spi.SourceWitness;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The plainest strategy that is right: it reads {@code /proc/net/tcp} and {@code tcp6} line by line. Core's own tests
 * watch with it, and its fields are what the wrong strategies of {@link WrongStrategiesTest} get wrong.
 */
class ReferenceStrategy implements ActivityStrategyProvider {

    private static final String ESTABLISHED = "01";
    private static final String FIN_WAIT_1 = "04";
    private static final String FIN_WAIT_2 = "05";
    private static final String CLOSE_WAIT = "08";
    private static final String LISTEN = "0A";
    private static final String TABLES = "/proc/net/tcp, byte by byte";

    Set<String> openStates = Set.of(ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, FIN_WAIT_2);
    List<Path> files = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION);
    }

    @Override
    public Availability probe() {
        return new Availability.Available("reads /proc/net/tcp");
    }

    @Override
    public Availability probeWitness() {
        return new Availability.Available(TABLES);
    }

    /** The same files, but read by other code. */
    Witness witness(MonitorTarget.Observed target) {
        try {
            return new SourceWitness(TcpTables.open(TcpTables.OWN_NAMESPACE, new TargetFilter(target), TABLES));
        } catch (FileNotFoundException e) {
            return Witness.none(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        if (!(target instanceof MonitorTarget.Observed observed)) {
            throw new StrategyException("reference: cannot watch " + target + "; give it a port");
        }
        try {
            return new PollingMonitor(name(), capabilities(), options.clock(), new Lines(observed));
        } catch (UnreadableException e) {
            throw new StrategyException("reference: " + e.getMessage(), e);
        }
    }

    /** Reads the rows of one file; overridden by a strategy that hides errors. */
    List<String> rows(Path file) throws UnreadableException {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.subList(1, lines.size());
        } catch (IOException e) {
            throw new UnreadableException(file + ": " + e, e);
        }
    }

    /** Which ports to call unserved; overridden by a strategy that does not care. */
    Set<Integer> unserved(Set<Integer> ports) {
        return ports;
    }

    private final class Lines implements ConnectionSource {
        private final MonitorTarget.Observed target;

        private final Witness witness;

        private Lines(MonitorTarget.Observed target) {
            this.target = target;
            this.witness = ReferenceStrategy.this.witness(target);
        }

        @Override
        public Witness witness() {
            return witness;
        }

        @Override
        public String description() {
            return "/proc/net/tcp, line by line";
        }

        @Override
        public void look(ConnectionSink sink) throws UnreadableException {
            Set<Integer> unserved = new TreeSet<>(target.ports());
            for (Path file : files) {
                for (String line : rows(file)) {
                    Row row = Row.parse(line);
                    boolean ours = target.ports().contains(row.local.getPort())
                            && target.localAddress()
                                    .map(row.local.getAddress()::equals)
                                    .orElse(true);
                    if (LISTEN.equals(row.state) && serves(row.local)) {
                        unserved.remove(row.local.getPort());
                    }
                    if (ours && openStates.contains(row.state) && !row.isOrphan()) {
                        sink.row(row);
                    }
                }
            }
            unserved(unserved).forEach(sink::nothingListensOn);
        }

        /** The kernel hands the files out piece by piece. */
        @Override
        public boolean mayMissConnections() {
            return true;
        }

        private boolean serves(InetSocketAddress listener) {
            InetAddress at = listener.getAddress();
            return target.localAddress()
                    .map(address -> at.equals(address)
                            || (at.isAnyLocalAddress()
                                    && (at instanceof Inet6Address || address instanceof Inet4Address)))
                    .orElse(true);
        }

        @Override
        public void close() {
            if (witness instanceof SourceWitness source) {
                source.close();
            }
        }
    }

    private record Row(InetSocketAddress local, InetSocketAddress remote, String state, String inode)
            implements ConnectionRow {

        static Row parse(String line) throws UnreadableException {
            String[] columns = line.strip().split("\\s+", -1);
            try {
                return new Row(address(columns[1]), address(columns[2]), columns[3], columns[9]);
            } catch (RuntimeException | UnknownHostException e) {
                throw new UnreadableException("not a row of /proc/net/tcp: " + line, e);
            }
        }

        private static InetSocketAddress address(String text) throws UnknownHostException {
            String[] parts = text.split(":", -1);
            byte[] bytes = HexFormat.of().parseHex(parts[0]);
            if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
                for (int word = 0; word < bytes.length; word += 4) {
                    swap(bytes, word, word + 3);
                    swap(bytes, word + 1, word + 2);
                }
            }
            return new InetSocketAddress(InetAddress.getByAddress(bytes), Integer.parseInt(parts[1], 16));
        }

        private static void swap(byte[] bytes, int i, int j) {
            byte kept = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = kept;
        }

        /** No process holds it; before accept(2) an established connection has no inode either and still counts. */
        boolean isOrphan() {
            return "0".equals(inode) && (FIN_WAIT_1.equals(state) || FIN_WAIT_2.equals(state));
        }

        @Override
        public long key() {
            return (long) local.toString().hashCode() << Integer.SIZE
                    | Integer.toUnsignedLong(remote.toString().hashCode());
        }
    }

    /** Counts the listening socket as a connection. */
    static final class CountsListen extends ReferenceStrategy {
        CountsListen() {
            openStates = Set.of(ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, FIN_WAIT_2, "0A");
        }
    }

    /** Knows only ESTABLISHED. */
    static final class ForgetsHalfClosed extends ReferenceStrategy {
        ForgetsHalfClosed() {
            openStates = Set.of(ESTABLISHED);
        }
    }

    /** Reads only the first file. */
    static final class ForgetsIpv6 extends ReferenceStrategy {
        ForgetsIpv6() {
            files = List.of(Path.of("/proc/self/net/tcp"));
        }
    }

    /** Takes a file that cannot be read for an empty one. */
    static final class HidesErrors extends ReferenceStrategy {
        @Override
        List<String> rows(Path file) {
            try {
                return super.rows(file);
            } catch (UnreadableException e) {
                return List.of();
            }
        }
    }

    /** Opens a descriptor at each look and forgets it. */
    static final class LeaksADescriptor extends ReferenceStrategy {
        private static final List<java.nio.channels.SocketChannel> FORGOTTEN = new ArrayList<>();

        @Override
        List<String> rows(Path file) throws UnreadableException {
            try {
                FORGOTTEN.add(java.nio.channels.SocketChannel.open());
            } catch (IOException e) {
                throw new UnreadableException("no descriptor left to leak", e);
            }
            return super.rows(file);
        }

        static void closeForgotten() throws IOException {
            for (java.nio.channels.SocketChannel channel : FORGOTTEN) {
                channel.close();
            }
            FORGOTTEN.clear();
        }
    }

    /** Takes a port where nothing listens for an idle service. */
    static final class ForgetsTheListener extends ReferenceStrategy {
        @Override
        Set<Integer> unserved(Set<Integer> ports) {
            return Set.of();
        }
    }

    /** Has a witness that always says the same. */
    static final class HasAWitnessThatDoesNotLook extends ReferenceStrategy {
        private final Testimony always;

        HasAWitnessThatDoesNotLook(Testimony always) {
            this.always = always;
        }

        @Override
        Witness witness(MonitorTarget.Observed target) {
            return new Witness() {
                @Override
                public String description() {
                    return "one that does not look";
                }

                @Override
                public Testimony testify() {
                    return always;
                }
            };
        }
    }
}
