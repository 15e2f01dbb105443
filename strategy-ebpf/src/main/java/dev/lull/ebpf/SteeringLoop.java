package dev.lull.ebpf;

import dev.lull.Subscription;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.proxy.ServiceGate;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps new connections steered: looks for the service while it does not listen, and whenever a client was relayed who
 * should have been steered. Once the service is found it sleeps, whoever comes and goes: a listening socket that closes
 * ends its own steering, and the next client is relayed. While a gate is shut nobody is steered and nothing looked for:
 * everybody is held at the relay, though the service may listen still, or already.
 */
final class SteeringLoop implements AutoCloseable, ServiceGate.Listener {

    private static final Logger LOG = System.getLogger(SteeringLoop.class.getName());

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final long PATIENCE_MILLIS = 2000;

    private final ServiceSearch search;
    private final Steering steering;
    private final Optional<ServiceGate> gate;
    private final Optional<Subscription> ofGate;
    private final Semaphore relayed = new Semaphore(0);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Begins.
     *
     * @param search this loop's alone from now on, and closed by it
     * @param steering what it steers
     * @param gate says when the service may be given clients; empty for always
     */
    SteeringLoop(ServiceSearch search, Steering steering, Optional<ServiceGate> gate, String name) {
        this.search = search;
        this.steering = steering;
        this.gate = gate;
        this.ofGate = gate.map(each -> each.subscribe(this));
        if (isShut()) {
            shut();
        }
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean leadsPast() {
        return true;
    }

    /** At once: whoever asks may be about to end the service. */
    @Override
    public void shut() {
        try {
            steering.pause();
        } catch (SystemCallException e) {
            LOG.log(Level.WARNING, "some may still be steered to the service although it is to have nobody new", e);
        }
    }

    @Override
    public void opened() {
        steering.resume();
        wake();
    }

    @Override
    public void dismissed(String reason) {
        assert true : "those who are held are the relay's";
    }

    /** Looks soon: a client was relayed. Any thread may call it. */
    void wake() {
        relayed.release();
    }

    private void run() {
        try (search) {
            long pauseMillis = FIRST_PAUSE_MILLIS;
            while (true) {
                boolean settled = isShut() || look();
                if (stop.await(FIRST_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) { // no sooner, however many are relayed
                    return;
                }
                boolean woken = await(settled ? Long.MAX_VALUE : pauseMillis - FIRST_PAUSE_MILLIS);
                pauseMillis = woken || settled ? FIRST_PAUSE_MILLIS : Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            assert false : "nobody interrupts it";
        }
    }

    private boolean await(long millis) throws InterruptedException {
        boolean woken = relayed.tryAcquire(millis, TimeUnit.MILLISECONDS);
        relayed.drainPermits();
        return woken;
    }

    private boolean isShut() {
        return gate.isPresent() && !gate.get().isOpen();
    }

    private boolean look() {
        try {
            return search.look();
        } catch (UnavailableException e) {
            LOG.log(Level.WARNING, "new connections are relayed, not steered: {0}", e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the service cannot be looked for just now", e);
        }
        return false;
    }

    /** Ends it, and waits for it. */
    @Override
    public void close() {
        ofGate.ifPresent(Subscription::close);
        stop.countDown();
        relayed.release();
        boolean interrupted = false;
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
