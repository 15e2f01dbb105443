package dev.lull.ebpf;

import dev.lull.StrategyException;
import dev.lull.ebpf.kernel.SharedCounters;
import dev.lull.ebpf.kernel.SynHold;
import dev.lull.internal.linux.Handshakes;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.Membarrier;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.spi.Threshold;
import dev.lull.spi.UnreadableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds new connections off in the kernel, by its clock: their SYNs are dropped and repeated. Whoever came before is either
 * in the middle of a handshake, which the kernel's list of sockets shows, or counted: the program that counts is called
 * before the handshake's socket leaves that state (net/ipv4/tcp_input.c, {@code tcp_rcv_state_process}). With SYN cookies
 * (net.ipv4.tcp_syncookies) a handshake leaves no trace in the kernel, so one that such a machine is in the middle of is
 * not waited for. For one thread at a time but for {@link #occupied}, which any may call.
 */
final class SynThreshold implements Threshold {

    /**
     * The program's clock is the quick one of the kernel, which may run ahead by a little (kernel/time/timekeeping.c, {@code
     * ktime_get_mono_fast_ns}). It must not open before the door takes itself for open.
     */
    private static final long NO_SOONER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SynHold hold;
    private final SharedCounters counters;
    private final KernelClock clock;
    private final LibC libC;
    private final Handshakes handshakes;

    SynThreshold(SynHold hold, SharedCounters counters, KernelClock clock, LibC libC, Handshakes handshakes) {
        this.hold = hold;
        this.counters = counters;
        this.clock = clock;
        this.libC = libC;
        this.handshakes = handshakes;
    }

    @Override
    public void hold(Duration atMost) {
        counters.holdUntil(clock.nowNanos() + atMost.toNanos() + NO_SOONER_NANOS);
        try {
            hold.attach();
        } catch (SystemCallException e) {
            counters.holdNobody();
            throw new StrategyException("new connections cannot be held off: " + e.getMessage(), e);
        }
        Membarrier.awaitPacketsInProgress(libC);
    }

    @Override
    public void keep() {
        requireInPlace();
        counters.holdWithoutLimit();
    }

    /** Somebody with the privilege may have detached it, and whoever came since may be inside. */
    private void requireInPlace() {
        try {
            if (!hold.isInPlace()) {
                throw new StrategyException("somebody has detached the program that holds new connections off");
            }
        } catch (SystemCallException e) {
            throw new StrategyException("it cannot be told whether new connections are held off: " + e.getMessage(), e);
        }
    }

    @Override
    public void release() {
        counters.holdNobody();
        hold.detach();
    }

    @Override
    public Optional<String> occupied() throws UnreadableException {
        return handshakes.inProgress();
    }
}
