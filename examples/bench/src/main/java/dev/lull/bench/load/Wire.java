package dev.lull.bench.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** What load and service agree on. A connection's first byte says what it is for. */
public final class Wire {

    /** Every byte comes back. */
    public static final byte ECHO = 'E';
    /** A {@linkplain MarkWriter marked stream} to the service, which answers with its count of bytes, a long. */
    public static final byte UPLOAD = 'U';
    /** A {@linkplain MarkWriter marked stream} from the service, until the client sends one more byte. */
    public static final byte DOWNLOAD = 'D';
    /** The byte comes back and the service closes. */
    public static final byte CHURN = 'C';
    /** The byte comes back, and then nothing happens. */
    static final byte IDLE = 'I';
    /** A long n and n bytes; the service answers with their CRC-32C, a long, and {@link #content} of its own. */
    static final byte VERIFY = 'V';
    /** The client ends its direction; the service then sends {@link #HALF_CLOSE_BYTES} and closes. */
    static final byte HALF_CLOSE = 'H';

    public static final int MESSAGE_BYTES = 64;
    public static final int CHUNK_BYTES = 256 * 1024;
    static final int HALF_CLOSE_BYTES = 256 * 1024;

    private Wire() {}

    /** Bytes that look random and that both ends can make. */
    static ByteBuffer content(int bytes, long seed) {
        byte[] content = new byte[bytes];
        new SplittableRandom(seed).nextBytes(content);
        return ByteBuffer.wrap(content);
    }
}
