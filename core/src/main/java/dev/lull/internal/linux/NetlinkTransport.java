package dev.lull.internal.linux;

import java.nio.ByteBuffer;

/** Carries netlink messages to the kernel and back; an interface so that tests can answer in the kernel's place. */
interface NetlinkTransport extends AutoCloseable {

    /** Sends the first {@code length} bytes of a direct buffer, whose position is 0, as one datagram. */
    void send(ByteBuffer request, int length) throws SystemCallException;

    /** Waits, for a bounded time, for the next datagram; returns its length, which may exceed the buffer's. */
    int receive(ByteBuffer reply) throws SystemCallException;

    @Override
    void close();
}
