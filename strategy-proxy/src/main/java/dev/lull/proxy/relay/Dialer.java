package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connects one session to the service: tries each of its addresses in turn, and all of them again with growing pauses
 * while the service is not up yet, until the connect timeout.
 */
final class Dialer implements EventLoop.DialHandler, Resolver.Handler {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** An address that does not answer must not use up the time of the next one. */
    private static final long LEAST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Resolver resolver;
    private final Handler handler;
    private final long timeoutNanos;
    private final long beganAtNanos = System.nanoTime();
    private List<InetSocketAddress> addresses = List.of();
    private int next;
    private InetSocketAddress address = new InetSocketAddress(0);
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private EventLoop.Timer attempt = NO_TIMER;
    private EventLoop.Timer timer = NO_TIMER;
    private boolean done;

    Dialer(EventLoop loop, Resolver resolver, long timeoutNanos, Handler handler) {
        this.loop = loop;
        this.resolver = resolver;
        this.timeoutNanos = timeoutNanos;
        this.handler = handler;
    }

    /** Hears what became of it, once; and before that of the first attempt that failed. */
    interface Handler {
        void dialled(Transport service);

        void notYet();

        void gaveUp(IOException lastCause);
    }

    void begin() {
        resolver.resolve(loop, this);
    }

    @Override
    public void resolved(List<InetSocketAddress> found) {
        if (!done) {
            addresses = found;
            next = 0;
            dialNext();
        }
    }

    private void dialNext() {
        address = addresses.get(next++);
        EventLoop.Timer begun = loop.dial(address, this);
        if (!done && timer == NO_TIMER) {
            attempt = begun;
            timer = loop.schedule(attemptNanos(), this::timedOut);
        }
    }

    private static final EventLoop.Timer NO_TIMER = () -> {};

    private long attemptNanos() {
        long left = leftNanos();
        int addressesLeft = addresses.size() - next + 1;
        return Math.min(left, Math.max(LEAST_ATTEMPT_NANOS, left / addressesLeft));
    }

    private void timedOut() {
        attempt.cancel();
        failed(new IOException("connect to " + address + ": no answer"));
    }

    @Override
    public void connected(Transport transport) {
        cancelTimers();
        if (done) {
            transport.close();
        } else if (isConnectedToItself(transport)) {
            transport.reset(); // no TIME-WAIT: the service is to have its port
            failed(new IOException(
                    "connect to " + address + ": nobody listens there; the kernel joined the socket to" + " itself"));
        } else {
            done = true;
            handler.dialled(transport);
        }
    }

    /**
     * Whoever dials a port of this machine again and again while nobody listens there gets that very port as his own one
     * day, and by a simultaneous open (RFC 9293 section 3.5) is connected to himself.
     */
    private boolean isConnectedToItself(Transport transport) {
        try {
            return EphemeralPorts.contain(address.getPort())
                    && transport.local().equals(address);
        } catch (IOException e) {
            return false; // the connection is broken already, as its pumps will find
        }
    }

    @Override
    public void failed(IOException cause) {
        cancelTimers();
        if (done) {
            return;
        }
        if (leftNanos() <= 0) {
            done = true;
            handler.gaveUp(cause);
        } else if (next < addresses.size()) {
            timer = loop.schedule(0, this::again);
        } else {
            handler.notYet();
            if (!done) {
                timer = loop.schedule(Math.min(pauseNanos, leftNanos()), this::fromTheStart);
                pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private void again() {
        timer = NO_TIMER;
        dialNext();
    }

    private void fromTheStart() {
        timer = NO_TIMER;
        begin(); // the name may have another address by now
    }

    private long leftNanos() {
        return timeoutNanos - (System.nanoTime() - beganAtNanos);
    }

    private void cancelTimers() {
        timer.cancel();
        timer = NO_TIMER;
    }

    void cancel() {
        if (!done) {
            done = true;
            cancelTimers();
            attempt.cancel();
        }
    }
}
