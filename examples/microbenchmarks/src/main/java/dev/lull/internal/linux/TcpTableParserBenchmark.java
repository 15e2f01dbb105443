package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.microbenchmarks.NanosecondBenchmark;
import dev.lull.spi.UnreadableException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Parsing the rows of {@code /proc/net/tcp}, a quarter of them on the port, without the kernel's share: time a row. */
public class TcpTableParserBenchmark extends NanosecondBenchmark {

    /** How many rows are parsed at once. */
    static final int ROWS = 1_000;

    private static final int PORT = 2222;

    /** Whether the file is tcp6. */
    @Param({"false", "true"})
    public boolean ipv6;

    private byte[] table = {};
    private TcpTableParser parser = parser(false);
    private final TargetSockets sockets =
            new TargetSockets(new TargetFilter((MonitorTarget.Observed) MonitorTarget.port(PORT)));
    private int found;

    /** Makes the file's text. */
    @Setup
    public void prepare() {
        parser = parser(ipv6);
        String address = ipv6 ? "0000000000000000FFFF00000100007F" : "0100007F";
        StringBuilder text = new StringBuilder("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when"
                + " retrnsmt   uid  timeout inode\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%4d: %s:%04X %s:%04X 01 00000000:00000000 00:00000000 00000000     0        0 %d 1"
                            + " 0000000000000000 20 4 30 10 -1%n",
                    row,
                    address,
                    row % 4 == 0 ? PORT : 20_000 + row,
                    address,
                    30_000 + row,
                    100_000 + row));
        }
        table = text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static TcpTableParser parser(boolean ipv6) {
        return new TcpTableParser("tcp", ipv6, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Measures parsing all rows.
     *
     * @return how many were open connections of the port
     * @throws UnreadableException if a row is not of the format
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int parse() throws UnreadableException {
        found = 0;
        parser.begin();
        sockets.begin();
        parser.parse(table, table.length, socket -> sockets.take(socket, row -> found++));
        return found;
    }
}
