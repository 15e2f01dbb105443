package dev.lull.internal.linux;

import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.UnreadableException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Parses {@code /proc/net/tcp} or {@code tcp6} from bytes, without an object for a row: the parser is itself the cursor
 * that it hands to the sink. Not safe for use by several threads.
 *
 * <p>The format (net/ipv4/tcp_ipv4.c {@code tcp4_seq_show}, {@code get_tcp4_sock} and net/ipv6/tcp_ipv6.c
 * {@code get_tcp6_sock}): one header, then a line for each socket of
 *
 * <pre>
 * sl: local:port remote:port st tx_queue:rx_queue tr:tm-&gt;when retrnsmt uid timeout inode …
 * </pre>
 *
 * in which addresses are 1 or 4 words of 8 hex digits, each a word of memory printed as a number of the machine's own
 * byte order, ports are numbers in hex, and {@code uid}, {@code timeout} and {@code inode} are decimal. The header is
 * recognised by its shape, the names of the columns in their order, since its spacing differs between files and
 * kernels.
 */
final class TcpTableParser implements ConnectionRow {

    private static final String[] HEADER = {
        "sl",
        "local_address",
        "rem",
        "st",
        "tx_queue",
        "rx_queue",
        "tr",
        "tm->when",
        "retrnsmt",
        "uid",
        "timeout",
        "inode"
    };
    private static final int REMOTE_COLUMN = 2; // "rem_address" or "remote_address"
    private static final int PORT_DIGITS = 4;
    private static final int WORD_DIGITS = 8;
    private static final int LONGEST_TOKEN_SHOWN = 60;
    private static final int LARGEST_STATE = TcpState.BOUND_INACTIVE;

    private static final byte[] HEX = hexDigits();

    private final String file;
    private final int addressDigits;
    private final String expectedAddress;
    private final boolean littleEndian;
    private final TargetFilter filter;
    private final ServedPorts served;

    private byte[] bytes = new byte[0];
    private int at;
    private int line;

    // The row that the sink is shown.
    private long localHigh;
    private long localLow;
    private int localPort;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;

    /**
     * Makes a parser.
     *
     * @param file the file's name, for messages
     * @param ipv6 whether it is tcp6
     * @param order the byte order of the machine that wrote it
     * @param filter which rows to hand on
     * @param served is told of every listener at one of the filter's ports
     */
    TcpTableParser(String file, boolean ipv6, ByteOrder order, TargetFilter filter, ServedPorts served) {
        this.file = file;
        this.addressDigits = ipv6 ? 4 * WORD_DIGITS : WORD_DIGITS;
        this.expectedAddress = "an address of " + addressDigits + " hex digits";
        this.littleEndian = order == ByteOrder.LITTLE_ENDIAN;
        this.filter = filter;
        this.served = served;
    }

    /** Begins at the file's first line. */
    void begin() {
        line = 0;
    }

    /**
     * Parses the whole lines of a piece of the file.
     *
     * @param buffer holds the piece from its beginning
     * @param end where the piece ends
     * @param sink gets the rows that are open connections of the target
     * @return where the last whole line ends; what is behind it belongs before the next piece
     * @throws UnreadableException if a line is not of the format, with its number and the text that is not
     */
    int parse(byte[] buffer, int end, ConnectionSink sink) throws UnreadableException {
        int wholeLines = end;
        while (wholeLines > 0 && buffer[wholeLines - 1] != '\n') {
            wholeLines--;
        }
        bytes = buffer;
        at = 0;
        while (at < wholeLines) {
            line++;
            if (line == 1) {
                header();
            } else {
                row(sink);
            }
            skipLine();
        }
        return wholeLines;
    }

    /**
     * Checks that the file is at its proper end.
     *
     * @param buffer holds what was left by {@link #parse}
     * @param end where that ends
     * @throws UnreadableException if the last line is cut off or there is not even a header
     */
    void end(byte[] buffer, int end) throws UnreadableException {
        if (end > 0) {
            throw new UnreadableException(file + " line " + (line + 1) + ": cut off after \""
                    + printable(new String(
                            buffer,
                            Math.max(0, end - LONGEST_TOKEN_SHOWN),
                            Math.min(end, LONGEST_TOKEN_SHOWN),
                            StandardCharsets.ISO_8859_1))
                    + "\"");
        }
        if (line == 0) {
            throw new UnreadableException(file + ": empty, not even a header");
        }
    }

    private void header() throws UnreadableException {
        for (int column = 0; column < HEADER.length; column++) {
            skipSpaces();
            int from = at;
            skipToken();
            String name = HEADER[column];
            String token = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
            if (column == REMOTE_COLUMN ? !token.startsWith(name) : !token.equals(name)) {
                throw unknown(from, "column " + (column + 1) + " of the header to be " + name);
            }
        }
    }

    private void row(ConnectionSink sink) throws UnreadableException {
        skipSpaces();
        decimal("a line's number");
        expect(':');
        skipSpaces();
        int localAt = at;
        hexDigits(addressDigits, expectedAddress);
        expect(':');
        localPort = hex(PORT_DIGITS, "a port of 4 hex digits");
        skipSpaces();
        int remoteAt = at;
        hexDigits(addressDigits, expectedAddress);
        expect(':');
        remotePort = hex(PORT_DIGITS, "a port of 4 hex digits");
        skipSpaces();
        int state = state();
        long inode = inode();
        if (!filter.hasPort(localPort)) {
            return;
        }
        localHigh = high(localAt);
        localLow = low(localAt);
        if (state == TcpState.LISTEN) {
            served.listener(localPort, localHigh, localLow);
        } else if (filter.hasAddress(localHigh, localLow)) {
            remoteHigh = high(remoteAt);
            remoteLow = low(remoteAt);
            if (TcpState.isOpen(state, inode)) {
                sink.row(this);
            } else if (state == TcpState.SYN_RECV) {
                sink.handshake(this);
            }
        }
    }

    private int state() throws UnreadableException {
        int from = at;
        int state = hex(2, "a state of 2 hex digits");
        if (state == 0 || state > LARGEST_STATE) {
            throw unknown(from, "a state from 01 to 0D");
        }
        return state;
    }

    /** Passes over what is between the state and the inode, and returns the inode. */
    private long inode() throws UnreadableException {
        skipSpaces();
        hexDigits(WORD_DIGITS, "a transmit queue of 8 hex digits");
        expect(':');
        hexDigits(WORD_DIGITS, "a receive queue of 8 hex digits");
        skipSpaces();
        hexDigits(2, "a timer of 2 hex digits");
        expect(':');
        skipToken(); // at least 8 hex digits; more on a machine that has been up for long
        skipSpaces();
        hexDigits(WORD_DIGITS, "retransmits of 8 hex digits");
        skipSpaces();
        decimal("a user's number");
        skipSpaces();
        if (bytes[at] == '-') {
            at++; // printed as a signed number
        }
        decimal("a timeout");
        skipSpaces();
        return decimal("an inode");
    }

    private long decimal(String expected) throws UnreadableException {
        int from = at;
        long value = 0;
        for (int digit = bytes[at] - '0'; digit >= 0 && digit <= 9; digit = bytes[at] - '0') {
            value = value * 10 + digit; // may overflow: only whether an inode is 0 is of interest
            at++;
        }
        if (at == from || at - from > Long.SIZE) {
            throw unknown(from, expected);
        }
        return value;
    }

    private int hex(int digits, String expected) throws UnreadableException {
        int from = at;
        hexDigits(digits, expected);
        return hexAt(from, digits);
    }

    private int hexAt(int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | HEX[bytes[i] & 0xFF];
        }
        return value;
    }

    /** Passes over exactly so many digits: the newline that ends every line handed to us is none. */
    private void hexDigits(int digits, String expected) throws UnreadableException {
        int from = at;
        while (at - from < digits) {
            if (HEX[bytes[at] & 0xFF] < 0) {
                throw unknown(from, expected);
            }
            at++;
        }
        if (HEX[bytes[at] & 0xFF] >= 0) {
            throw unknown(from, expected);
        }
    }

    private long high(int from) {
        return addressDigits == WORD_DIGITS ? 0 : twoWords(from);
    }

    private long low(int from) {
        return addressDigits == WORD_DIGITS ? AddressBits.lowOfIpv4(word(from)) : twoWords(from + 2 * WORD_DIGITS);
    }

    private long twoWords(int from) {
        return (long) word(from) << Integer.SIZE | Integer.toUnsignedLong(word(from + WORD_DIGITS));
    }

    /** A word of an address in network order. */
    private int word(int from) {
        int printed = hexAt(from, WORD_DIGITS);
        return littleEndian ? Integer.reverseBytes(printed) : printed;
    }

    private void expect(char expected) throws UnreadableException {
        if (bytes[at] != expected) {
            throw unknown(at, "'" + expected + "'");
        }
        at++;
    }

    private void skipSpaces() {
        while (bytes[at] == ' ') {
            at++;
        }
    }

    private void skipToken() {
        while (bytes[at] != ' ' && bytes[at] != '\n') {
            at++;
        }
    }

    private void skipLine() {
        while (bytes[at] != '\n') {
            at++;
        }
        at++;
    }

    private UnreadableException unknown(int from, String expected) {
        int end = from;
        while (end - from < LONGEST_TOKEN_SHOWN && bytes[end] != ' ' && bytes[end] != '\n') {
            end++;
        }
        String token = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        String seen = token.isEmpty() ? "its end" : "\"" + printable(token) + "\"";
        return new UnreadableException(file + " line " + line + ": " + seen + ", expected " + expected);
    }

    private static String printable(String token) {
        StringBuilder shown = new StringBuilder(token.length());
        token.chars().forEach(c -> shown.append(c >= ' ' && c < 0x7F ? (char) c : '?'));
        return shown.toString();
    }

    private static byte[] hexDigits() {
        byte[] values = new byte[256];
        for (int c = 0; c < values.length; c++) {
            values[c] = (byte) (c < 0x80 ? Character.digit(c, 16) : -1);
        }
        return values;
    }

    @Override
    public long key() {
        return ConnectionKeys.of(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(AddressBits.toAddress(localHigh, localLow), localPort);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(AddressBits.toAddress(remoteHigh, remoteLow), remotePort);
    }
}
