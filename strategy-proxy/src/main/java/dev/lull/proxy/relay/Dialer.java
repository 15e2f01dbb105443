package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects one session to the service: tries each of its addresses in turn, and all of them again with growing pauses
 * while the service is not up yet, until the connect timeout.
 */
final class Dialer implements SocketLoop.DialHandler, Resolver.Handler {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** After this the client is held, and watched: it may leave. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of several addresses, one that does not answer must not use up the time of the next one, nor its patience. */
    private static final long LEAST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LONGEST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final SocketLoop.Timer NO_TIMER = () -> {};

    private final SocketLoop loop;
    private final Resolver resolver;
    private final Handler handler;
    private final Origin origin;
    private final long timeoutNanos;
    private final long beganAtNanos = System.nanoTime();
    private List<InetSocketAddress> addresses = List.of();
    private int next;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private SocketLoop.Timer attempt = NO_TIMER;
    private SocketLoop.Timer timer = NO_TIMER;
    private SocketLoop.Timer holding = NO_TIMER;
    private SocketLoop.Timer deadline = NO_TIMER;
    private @Nullable InetSocketAddress address;
    private @Nullable IOException latestCause;
    private boolean done;

    Dialer(SocketLoop loop, Resolver resolver, Origin origin, long timeoutNanos, Handler handler) {
        this.loop = loop;
        this.resolver = resolver;
        this.origin = origin;
        this.timeoutNanos = timeoutNanos;
        this.handler = handler;
    }

    /** Hears what became of it, once; and before that, perhaps more than once, that it is not done at once. */
    interface Handler {
        void dialled(Transport service);

        void notYet();

        void gaveUp(IOException lastCause);
    }

    void begin() {
        resolver.resolve(loop, this);
        if (!done) { // mostly it is: the service is on this machine, and up
            holding = loop.schedule(AT_ONCE_NANOS, handler::notYet);
            deadline = loop.schedule(timeoutNanos, this::outOfTime);
        }
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
        InetSocketAddress to = addresses.get(next++);
        address = to;
        latestCause = null;
        SocketLoop.Timer begun = loop.dial(to, origin.toward(to), this);
        if (!done && timer == NO_TIMER) {
            attempt = begun;
            timer = loop.schedule(attemptNanos(), this::timedOut);
        }
    }

    private long attemptNanos() {
        long left = leftNanos();
        if (addresses.size() == 1) {
            return left;
        }
        long share = left / (addresses.size() - next + 1);
        return Math.min(left, Math.max(LEAST_ATTEMPT_NANOS, Math.min(share, LONGEST_ATTEMPT_NANOS)));
    }

    private void timedOut() {
        attempt.cancel();
        failed(noAnswer());
    }

    private void outOfTime() {
        cancel();
        handler.gaveUp(latestCause == null ? noAnswer() : latestCause);
    }

    private IOException noAnswer() {
        return new IOException(
                address == null ? "its name was not resolved in time" : "connect to " + address + ": no answer");
    }

    @Override
    public void connected(Transport transport) {
        if (done) {
            transport.close();
        } else if (isConnectedToItself(transport)) {
            transport.reset(); // no TIME-WAIT: the service is to have its port
            failed(new IOException(
                    "connect to " + address + ": nobody listens there; the kernel joined the socket to" + " itself"));
        } else {
            done = true;
            cancelTimers();
            handler.dialled(transport);
        }
    }

    /**
     * Whoever dials a port of this machine again and again while nobody listens there gets that very port as his own one
     * day, and by a simultaneous open (RFC 9293 section 3.5) is connected to himself.
     */
    private boolean isConnectedToItself(Transport transport) {
        try {
            return address != null
                    && EphemeralPorts.contain(address.getPort())
                    && transport.local().equals(address);
        } catch (IOException e) {
            return false; // the connection is broken already, as its pumps will find
        }
    }

    @Override
    public void failed(IOException cause) {
        origin.over();
        timer.cancel();
        timer = NO_TIMER;
        if (done) {
            return;
        }
        latestCause = cause;
        if (leftNanos() <= 0) {
            outOfTime();
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
        resolver.resolve(loop, this); // the name may have another address by now
    }

    private long leftNanos() {
        return timeoutNanos - (System.nanoTime() - beganAtNanos);
    }

    private void cancelTimers() {
        timer.cancel();
        holding.cancel();
        deadline.cancel();
    }

    /** Calls it off, if it is not done; nobody is called after that. */
    void cancel() {
        if (!done) {
            done = true;
            cancelTimers();
            attempt.cancel();
            resolver.forget(this);
        }
    }
}
