package dev.lull.ebpf.kernel;

import dev.lull.Traffic;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the kernel program sends: {@code struct record} of lull.bpf.c.
 *
 * @param opened whether it opened; else it closed
 * @param cookie the socket's
 * @param atNanos when, on the kernel's clock
 * @param traffic what it carried, where it closed and that is known
 * @param connection the connection
 */
public record EventRecord(
        boolean opened, long cookie, long atNanos, Optional<Traffic> traffic, KernelConnection connection) {

    static final int KIND = 0;
    static final int COOKIE = 8;
    static final int AT = 16;
    static final int BYTES_IN = 24;
    static final int BYTES_OUT = 32;
    static final int CONNECTION = 40;
    static final int BYTES = CONNECTION + KernelConnection.BYTES;

    private static final long WAKE = 0;
    private static final long OPENED = 1;
    private static final long CLOSED = 2;

    /**
     * Tells whether a record only wakes: there is nothing more in it.
     *
     * @param bytes what holds the record
     * @param at where it begins
     * @return whether it can be passed over
     */
    public static boolean onlyWakes(ByteBuffer bytes, int at) {
        return bytes.getLong(at + KIND) == WAKE;
    }

    /**
     * Reads a record.
     *
     * @param bytes what holds the record, in the byte order of this machine
     * @param at where it begins
     * @return the record
     */
    public static EventRecord read(ByteBuffer bytes, int at) {
        long kind = bytes.getLong(at + KIND);
        return new EventRecord(
                kind == OPENED,
                bytes.getLong(at + COOKIE),
                bytes.getLong(at + AT),
                kind == CLOSED
                        ? traffic(bytes.getLong(at + BYTES_IN), bytes.getLong(at + BYTES_OUT))
                        : Optional.empty(),
                KernelConnection.read(bytes, at + CONNECTION));
    }

    /** More than 2^63 bytes nobody has carried: then it is not known. */
    private static Optional<Traffic> traffic(long in, long out) {
        return in < 0 || out < 0 ? Optional.empty() : Optional.of(new Traffic(in, out));
    }
}
