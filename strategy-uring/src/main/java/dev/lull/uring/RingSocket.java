package dev.lull.uring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor whose operations go through a loop's ring, in the order submitted. Closing it goes through the ring too:
 * a close(2) on the side would overtake what is queued, which would then hit whoever has the number next. For the loop's
 * thread alone.
 */
final class RingSocket implements IoUringIoHandle {

    private static final int NONE = -1;

    private final UringLoop loop;
    private final IoRegistration registration;
    private Owner owner;
    private int fd;
    private @Nullable SocketOptions options;
    private int underWay;
    private boolean closed;

    /** Who hears what became of the operations. */
    interface Owner {
        /**
         * An operation is through; also after the socket is closed, so that memory can be given back.
         *
         * @param opcode which one, of {@link RingOperation}
         * @param result what the system call would have answered, or a negative error number
         */
        void completed(byte opcode, int result, int flags, int data);

        /** What {@link #completed} threw: a mistake of ours, or no memory. */
        void broken(Throwable thrown);

        /** The loop is closing. */
        void closeWithLoop();
    }

    /** One without a descriptor yet. */
    RingSocket(UringLoop loop, Owner owner) {
        this(loop, owner, NONE);
    }

    RingSocket(UringLoop loop, Owner owner, int fd) {
        this.loop = loop;
        this.owner = owner;
        this.fd = fd;
        this.registration = loop.register(this);
    }

    void owner(Owner value) {
        owner = value;
    }

    void descriptor(int value) {
        fd = value;
    }

    int descriptor() {
        return fd;
    }

    /** The few things that are done by a system call of their own. */
    SocketOptions options() {
        SocketOptions made = options;
        if (made == null) {
            made = new SocketOptions(fd);
            options = made;
        }
        return made;
    }

    void submit(IoUringIoOps operation) {
        underWay++;
        loop.begun();
        registration.submit(operation);
    }

    void cancelAll() {
        submit(RingOperation.cancelAll(fd));
    }

    boolean isClosed() {
        return closed;
    }

    /** Calls off what is under way, whose completions still come, and closes. Idempotent. */
    void close(boolean withReset) {
        if (closed) {
            return;
        }
        closed = true;
        if (fd != NONE) {
            if (withReset) {
                options().resetOnClose();
            }
            if (underWay > 0) {
                cancelAll();
            }
            submit(RingOperation.close(fd));
        }
        registration.cancel(); // ends once all completions have come
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int flags = completion.flags();
        if (!RingOperation.completesAgain(flags)) {
            underWay--;
            loop.ended();
        }
        loop.turnSometimes();
        try {
            owner.completed(completion.opcode(), completion.res(), flags, (int) completion.userData());
        } catch (RuntimeException | Error e) { // such as no direct memory left, or no class for lack of descriptors
            owner.broken(e);
        }
    }

    /** The ring is being taken down. */
    @Override
    public void close() {
        owner.closeWithLoop();
    }
}
