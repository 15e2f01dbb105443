package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One TCP connection of a loop; for that loop's thread alone. Whoever got it closes or resets it. */
public interface Transport {

    /**
     * Receives once, into a buffer, before the connection has pumps.
     *
     * @param into not touched by anybody else until the handler is called. Without room left nothing is received, and
     *     nothing is heard of but a failure, if the system tells of it
     * @param handler called once; not after {@link #stopReceiving()}, closing or resetting
     */
    void receive(ByteBuffer into, ReceiveHandler handler);

    /** Calls {@link #receive} off: what comes from now on is the pump's. Does nothing if none is under way. */
    void stopReceiving();

    /**
     * Returns the address of its own end.
     *
     * @return the address
     * @throws IOException if the system does not tell
     */
    InetSocketAddress local() throws IOException;

    /**
     * Returns how far sending has come; of a closed connection, that it is complete.
     *
     * @return empty where the system does not tell
     */
    default Optional<Delivery> delivery() {
        return Optional.empty();
    }

    /** Tells the peer that nothing more will come, once all that was given is sent. */
    void shutdownOutput();

    /** Closes in good order: the peer sees an end. Stop the pumps first. Idempotent. */
    void close();

    /** Closes so that the peer sees a reset (SO_LINGER of zero), and drops what is not sent yet. Idempotent. */
    void reset();

    /** Hears what {@link #receive} brought. */
    interface ReceiveHandler {
        /**
         * Bytes arrived.
         *
         * @param count how many were put into the buffer, above zero
         */
        void received(int count);

        /** The peer will send nothing more. */
        void ended();

        /**
         * The connection is broken.
         *
         * @param cause what the system said
         */
        void failed(IOException cause);
    }
}
