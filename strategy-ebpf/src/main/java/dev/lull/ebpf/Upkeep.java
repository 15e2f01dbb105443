package dev.lull.ebpf;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Keeps the live connections true where events alone would not: brings the earlier ones in, makes the kernel tell of
 * their end, and finds out when it has stopped telling at all. Safe for use by any thread.
 */
final class Upkeep {

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());

    private final KernelSide kernelSide;
    private final Reconciliation reconciliation;
    private final EarlierConnections earlier;
    private Optional<String> notToldBecause = Optional.empty();
    private int untold;
    private volatile long healed;
    private volatile Optional<String> blindBecause = Optional.empty();

    Upkeep(KernelSide kernelSide, Reconciliation reconciliation, EarlierConnections earlier) {
        this.kernelSide = kernelSide;
        this.reconciliation = reconciliation;
        this.earlier = earlier;
    }

    /** Brings in the connections that are older than the attached program. */
    synchronized void begin() throws IOException {
        compare();
    }

    /** Compares, puts right and reports a difference; answers whether there was one. */
    synchronized boolean run() throws IOException {
        if (!kernelSide.isInPlace()) {
            blindBecause = Optional.of("the kernel program was detached from its cgroup by somebody else");
            return false;
        }
        boolean expected = untold > 0;
        Reconciliation.Difference difference = compare();
        if (!difference.isNone()) {
            LOG.log(
                    Level.WARNING,
                    "the count was off and is right again: {0}; another program on the cgroup may overwrite the callback"
                            + " flags of sockets",
                    difference);
        }
        return expected || !difference.isNone();
    }

    /** Looks for connections that the program could not record, unless somebody else just did. */
    synchronized void heal(long missed) throws IOException {
        if (missed != healed) {
            run();
            healed = missed;
        }
    }

    private Reconciliation.Difference compare() throws IOException {
        Reconciliation.Difference difference = reconciliation.run();
        untold = difference.leftUntold();
        if (untold > 0 && notToldBecause.isEmpty()) {
            try {
                earlier.askToBeTold();
                // Those that closed before they were asked about are gone by now, and nobody will tell.
                int before = untold;
                untold = reconciliation.run().leftUntold();
                if (untold >= before) {
                    followBySockDiag(
                            "the kernel took the request and ignored it; Linux 6.12 is the first that does not");
                }
            } catch (IOException e) {
                followBySockDiag(String.valueOf(e.getMessage()));
            }
        }
        return difference;
    }

    /** Does not ask again: that would cost each comparison a program, and the answer would be the same. */
    private void followBySockDiag(String reason) {
        notToldBecause = Optional.of(reason);
        LOG.log(
                Level.INFO,
                "connections older than this monitor are followed by sock_diag until they close: {0}",
                reason);
    }

    /** Whether there are connections of whose end the kernel will not tell. */
    synchronized boolean hasUntold() {
        return untold > 0;
    }

    /** Up to how many connections that the program could not record were looked for. */
    long healed() {
        return healed;
    }

    synchronized Optional<String> notToldBecause() {
        return notToldBecause;
    }

    /** Why the count cannot be believed any more, if so. */
    Optional<String> blindBecause() {
        return blindBecause;
    }
}
