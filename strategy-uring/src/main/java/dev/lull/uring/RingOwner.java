package dev.lull.uring;

import io.netty.channel.IoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import org.jspecify.annotations.Nullable;

/** Tells Netty whose a ring is: the one thread that enables it alone submits to it and takes it down. */
final class RingOwner implements ThreadAwareExecutor {

    private volatile @Nullable Thread thread;

    boolean isKnown() {
        return thread != null;
    }

    /** The calling thread is to enable the ring. */
    void becomesThisThread() {
        thread = Thread.currentThread();
    }

    /**
     * Takes a ring down once the read of its eventfd, which it is woken by, is through. Netty calls that read off and
     * does not wait for it; and as Netty has had the ring drained just before ({@link IoHandler#prepareToDestroy}), a
     * worker thread of the kernel's may be about to do the read (IOSQE_IO_DRAIN makes what follows it REQ_F_FORCE_ASYNC,
     * and io_wq_submit_work looks the descriptor up only then, io_uring/io_uring.c). Coming to it late, on a busy machine,
     * that worker would take bytes from whoever has the eventfd's number by then, and write them into memory that Netty
     * has freed. For a wake-up that is under way Netty does wait, and begins no read after it; so there is one.
     */
    void destroy(IoHandler ring) {
        thread = null; // no wake-up is sent by the owner itself
        ring.wakeup();
        becomesThisThread();
        ring.destroy();
    }

    @Override
    public boolean isExecutorThread(Thread asked) {
        return asked == thread;
    }

    @Override
    public void execute(Runnable task) {
        throw new IllegalStateException("everything comes on the ring's own thread");
    }
}
