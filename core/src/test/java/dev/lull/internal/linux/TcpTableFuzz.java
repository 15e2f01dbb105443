package dev.lull.internal.linux;

import dev.lull.spi.UnreadableException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whatever stands in {@code /proc/net/tcp}, the parser comes to an end, throws nothing but {@link UnreadableException} with
 * a message that can be printed, reads nothing beyond what was read from the file, and makes the same of it in pieces as
 * whole. An input is a byte that says which of the two files, a byte for the length of the pieces, and the text.
 */
public final class TcpTableFuzz {

    private static final int BEFORE = 2;
    private static final int BEYOND = 64;

    private TcpTableFuzz() {}

    /** What the parser made of a table. */
    private record Outcome(List<String> sockets, Optional<String> failure) {}

    /**
     * Tries an input: what Jazzer calls.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < BEFORE) {
            return;
        }
        boolean ipv6 = input[0] % 2 != 0;
        int piece = 1 + Byte.toUnsignedInt(input[1]);
        byte[] text = Arrays.copyOfRange(input, BEFORE, input.length);
        Outcome whole = parse(text, ipv6, Math.max(1, text.length), (byte) '0');
        if (!whole.equals(parse(text, ipv6, Math.max(1, text.length), (byte) '\n'))) {
            throw new AssertionError("bytes beyond the text were read");
        }
        if (!whole.equals(parse(text, ipv6, piece, (byte) 'F'))) {
            throw new AssertionError("in pieces of " + piece + " it is another table");
        }
        if (!whole.failure.orElse(" ").chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new AssertionError("a message that cannot be printed");
        }
    }

    /** Parses as {@link TcpTableFile} does, with a buffer that has room for all. */
    private static Outcome parse(byte[] text, boolean ipv6, int piece, byte beyond) {
        TcpTableParser parser = new TcpTableParser("table", ipv6, ByteOrder.nativeOrder());
        List<String> sockets = new ArrayList<>();
        byte[] buffer = new byte[text.length + BEYOND];
        try {
            parser.begin();
            int kept = 0;
            for (int from = 0; from < text.length; from += piece) {
                Arrays.fill(buffer, kept, buffer.length, beyond);
                int length = Math.min(piece, text.length - from);
                System.arraycopy(text, from, buffer, kept, length);
                int end = kept + length;
                int rest = parser.parse(buffer, end, socket -> sockets.add(text(socket)));
                kept = end - rest;
                System.arraycopy(buffer, rest, buffer, 0, kept);
            }
            parser.end(buffer, kept);
            return new Outcome(sockets, Optional.empty());
        } catch (UnreadableException e) {
            return new Outcome(sockets, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static String text(SocketRow socket) {
        return socket.key() + " " + socket.state() + " " + socket.inode() + " " + socket.sendQueueBytes() + " "
                + socket.local() + " " + socket.remote() + " " + socket.localHigh() + " " + socket.localLow();
    }
}
