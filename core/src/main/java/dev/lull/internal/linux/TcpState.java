package dev.lull.internal.linux;

/**
 * Linux's numbers of the TCP states (include/net/tcp_states.h; /proc/net/tcp prints the same ones), and which of them
 * Lull counts as open. The same is said in OSHI's words by strategy-procfs's {@code OshiSource}, and in the kernel by
 * {@code is_over} of strategy-ebpf's {@code lull.bpf.c}; strategy-procfs's {@code OpenStatesTest} compares the three.
 */
public final class TcpState {

    /** Data can flow both ways. Not accepted yet counts too. */
    public static final int ESTABLISHED = 1;
    /** This end asked to open. */
    public static final int SYN_SENT = 2;
    /** A peer asked to open. */
    public static final int SYN_RECV = 3;
    /** This end sent its FIN, which the peer has not acknowledged. */
    public static final int FIN_WAIT_1 = 4;
    /** This end sent its FIN; the peer may go on sending. */
    public static final int FIN_WAIT_2 = 5;
    /** Both ends are done; waits for stray segments. */
    public static final int TIME_WAIT = 6;
    /** No connection. */
    public static final int CLOSE = 7;
    /** The peer sent its FIN; this end may go on sending. */
    public static final int CLOSE_WAIT = 8;
    /** Both ends are done; the peer has not acknowledged this end's FIN. */
    public static final int LAST_ACK = 9;
    /** Not a connection. */
    public static final int LISTEN = 10;
    /** Both ends sent their FIN at the same time. */
    public static final int CLOSING = 11;
    /** A peer asked to open; only within the kernel. */
    public static final int NEW_SYN_RECV = 12;
    /** Bound to a port and nothing else; since Linux 6.8. */
    public static final int BOUND_INACTIVE = 13;

    /** The states in which a connection may be open, as a bit mask of {@code 1 << state}. */
    public static final int OPEN_MASK = 1 << ESTABLISHED | 1 << CLOSE_WAIT | 1 << FIN_WAIT_1 | 1 << FIN_WAIT_2;

    /**
     * The states in which a socket without an inode is an orphan: its process has closed it and the kernel alone brings
     * it to its end. In the other open states no inode means that nobody has accepted it yet.
     */
    private static final int ORPHAN_MASK = 1 << FIN_WAIT_1 | 1 << FIN_WAIT_2;

    private TcpState() {}

    /**
     * Tells whether a connection is open in Lull's sense.
     *
     * @param state one of the numbers above
     * @param inode the socket's inode, 0 where no process holds it
     * @return true if it can still carry data and is no orphan
     */
    public static boolean isOpen(int state, long inode) {
        int bit = 1 << state;
        return (OPEN_MASK & bit) != 0 && (inode != 0 || (ORPHAN_MASK & bit) == 0);
    }

    /**
     * Tells whether the peer's FIN was received in this state; the kernel counts it as a byte received.
     *
     * @param state one of the numbers above
     * @return true for CLOSE_WAIT and what follows it
     */
    static boolean finReceived(int state) {
        return state == CLOSE_WAIT || state == LAST_ACK || state == CLOSING || state == TIME_WAIT;
    }

    /**
     * Tells whether the peer acknowledged this end's FIN in this state; the kernel counts it as a byte acknowledged.
     *
     * @param state one of the numbers above
     * @return true for FIN_WAIT_2 and TIME_WAIT
     */
    static boolean finAcknowledged(int state) {
        return state == FIN_WAIT_2 || state == TIME_WAIT;
    }
}
