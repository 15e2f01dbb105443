package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.MonitorTarget;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.UnreadableException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTableParserTest {

    private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
            + "   uid  timeout inode                                                     \n";
    private static final String REST =
            " 00000000:00000000 00:00000000 00000000     0        0 1234 1 0 20 4 30 10 -1\n";
    private static final String ROW = "   0: 0100007F:08AE 0200007F:D431 01" + REST;

    @ParameterizedTest
    @ValueSource(ints = {2222, 2223, 2224, 2226})
    void seesTheSameOpenConnectionsAsSsInTablesWithEveryState(int port) throws Exception {
        SsAnswer ss = SsAnswer.parse(Tables.captured("states-ss-tane.txt"));
        List<String> seen = Stream.concat(
                        Tables.open(Tables.captured("states-tcp.txt"), false, port).stream(),
                        Tables.open(Tables.captured("states-tcp6.txt"), true, port).stream())
                .toList();
        assertThat(seen).isNotEmpty().containsExactlyInAnyOrderElementsOf(ss.open(port));
    }

    @Test
    void theCapturedTablesHoldEveryStateAndOrphans() throws Exception {
        List<SsAnswer.Line> lines =
                SsAnswer.parse(Tables.captured("states-ss-tane.txt")).lines();
        assertThat(lines)
                .extracting(SsAnswer.Line::state)
                .contains("ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE-WAIT")
                .contains("LAST-ACK", "LISTEN", "CLOSING");
        assertThat(lines)
                .filteredOn(line -> line.state().startsWith("FIN-WAIT") && line.localPort() == 2222)
                .extracting(SsAnswer.Line::heldByAProcess)
                .contains(true, false);
        assertThat(lines)
                .filteredOn(line -> line.local().startsWith("[::ffff:"))
                .isNotEmpty();
    }

    @Test
    void seesTheSameAsSsInTablesOfTenThousandRowsWithTimeWaitAmongThem() throws Exception {
        SsAnswer ss = SsAnswer.parse(Tables.captured("many-ss-tan.txt.gz"));
        String ipv4 = Tables.captured("many-tcp.txt.gz");
        String ipv6 = Tables.captured("many-tcp6.txt.gz");
        assertThat(ipv4.lines().count() + ipv6.lines().count()).isGreaterThan(10_000);
        assertThat(ss.lines()).extracting(SsAnswer.Line::state).contains("TIME-WAIT");
        assertThat(Tables.open(ipv6, true, 2222)).hasSize(4000).containsExactlyInAnyOrderElementsOf(ss.open(2222));
        assertThat(Tables.open(ipv4, false, 2222)).isEmpty();
    }

    @Test
    void readsAddressesAndPortsOfALittleEndianMachine() throws Exception {
        assertThat(Tables.open(HEADER + ROW, false, 2222)).containsExactly("127.0.0.1:2222 127.0.0.2:54321");
    }

    @Test
    void readsAddressesAndPortsOfABigEndianMachine() throws Exception {
        String row = "   0: 7F000001:08AE 7F000002:D431 01" + REST;
        assertThat(Tables.open(bytes(HEADER + row), false, ByteOrder.BIG_ENDIAN, Tables.ports(2222)))
                .containsExactly("127.0.0.1:2222 127.0.0.2:54321");
    }

    @Test
    void takesOnlyTheAddressWhereOneIsGiven() throws Exception {
        String other = "   1: 0500007F:08AE 0200007F:D431 01" + REST;
        TargetFilter filter = new TargetFilter(new MonitorTarget.Observed(
                new TreeSet<>(List.of(2222)), Optional.of(InetAddress.getByName("127.0.0.5"))));
        assertThat(Tables.open(bytes(HEADER + ROW + other), false, ByteOrder.LITTLE_ENDIAN, filter))
                .containsExactly("127.0.0.5:2222 127.0.0.2:54321");
    }

    @ParameterizedTest(name = "{0} is served by a listener at {1}: {3}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 0100007F, true",
        "127.0.0.1, 127.0.0.2, 0200007F, false",
        "127.0.0.1, 0.0.0.0, 00000000, true",
        "127.0.0.1, ::ffff:127.0.0.1, 0000000000000000FFFF00000100007F, true",
        "127.0.0.1, ::, 00000000000000000000000000000000, true",
        "127.0.0.1, ::1, 00000000000000000000000001000000, false",
        "::1, ::1, 00000000000000000000000001000000, true",
        "::1, ::, 00000000000000000000000000000000, true",
        "::1, 0.0.0.0, 00000000, false",
        "0.0.0.0, 127.0.0.2, 0200007F, true",
        "::, 127.0.0.2, 0200007F, true",
    })
    void tellsWhetherSomebodyListensThere(String address, String listener, String printed, boolean served)
            throws Exception {
        MonitorTarget.Observed target = new MonitorTarget.Observed(
                new TreeSet<>(List.of(2222, 2223)), Optional.of(InetAddress.getByName(address)));
        TargetSockets sockets = new TargetSockets(new TargetFilter(target));
        byte[] table = bytes(HEADER + "   0: " + printed + ":08AE " + "0".repeat(printed.length()) + ":0000 0A" + REST);
        TcpTableParser parser = new TcpTableParser("table", printed.length() > 8, ByteOrder.LITTLE_ENDIAN);
        List<Integer> unserved = new ArrayList<>();
        ConnectionSink sink = new ConnectionSink() {
            @Override
            public void row(ConnectionRow row) {
                throw new AssertionError("a listener is no connection");
            }

            @Override
            public void nothingListensOn(int port) {
                unserved.add(port);
            }
        };
        sockets.begin();
        parser.begin();
        parser.parse(table, table.length, socket -> sockets.take(socket, sink));
        sockets.end(sink);
        assertThat(unserved).isEqualTo(served ? List.of(2223) : List.of(2222, 2223));
    }

    @Test
    void doesNotCountAConnectionThatIsOnlyAskedFor() throws Exception {
        assertThat(Tables.captured("states-tcp.txt")).containsPattern(":08B1 [0-9A-F:]+ 03 ");
        assertThat(Tables.open(Tables.captured("states-tcp.txt"), false, 2225)).isEmpty();
    }

    @Test
    void doesNotTakeAClientForTheService() throws Exception {
        assertThat(Tables.open(HEADER + ROW, false, 54321)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "01, 1", "02, 0", "03, 0", "04, 1", "05, 1", "06, 0", "07, 0", "08, 1", "09, 0", "0A, 0", "0B, 0", "0C, 0",
        "0D, 0"
    })
    void countsTheStatesInWhichAConnectionIsOpen(String state, int expected) throws Exception {
        assertThat(Tables.open(HEADER + ROW.replace(" 01 ", " " + state + " "), false, 2222))
                .hasSize(expected);
    }

    @ParameterizedTest
    @CsvSource({"01, 1", "08, 1", "04, 0", "05, 0"})
    void countsWithoutAnInodeWhatIsNotAcceptedYetButNoOrphan(String state, int expected) throws Exception {
        String row = ROW.replace(" 01 ", " " + state + " ").replace(" 1234 ", " 0 ");
        assertThat(Tables.open(HEADER + row, false, 2222)).hasSize(expected);
    }

    @Test
    void takesALinesLaterColumnsAsTheyCome() throws Exception {
        String longer = "12345678: 0100007F:08AE 0200007F:D431 01 00000000:00000000 01:1FFFFFFFFFFFF 00000000"
                + " 4294967294 -1 18446744073709551615\n";
        assertThat(Tables.open(HEADER + longer, false, 2222)).hasSize(1);
    }

    @Test
    void anEmptyTableIsEmpty() throws Exception {
        assertThat(Tables.open(HEADER, false, 2222)).isEmpty();
    }

    @Test
    void aFileWithoutEvenAHeaderIsUnreadable() {
        assertThatThrownBy(() -> Tables.open("", false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("table: empty, not even a header");
    }

    @Test
    void aLineThatIsCutOffIsUnreadable() {
        String cut = HEADER + ROW.substring(0, 40);
        assertThatThrownBy(() -> Tables.open(cut, false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("table line 2: cut off after \"   0: 0100007F:08AE 0200007F:D431 01 000\"");
    }

    @Test
    void aTableWhoseHeaderIsMissingIsUnreadable() {
        assertThatThrownBy(() -> Tables.open(ROW, false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("table line 1: \"0:\", expected column 1 of the header to be sl");
    }

    @Test
    void aTableWithOtherColumnsIsUnreadable() {
        assertThatThrownBy(() -> Tables.open(HEADER.replace(" st ", " flags st "), false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("table line 1: \"flags\", expected column 4 of the header to be st");
    }

    @Test
    void theIpv4TableInPlaceOfTheIpv6OneIsUnreadable() {
        assertThatThrownBy(() -> Tables.open(HEADER + ROW, true, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("table line 2: \"0100007F:08AE\", expected an address of 32 hex digits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0:             | 0x:           | ':'            | x:",
                "0100007F:08AE  | 0100007G:08AE | 8 hex digits   | 0100007G:08AE",
                "0100007F:08AE  | 0100007F08AE  | 8 hex digits   | 0100007F08AE",
                "0100007F:08AE  | 0100007F:008AE| 4 hex digits   | 008AE",
                "0200007F:D431  | 0200007F:D43  | 4 hex digits   | D43",
                "D431 01        | D431 00       | 01 to 0D       | 00",
                "D431 01        | D431 0E       | 01 to 0D       | 0E",
                "D431 01        | D431 001      | 2 hex digits   | 001",
                "01 00000000:   | 01 0000000:   | transmit queue | 0000000:00000000",
                "1234           | -1            | an inode       | -1",
                "00:00000000 00000000 | 00:00000000 now | retransmits | now",
            })
    void namesTheLineAndTheTextThatItDoesNotKnow(String is, String becomes, String expected, String token) {
        String row = ROW.replace(is, becomes);
        assertThat(row).isNotEqualTo(ROW);
        assertThatThrownBy(() -> Tables.open(HEADER + ROW + row, false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("table line 3: ")
                .hasMessageContaining(expected)
                .hasMessageContaining("\"" + token + "\"");
    }

    @Test
    void aRowThatEndsEarlyIsUnreadableEvenOfAnotherPort() {
        String row = "   1: 0100007F:0016 0200007F:D431 01 00000000:00000000\n";
        assertThatThrownBy(() -> Tables.open(HEADER + ROW + row, false, 2222))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("table line 3: its end, expected a timer of 2 hex digits");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
