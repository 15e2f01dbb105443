package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.TcpInfo;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Pump;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket of a ring. It waits with several accepts at a time. One accept that goes on for ever
 * (IORING_ACCEPT_MULTISHOT) would empty the kernel's queue however many are wanted; this way at most {@value #AT_A_TIME}
 * are taken that nobody wants yet, and they wait here.
 *
 * <p>What is in the kernel's queue at a moment is taken in passes: as many accepts as fit are submitted and called off
 * behind one another. One that finds somebody is through before it can be called off (io_accept in io_uring/net.c tries at
 * once); one that is called off shows that the queue was empty.
 */
final class UringListener implements Listener, RingSocket.Owner {

    private static final int AT_A_TIME = 8;

    private final UringLoop loop;
    private final int fd;
    private final InetSocketAddress local;
    private final boolean oneAddress;
    private final Handler handler;
    private final PeerAddresses peers = new PeerAddresses(AT_A_TIME);
    private final boolean[] accepting = new boolean[AT_A_TIME];
    private final ArrayDeque<UringAccepted> waiting = new ArrayDeque<>();
    private @Nullable RingSocket socket;
    private boolean paused = true;
    private boolean callingOff;
    private boolean closed;

    /** Who waits until the queue is taken; empty while nobody does. */
    private final ArrayDeque<Runnable> taking = new ArrayDeque<>();

    private int leftToTake;
    private boolean passBegun;
    private boolean queueWasEmpty;

    UringListener(UringLoop loop, int fd, InetSocketAddress local, Handler handler) {
        this.loop = loop;
        this.fd = fd;
        this.local = local;
        this.oneAddress = !local.getAddress().isAnyLocalAddress();
        this.handler = handler;
        // The classes of this: without descriptors they could not be loaded.
        IOException ignored = Failure.of(Pump.Side.SINK + " and " + Pump.Side.SOURCE, -Errno.EMFILE);
        List<Class<?>> unused = List.of(
                TcpInfo.class,
                UringAccepted.class,
                UringTransport.class,
                UringReceiver.class,
                TroubleWatch.class,
                UringPump.class);
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void resume() {
        if (closed || !paused) {
            return;
        }
        paused = false;
        while (!paused) {
            UringAccepted next = waiting.poll();
            if (next == null) {
                break;
            }
            handler.accepted(next);
        }
        acceptAll();
    }

    private void acceptAll() {
        for (int slot = 0; slot < AT_A_TIME && !paused; slot++) {
            accept(slot);
        }
    }

    private void accept(int slot) {
        if (accepting[slot] || callingOff || closed) {
            return;
        }
        RingSocket through = socket;
        if (through == null) {
            through = new RingSocket(loop, this, fd);
            socket = through;
        }
        accepting[slot] = true;
        through.submit(RingOperation.accept(fd, peers.prepare(slot), slot));
    }

    @Override
    public void pause() {
        if (paused || closed) {
            return;
        }
        paused = true;
        callOff();
    }

    private void callOff() {
        if (!callingOff && socket != null) {
            callingOff = true;
            socket.cancelAll();
        }
    }

    @Override
    public void takeQueued(int most, Runnable then) {
        if (paused || closed) {
            then.run();
            return;
        }
        taking.add(then);
        leftToTake = most;
        passBegun = false; // a pass that is under way may have seen the queue before this was asked
        callOff();
        goOn();
    }

    @Override
    public void completed(byte opcode, int result, int flags, int slot) {
        if (opcode == RingOperation.ASYNC_CANCEL) {
            callingOff = false;
        } else if (opcode == RingOperation.ACCEPT) {
            accepting[slot] = false;
            if (result >= 0) {
                leftToTake--;
                accepted(result, slot);
            } else if (result == -Errno.ECANCELED || result == -Errno.EAGAIN) {
                queueWasEmpty = true;
            } else if (!paused && isLasting(result)) {
                pause();
                handler.acceptFailed(new IOException("accept on " + local + ": " + Errno.name(-result)));
            }
        }
        goOn();
    }

    private void goOn() {
        if (closed) {
            releaseIfDone();
        } else if (taking.isEmpty()) {
            acceptAll();
        } else if (paused) {
            taken();
        } else if (!callingOff && !isAccepting()) {
            goOnTaking();
        }
    }

    /** Nothing is under way: what was is in the handler's hands, or still in the queue. */
    private void goOnTaking() {
        if (leftToTake <= 0 || (passBegun && queueWasEmpty)) {
            taken();
            acceptAll();
        } else {
            passBegun = true;
            queueWasEmpty = false;
            acceptAll();
            callOff();
        }
    }

    @Override
    public OptionalInt descriptor() {
        return closed ? OptionalInt.empty() : OptionalInt.of(fd);
    }

    private void taken() {
        for (Runnable next = taking.poll(); next != null; next = taking.poll()) {
            next.run();
        }
    }

    private boolean isAccepting() {
        for (boolean underWay : accepting) {
            if (underWay) {
                return true;
            }
        }
        return false;
    }

    private void releaseIfDone() {
        if (!isAccepting()) {
            peers.release();
        }
    }

    private static boolean isLasting(int result) {
        return result != -Errno.ECANCELED
                && result != -Errno.EAGAIN
                && result != -Errno.EINTR
                && result != -Errno.ECONNABORTED;
    }

    private void accepted(int connection, int slot) {
        InetSocketAddress peer = peers.read(slot);
        SocketOptions options = new SocketOptions(connection);
        UringAccepted accepted;
        try {
            InetSocketAddress here = oneAddress ? local : options.localAddress();
            accepted = new UringAccepted(connection, here, peer);
        } catch (IOException e) {
            options.closeNow(); // it left between accept and the question where it came in
            return;
        }
        if (closed) {
            accepted.reset();
        } else if (paused) {
            waiting.add(accepted);
        } else {
            handler.accepted(accepted);
        }
    }

    @Override
    public void broken(Throwable thrown) {
        IOException ignored = loop.unexpected(thrown);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        paused = true;
        for (UringAccepted next = waiting.poll(); next != null; next = waiting.poll()) {
            next.reset();
        }
        if (socket != null) {
            socket.close(false);
        } else {
            new SocketOptions(fd).closeNow();
        }
        releaseIfDone();
        loop.forget(this);
        taken();
    }

    @Override
    public void closeWithLoop() {
        close();
    }
}
