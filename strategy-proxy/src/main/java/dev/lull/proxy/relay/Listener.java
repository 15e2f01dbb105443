package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/** A listening socket of a loop; for that loop's thread alone. */
public interface Listener extends AutoCloseable {

    /**
     * Returns where it listens.
     *
     * @return the address, with the port that the system chose if it was asked to
     */
    InetSocketAddress local();

    /** Accepts from now on, those first that waited meanwhile. Idempotent. */
    void resume();

    /**
     * Accepts nothing more from now on, not even the rest of what is ready: new connections wait in the kernel's queue.
     * May be called within {@link Handler#accepted}. Idempotent.
     */
    void pause();

    /**
     * Accepts whoever is connected by now and stands in the kernel's queue. Ends sooner if it is paused, or pauses itself
     * for a failure, and does nothing but say so if it is paused already.
     *
     * @param most how many to accept at most: as many as can be in the queue, since those behind them came later
     * @param then called once on the loop's thread when it is through, perhaps before this returns; also when the listener
     *     is closed. If it {@linkplain #pause() pauses}, nobody more is accepted
     */
    void takeQueued(int most, Runnable then);

    /**
     * Returns the socket's descriptor, for what only the system can be asked for.
     *
     * @return the listener's own to close; empty where it does not know it, and once it is closed
     */
    OptionalInt descriptor();

    /** Stops listening. Idempotent. */
    @Override
    void close();

    /** Hears of connections. */
    interface Handler {
        /**
         * A connection was taken from the kernel's queue.
         *
         * @param accepted the handler's own to attach or to reset
         */
        void accepted(Accepted accepted);

        /**
         * Accepting failed, such as for lack of descriptors; the listener has paused itself.
         *
         * @param cause what the system said
         */
        void acceptFailed(IOException cause);
    }

    /** A connection that belongs to no loop yet; goes to one with {@link #attach}, from the listening loop's thread. */
    interface Accepted {
        /**
         * Returns the listening end.
         *
         * @return its address
         */
        InetSocketAddress local();

        /**
         * Returns the peer.
         *
         * @return its address
         */
        InetSocketAddress remote();

        /**
         * Puts the connection on a loop.
         *
         * @param loop of the same data path; the caller is on its thread
         * @return the connection
         * @throws IOException if the system refuses; the connection is closed then. After any other exception it is still
         *     the caller's to reset
         */
        Transport attach(SocketLoop loop) throws IOException;

        /** Ends the connection with a reset, instead of {@link #attach}. */
        void reset();
    }
}
