package dev.lull.internal.linux;

import dev.lull.spi.UnreadableException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.function.Consumer;

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
final class TcpTableParser implements SocketRow {

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
    private static final int WORD_DIGITS = TableText.WORD_DIGITS;
    private static final int LARGEST_STATE = TcpState.BOUND_INACTIVE;

    private final TableText text;
    private final int addressDigits;
    private final String expectedAddress;
    private final boolean littleEndian;

    // The row that the sink is shown; of its addresses, where they stand.
    private int localAt;
    private int localPort;
    private int remoteAt;
    private int remotePort;
    private int state;
    private long sendQueueBytes;
    private long inode;

    /**
     * Makes a parser.
     *
     * @param file the file's name, for messages
     * @param ipv6 whether it is tcp6
     * @param order the byte order of the machine that wrote it
     */
    TcpTableParser(String file, boolean ipv6, ByteOrder order) {
        this.text = new TableText(file);
        this.addressDigits = ipv6 ? 4 * WORD_DIGITS : WORD_DIGITS;
        this.expectedAddress = "an address of " + addressDigits + " hex digits";
        this.littleEndian = order == ByteOrder.LITTLE_ENDIAN;
    }

    /** Begins at the file's first line. */
    void begin() {
        text.begin();
    }

    /**
     * Parses the whole lines of a piece of the file.
     *
     * @param buffer holds the piece from its beginning
     * @param end where the piece ends
     * @param sink gets each socket
     * @return where the last whole line ends; what is behind it belongs before the next piece
     * @throws UnreadableException if a line is not of the format, with its number and the text that is not
     */
    int parse(byte[] buffer, int end, Consumer<? super SocketRow> sink) throws UnreadableException {
        int wholeLines = end;
        while (wholeLines > 0 && buffer[wholeLines - 1] != '\n') {
            wholeLines--;
        }
        text.moveTo(buffer);
        while (text.at() < wholeLines) {
            if (text.beginLine() == 1) {
                header();
            } else {
                row();
                sink.accept(this);
            }
            text.skipLine();
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
        text.end(buffer, end);
    }

    private void header() throws UnreadableException {
        for (int column = 0; column < HEADER.length; column++) {
            text.skipSpaces();
            int from = text.at();
            text.skipToken();
            String name = HEADER[column];
            String token = text.tokenFrom(from);
            if (column == REMOTE_COLUMN ? !token.startsWith(name) : !token.equals(name)) {
                throw text.unknown(from, "column " + (column + 1) + " of the header to be " + name);
            }
        }
    }

    private void row() throws UnreadableException {
        text.skipSpaces();
        text.decimal("a line's number");
        text.expect(':');
        text.skipSpaces();
        localAt = text.at();
        localPort = portBehindAddress();
        text.skipSpaces();
        remoteAt = text.at();
        remotePort = portBehindAddress();
        text.skipSpaces();
        int from = text.at();
        state = (int) text.hex(2, "a state of 2 hex digits");
        if (state == 0 || state > LARGEST_STATE) {
            throw text.unknown(from, "a state from 01 to 0D");
        }
        queuesAndTimer();
        text.decimal("a user's number");
        text.skipSpaces();
        text.skipSign(); // printed as a signed number
        text.decimal("a timeout");
        text.skipSpaces();
        inode = text.decimal("an inode");
    }

    /** Passes over an address, and returns the port behind it. */
    private int portBehindAddress() throws UnreadableException {
        text.hexDigits(addressDigits, expectedAddress);
        text.expect(':');
        return (int) text.hex(PORT_DIGITS, "a port of 4 hex digits");
    }

    private void queuesAndTimer() throws UnreadableException {
        text.skipSpaces();
        sendQueueBytes = text.hex(WORD_DIGITS, "a transmit queue of 8 hex digits");
        text.expect(':');
        text.hexDigits(WORD_DIGITS, "a receive queue of 8 hex digits");
        text.skipSpaces();
        text.hexDigits(2, "a timer of 2 hex digits");
        text.expect(':');
        text.skipToken(); // at least 8 hex digits; more on a machine that has been up for long
        text.skipSpaces();
        text.hexDigits(WORD_DIGITS, "retransmits of 8 hex digits");
        text.skipSpaces();
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
        int printed = text.hexAt(from, WORD_DIGITS);
        return littleEndian ? Integer.reverseBytes(printed) : printed;
    }

    @Override
    public int state() {
        return state;
    }

    @Override
    public long inode() {
        return inode;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public long localHigh() {
        return high(localAt);
    }

    @Override
    public long localLow() {
        return low(localAt);
    }

    @Override
    public long sendQueueBytes() {
        return sendQueueBytes;
    }

    @Override
    public long key() {
        return ConnectionKeys.of(high(localAt), low(localAt), localPort, high(remoteAt), low(remoteAt), remotePort);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(AddressBits.toAddress(high(localAt), low(localAt)), localPort);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(AddressBits.toAddress(high(remoteAt), low(remoteAt)), remotePort);
    }
}
