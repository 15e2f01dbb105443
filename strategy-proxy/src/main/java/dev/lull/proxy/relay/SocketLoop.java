package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thread that owns sockets, moves their bytes and calls back. Everything but {@link #start}, {@link #execute},
 * {@link #inLoop} and {@link #close} is for that thread alone, and every callback comes on it, so nothing built on a
 * loop needs a lock. Both ends of a connection live on the same loop.
 *
 * <p>All of it can be kept by a loop of readiness (a selector, epoll) as well as by one of completions (io_uring): the
 * caller says what is to happen and hears what has happened, and never asks whether a socket is ready.
 */
public interface SocketLoop extends AutoCloseable {

    /** Starts the thread. Once only. */
    void start();

    /**
     * Tells whether the caller is the loop's own thread.
     *
     * @return true on the loop's thread
     */
    boolean inLoop();

    /**
     * Has a task done on the loop's thread, in the order given. From any thread.
     *
     * @param task what to do; one that throws is logged
     * @return false if the loop is closed, and the task will not be done
     */
    boolean execute(Runnable task);

    /**
     * Returns the time of this turn of the loop: read once each time it wakes, so asking costs nothing.
     *
     * @return nanoseconds of the monitor's clock
     */
    long nowNanos();

    /**
     * Says whether the loop ended by itself, so that nothing is known of its connections any more. From any thread.
     *
     * @return what broke it; empty while it is well, and after {@link #close()}
     */
    Optional<String> failure();

    /**
     * Has a task done later.
     *
     * @param delayNanos how much later; at once if not above zero
     * @param task what to do; one that throws is logged
     * @return calls it off
     */
    Timer schedule(long delayNanos, Runnable task);

    /**
     * Listens at an address. Nothing is accepted before {@link Listener#resume()}.
     *
     * @param where the address; {@code 0.0.0.0} takes IPv4 alone, and {@code ::} both families
     * @param backlog how many connections may wait in the kernel's queue
     * @param handler hears of each connection
     * @return the listener; the caller closes it, and closing the loop does too
     * @throws IOException if it cannot listen there
     */
    Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) throws IOException;

    /**
     * Listens at a socket that this process was given when it was executed, as {@link #listen} does at an address.
     *
     * @param inherited the descriptor of a listening TCP socket, which stays open: it is its giver's
     * @param handler hears of each connection
     * @return the listener; the caller closes it, and closing the loop does too
     * @throws IOException if it cannot, as by default, where the data path has no descriptors of its own
     */
    default Listener listenAtInherited(int inherited, Listener.Handler handler) throws IOException {
        throw new IOException("descriptor " + inherited + " was passed to listen at, and this data path cannot take it:"
                + " use the strategy proxy with the data path splice, which needs native code");
    }

    /**
     * Connects to an address, without a time limit of its own. The handler may be called before this returns.
     *
     * @param to the address, resolved
     * @param from the address of this machine to dial from, of the same family; null for what the system chooses
     * @param handler hears what became of it, once
     * @return calls it off: the handler is not called after that
     */
    Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler);

    /**
     * Moves bytes from one transport to another until the end, a failure or {@link Pump#stop()}. The handler may be
     * called before this returns. A transport has at most one pump on each side, and no {@link Transport#receive}
     * meanwhile.
     *
     * @param from where from; of this loop
     * @param to where to; of this loop
     * @param first what to send before anything from {@code from}; null for nothing. Copied, or sent, before this
     *     returns
     * @param ended whether {@code from} is known to be at its end
     * @param handler hears how it goes
     * @return the pump
     */
    Pump pump(Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler);

    /**
     * Closes all of the loop's sockets without calling anybody, frees what it holds and ends its thread; returns when
     * that is done, unless called on the loop's own thread. Tasks given before are still done. Idempotent.
     */
    @Override
    void close();

    /** Calls off what is to happen later. */
    @FunctionalInterface
    interface Timer {
        /** Calls it off; does nothing once it has happened. */
        void cancel();
    }

    /** Says from where to dial, and hears from which port it is. */
    interface LocalEnd {
        /**
         * Returns the address to bind to.
         *
         * @return an address of this machine
         */
        InetAddress address();

        /**
         * The socket is bound, and nobody has seen it yet: it is connected when this returns. If that fails, it is closed
         * before the {@link DialHandler} hears of it.
         *
         * @param end its address and port
         */
        void bound(InetSocketAddress end);
    }

    /** Hears what became of {@link #dial}. */
    interface DialHandler {
        /**
         * The connection is made.
         *
         * @param transport the handler's own to close
         */
        void connected(Transport transport);

        /**
         * The connection could not be made.
         *
         * @param cause what the system said
         */
        void failed(IOException cause);
    }
}
