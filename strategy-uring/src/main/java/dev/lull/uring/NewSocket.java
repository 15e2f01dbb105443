package dev.lull.uring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A blocking socket where no loop runs yet. Netty's public functions make only sockets with O_NONBLOCK, with which a ring
 * does not wait; so a small ring of a moment's life makes it.
 */
final class NewSocket implements IoUringIoHandle, ThreadAwareExecutor, IoHandlerContext {

    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final Thread thread = Thread.currentThread();
    private int result = UNKNOWN;

    private NewSocket() {}

    /** Answers its descriptor, the caller's to close. */
    static int of(int family) throws IOException {
        return new NewSocket().make(family);
    }

    private int make(int family) throws IOException {
        try {
            IoHandler ring = IoUringIoHandler.newFactory(4).newHandler(this);
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
                ring.destroy();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (Exception e) {
            throw new IOException("io_uring_setup: " + e.getMessage(), e);
        }
        if (result < 0) {
            throw Failure.of("socket", result);
        }
        return result;
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        result = ((IoUringIoEvent) event).res();
    }

    @Override
    public void close() {}

    @Override
    public boolean isExecutorThread(Thread asked) {
        return asked == thread;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

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
