package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.MonitorTarget;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is in the file, the parser answers, and the only exception it knows is {@link UnreadableException}. */
class TcpTableFuzzTest {

    private static final int[] INTERESTING = {' ', '\n', ':', '0', 'F', 'f', 'G', '-', 0, 0x7F, 0x80, 0xFF};

    private static final int LONGEST_SEED_BYTES = 2000;

    private record Damage(int at, int kind, byte value) {}

    @Property(tries = 2000)
    void anyBytesGiveAnAnswerOrUnreadable(@ForAll byte[] bytes, @ForAll boolean ipv6) {
        answersOrUnreadable(bytes, ipv6);
    }

    @Property(tries = 2000)
    void anyLinesBehindARealHeaderGiveAnAnswerOrUnreadable(@ForAll("lines") String lines, @ForAll boolean ipv6)
            throws IOException {
        String header = captured(ipv6).lines().findFirst().orElseThrow();
        answersOrUnreadable((header + "\n" + lines).getBytes(StandardCharsets.ISO_8859_1), ipv6);
    }

    @Property(tries = 2000)
    void aDamagedRealTableGivesAnAnswerOrUnreadable(@ForAll("damages") List<Damage> damages, @ForAll boolean ipv6)
            throws IOException {
        byte[] table = captured(ipv6).getBytes(StandardCharsets.US_ASCII);
        for (Damage damage : damages) {
            int at = damage.at % table.length;
            switch (damage.kind) {
                case 0 -> table[at] = damage.value;
                case 1 -> table = Arrays.copyOf(table, Math.max(at, 1));
                default -> System.arraycopy(table, at, table, at / 2, table.length - at);
            }
        }
        answersOrUnreadable(table, ipv6);
    }

    @Property(tries = 2000)
    void anyTextIsTheSameInPiecesAndReadNoFurtherThanItGoes(
            @ForAll("damages") List<Damage> damages, @ForAll boolean ipv6, @ForAll byte piece) throws IOException {
        byte[] input = input(ipv6, piece);
        for (Damage damage : damages) {
            input[2 + damage.at % (input.length - 2)] = damage.value;
        }
        TcpTableFuzz.fuzzerTestOneInput(input);
    }

    /** The beginning of a real table, as {@link TcpTableFuzz} takes it. */
    static byte[] input(boolean ipv6, byte piece) throws IOException {
        byte[] table = captured(ipv6).getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(table.length, LONGEST_SEED_BYTES);
        byte[] input = new byte[2 + length];
        input[0] = (byte) (ipv6 ? 1 : 0);
        input[1] = piece;
        System.arraycopy(table, 0, input, 2, length);
        return input;
    }

    @Property(tries = 1000)
    void aRealTableInPiecesGivesTheSameAsWhole(@ForAll("pieces") List<Integer> pieces, @ForAll boolean ipv6)
            throws Exception {
        byte[] table = captured(ipv6).getBytes(StandardCharsets.US_ASCII);
        TcpTableParser parser = parser(ipv6);
        int[] rows = {0};
        parser.begin();
        byte[] buffer = new byte[table.length];
        int kept = 0;
        int from = 0;
        for (int i = 0; from < table.length; i++) {
            int length = Math.min(pieces.get(i % pieces.size()), table.length - from);
            System.arraycopy(table, from, buffer, kept, length);
            from += length;
            int rest = parser.parse(buffer, kept + length, row -> rows[0]++);
            kept = kept + length - rest;
            System.arraycopy(buffer, rest, buffer, 0, kept);
        }
        parser.end(buffer, kept);
        int[] whole = {0};
        TcpTableParser other = parser(ipv6);
        other.begin();
        other.parse(table, table.length, row -> whole[0]++);
        assertThat(rows[0]).isEqualTo(whole[0]).isPositive();
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.strings()
                .withChars(" \n:0123456789ABCDEFabcdef-x\u0000\u00ff")
                .ofMaxLength(400);
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        Arbitrary<Byte> value =
                Arbitraries.of(Arrays.stream(INTERESTING).boxed().toList()).map(Integer::byteValue);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20_000),
                        Arbitraries.integers().between(0, 2),
                        value)
                .as((at, kind, with) -> new Damage(at, kind, with))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Integer>> pieces() {
        return Arbitraries.integers().between(1, 4096).list().ofMinSize(1).ofMaxSize(10);
    }

    private static String captured(boolean ipv6) throws IOException {
        return Tables.captured(ipv6 ? "states-tcp6.txt" : "states-tcp.txt");
    }

    private static TcpTableParser parser(boolean ipv6) {
        return new TcpTableParser("table", ipv6, ByteOrder.nativeOrder());
    }

    private static TargetFilter everyPort() {
        return new TargetFilter(new MonitorTarget.Observed(new TreeSet<>(List.of(2222, 2223, 2224)), Optional.empty()));
    }

    private static void answersOrUnreadable(byte[] bytes, boolean ipv6) {
        try {
            assertThat(Tables.open(bytes, ipv6, ByteOrder.nativeOrder(), everyPort()))
                    .isNotNull();
        } catch (UnreadableException e) {
            assertThat(e).hasMessageStartingWith("table");
            assertThat(String.valueOf(e.getMessage()).chars()).allMatch(c -> c >= ' ' && c < 0x7F);
        }
    }
}
