package dev.lull.internal.linux;

/**
 * Makes a key of the addresses and ports of a connection, for sources that have no cookie. Two connections that follow
 * each other with the same four values have the same key: between two looks they are told apart by nothing.
 */
public final class ConnectionKeys {

    private ConnectionKeys() {}

    /**
     * Makes the key.
     *
     * @param localHigh the upper half of the local address, as {@link AddressBits} has it
     * @param localLow its lower half
     * @param localPort the local port
     * @param remoteHigh the upper half of the remote address
     * @param remoteLow its lower half
     * @param remotePort the remote port
     * @return the key
     */
    public static long of(
            long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        long key = mix(localHigh);
        key = mix(key ^ localLow);
        key = mix(key ^ remoteHigh);
        key = mix(key ^ remoteLow);
        return mix(key ^ ((long) localPort << Short.SIZE | remotePort));
    }

    /** The finalizer of SplitMix64 after an odd step: a bijection, so that equal prefixes cost no bit. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
