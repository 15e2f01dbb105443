package dev.lull.internal.linux;

import dev.lull.spi.ConnectionRow;

/**
 * Shows one TCP socket of the kernel's table, whichever way it was read. Like every {@link ConnectionRow} it is a cursor,
 * valid only while it is handed out. Addresses are as {@link AddressBits} has them.
 */
public interface SocketRow extends ConnectionRow {

    /**
     * Returns the state.
     *
     * @return one of {@link TcpState}'s numbers
     */
    int state();

    /**
     * Returns the socket's inode.
     *
     * @return 0 where no process holds the socket: not accepted yet, or an orphan
     */
    long inode();

    /**
     * Returns this machine's port.
     *
     * @return 0 to 65535
     */
    int localPort();

    /**
     * Returns the upper half of this machine's address.
     *
     * @return its upper 64 bits
     */
    long localHigh();

    /**
     * Returns the lower half of this machine's address.
     *
     * @return its lower 64 bits
     */
    long localLow();

    /**
     * Returns how much of what was sent the peer has not acknowledged. A FIN counts as a byte.
     *
     * @return bytes; of a listener nothing of interest
     */
    long sendQueueBytes();
}
