package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A blocking socket where no loop runs yet. Netty's public functions make only sockets with O_NONBLOCK, with which a ring
 * does not wait; so a small ring of a moment's life makes it.
 */
final class NewSocket implements IoUringIoHandle, IoHandlerContext {

    private static final int RING_SIZE = 4;
    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final int family;
    private int result = UNKNOWN;

    private NewSocket(int family) {
        this.family = family;
    }

    /** Makes one of the first of several families that the kernel has. */
    static NewSocket ofFirst(List<Integer> families) throws IOException {
        NewSocket made = new NewSocket(families.get(0));
        made.make();
        for (int next = 1; made.result == -Errno.EAFNOSUPPORT && next < families.size(); next++) {
            made = new NewSocket(families.get(next));
            made.make();
        }
        if (made.result < 0) {
            throw Failure.of("socket", made.result);
        }
        return made;
    }

    /** The caller's to close. */
    int descriptor() {
        return result;
    }

    int family() {
        return family;
    }

    private void make() throws IOException {
        try {
            RingOwner owner = new RingOwner();
            owner.becomesThisThread();
            IoHandler ring = IoUringIoHandler.newFactory(RING_SIZE).newHandler(owner);
            try {
                ring.initialize();
                IoRegistration registration = ring.register(this);
                registration.submit(RingOperation.socket(family));
                while (result == UNKNOWN) {
                    ring.run(this);
                }
                registration.cancel();
            } finally {
                ring.prepareToDestroy();
                owner.destroy(ring);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (Exception e) {
            throw new IOException("io_uring_setup: " + e.getMessage(), e);
        }
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        result = ((IoUringIoEvent) event).res();
    }

    @Override
    public void close() {}

    @Override
    public boolean canBlock() {
        return true;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return 0;
    }

    @Override
    public long deadlineNanos() {
        return -1;
    }
}
