package dev.lull;

/**
 * Payload bytes carried, without TCP's and IP's headers and without retransmissions.
 *
 * @param bytesIn from the peer to the service; 0 or more
 * @param bytesOut from the service to the peer; 0 or more
 */
public record Traffic(long bytesIn, long bytesOut) {

    /** No bytes in either direction. */
    public static final Traffic NONE = new Traffic(0, 0);

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public Traffic {
        if (bytesIn < 0) {
            throw new IllegalArgumentException("bytesIn: " + bytesIn + ", expected 0 or more");
        }
        if (bytesOut < 0) {
            throw new IllegalArgumentException("bytesOut: " + bytesOut + ", expected 0 or more");
        }
    }

    /**
     * Returns both directions together.
     *
     * @return {@code bytesIn + bytesOut}
     */
    public long total() {
        return bytesIn + bytesOut;
    }

    /**
     * Adds another measure to this one.
     *
     * @param other what to add
     * @return the sum, direction by direction
     */
    public Traffic plus(Traffic other) {
        return new Traffic(bytesIn + other.bytesIn, bytesOut + other.bytesOut);
    }
}
