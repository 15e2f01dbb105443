package dev.lull.proxy.relay;

import java.io.IOException;

/** Moves the bytes of one direction; see {@link SocketLoop#pump}. For the loop's thread alone. */
public interface Pump {

    /** Moves nothing more, calls nobody more, and gives back all it holds, undelivered bytes included. Idempotent. */
    void stop();

    /** Hears how the moving goes. */
    interface Handler {
        /**
         * Bytes were handed to the receiving side's kernel buffer.
         *
         * @param bytes how many, above zero
         */
        void moved(int bytes);

        /** The source is at its end and everything before it was delivered; the pump has stopped. */
        void ended();

        /**
         * One side is broken; the pump has stopped.
         *
         * @param side which one
         * @param cause what the system said
         */
        void failed(Side side, IOException cause);
    }

    /** An end of a pump. */
    enum Side {
        /** Where the bytes come from. */
        SOURCE,
        /** Where they go. */
        SINK
    }
}
