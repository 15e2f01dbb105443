package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Attachments;
import dev.lull.ebpf.kernel.EarlierConnections;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Keeps the live connections true where events alone would not: brings the earlier ones in, makes the kernel tell of
 * their end, puts the programs back where somebody took them off, and says when the count cannot be believed. Safe for use
 * by any thread.
 */
final class Upkeep {

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());

    private final Attachments attachments;
    private final Reconciliation reconciliation;
    private final Corrections corrections;
    private final EarlierConnections earlier;
    private volatile Runnable whenCorrected = () -> {};
    /** Why a difference is to be expected at the next comparison, if so. */
    private Optional<String> differsBecause = Optional.empty();

    private Optional<String> followedBecause = Optional.empty();
    private int followed;
    private volatile long missedLookedFor;
    private volatile Optional<String> trouble = Optional.empty();

    Upkeep(
            Attachments attachments,
            Reconciliation reconciliation,
            Corrections corrections,
            EarlierConnections earlier) {
        this.attachments = attachments;
        this.reconciliation = reconciliation;
        this.corrections = corrections;
        this.earlier = earlier;
    }

    /** Sets what is called after a comparison has changed the live connections: no event tells of that. */
    void whenCorrected(Runnable called) {
        whenCorrected = called;
    }

    /** Brings in the connections that are older than the attached program. */
    synchronized void begin() throws IOException {
        compare();
    }

    /**
     * Attaches the programs anew if somebody took them off, compares the count with the kernel's list of sockets, and puts
     * it right. As long as that fails the count cannot be believed.
     */
    synchronized Reconciliation.Difference run() throws IOException {
        try {
            putBack();
            Reconciliation.Difference difference = compare();
            if (!difference.isNone()) {
                LOG.log(
                        Level.WARNING,
                        "the count was off and is right again: {0}; {1}",
                        difference,
                        differsBecause.orElse(
                                "another program on the cgroup may overwrite the callback flags of sockets"));
            }
            differsBecause = Optional.empty();
            trouble = Optional.empty();
            return difference;
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.log(Level.WARNING, "the count cannot be believed until this works again: {0}", e.getMessage());
            }
            trouble = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Does the same; a failure is logged, and makes looks unreadable. */
    void runReportingFailure() {
        try {
            run();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the comparison with the kernel failed", e);
        }
    }

    private void putBack() throws IOException {
        if (attachments.areInPlace()) {
            return;
        }
        String what = "somebody detached the kernel program from " + attachments.cgroup();
        try {
            attachments.renew();
        } catch (IOException e) {
            throw new IOException(what + ", and it cannot be attached again: " + e.getMessage(), e);
        }
        differsBecause = Optional.of("what came and went while the program was detached was not counted");
        corrections.mayHaveHappened();
        LOG.log(Level.WARNING, "{0}; it is attached again, and idle time begins anew", what);
    }

    /** Looks whether the programs are still attached, and puts them back if not; answers whether they had to be. */
    synchronized boolean keepAttached() throws IOException {
        boolean inPlace = attachments.areInPlace();
        if (!inPlace) {
            run();
        }
        return !inPlace;
    }

    /** Looks for connections that the program could not record, unless somebody else just did. */
    synchronized void lookForMissed(long missed) throws IOException {
        if (missed != missedLookedFor) {
            differsBecause = Optional.of("the kernel program could not record each connection that opened");
            run();
            missedLookedFor = missed;
        }
    }

    private Reconciliation.Difference compare() throws IOException {
        long before = corrections.made();
        try {
            return compareAndFollow();
        } finally {
            if (corrections.made() != before) {
                whenCorrected.run();
            }
        }
    }

    private Reconciliation.Difference compareAndFollow() throws IOException {
        Reconciliation.Difference difference = reconciliation.run();
        followed = difference.withoutCallbacks();
        if (followed > 0 && followedBecause.isEmpty()) {
            try {
                earlier.askToBeTold();
                // Those that closed before they were asked about are gone by now, and nobody will tell.
                int before = followed;
                followed = reconciliation.run().withoutCallbacks();
                if (followed >= before) {
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
        followedBecause = Optional.of(reason);
        LOG.log(
                Level.INFO,
                "connections older than this monitor are followed by sock_diag until they close: {0}",
                reason);
    }

    /** Whether there are connections of whose end the kernel will not tell, so that sock_diag is asked. */
    synchronized boolean followsSome() {
        return followed > 0;
    }

    /** Up to how many connections that the program could not record were looked for. */
    long missedLookedFor() {
        return missedLookedFor;
    }

    synchronized Optional<String> followedBecause() {
        return followedBecause;
    }

    /** Why the count cannot be believed, if so; a {@link #run} may end it. */
    Optional<String> trouble() {
        return trouble;
    }
}
