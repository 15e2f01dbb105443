package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What every loop is made of, whatever waits for its sockets: the thread, the tasks given from outside, the timers and
 * the end.
 */
public abstract class LoopThread implements SocketLoop {

    private static final int TASKS_A_TURN = 1024;

    private final String name;
    private volatile @Nullable Thread thread;
    private final NanoClock clock;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakeIsUnderWay = new AtomicBoolean();
    private final AtomicBoolean started = new AtomicBoolean();
    private final TimerQueue timers = new TimerQueue();
    private final Object endLock = new Object();
    private volatile boolean closing;
    private boolean ended; // guarded by endLock
    private volatile @Nullable String failure;
    private long nowNanos;

    /**
     * Makes the thread, not started yet.
     *
     * @param threadName its name
     * @param clock what {@link #nowNanos()} tells
     */
    protected LoopThread(String threadName, NanoClock clock) {
        this.name = threadName;
        this.clock = clock;
        this.nowNanos = clock.nanoTime();
    }

    /**
     * Sets up what belongs to the loop's thread; on that thread, before any task and any {@link #poll}.
     *
     * @throws IOException if the system refuses; ends the loop
     */
    protected void begin() throws IOException {}

    /**
     * Waits for sockets and serves those that are ready.
     *
     * @param timeoutNanos how long at most; 0 not to wait; below zero for ever
     * @throws IOException if waiting itself fails; ends the loop
     */
    protected abstract void poll(long timeoutNanos) throws IOException;

    /** Makes a running or the next {@link #poll} return soon. From any thread, until {@link #closeSockets} ran. */
    protected abstract void wake();

    /** Closes all that is open, and what {@link #poll} waits with. On the loop's thread, or before it was started. */
    protected abstract void closeSockets();

    @Override
    public final void start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException(name + " has been started or closed before");
        }
        Thread made = new Thread(this::run, name);
        made.setDaemon(true);
        thread = made;
        made.start();
    }

    @Override
    public final boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public final boolean execute(Runnable task) {
        synchronized (endLock) {
            if (ended) {
                return false;
            }
            tasks.add(task);
            if (!inLoop() && wakeIsUnderWay.compareAndSet(false, true)) {
                wake();
            }
            return true;
        }
    }

    @Override
    public final long nowNanos() {
        return nowNanos;
    }

    @Override
    public final Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public final Timer schedule(long delayNanos, Runnable task) {
        return timers.add(System.nanoTime() + Math.max(0, delayNanos), task);
    }

    /** Reads the clock; called by a loop when its waiting is over and before it calls anybody. */
    protected final void turn() {
        nowNanos = clock.nanoTime();
    }

    private void run() {
        try {
            begin();
            while (!closing) {
                wakeIsUnderWay.set(false);
                runTasks(TASKS_A_TURN);
                poll(runTimers());
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = name + " broke: " + e;
            RelayLog.log(Level.ERROR, name + " broke; its connections are closed", e);
        } finally {
            end();
        }
    }

    private void runTasks(int most) {
        for (int i = 0; i < most; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            run(task);
        }
    }

    /** Runs what is due, and answers how long there is to wait. */
    private long runTimers() {
        while (!timers.isEmpty()) {
            long left = timers.firstDeadlineNanos() - System.nanoTime();
            if (left > 0) {
                return tasks.isEmpty() ? left : 0;
            }
            turn();
            run(timers.removeFirst());
        }
        return tasks.isEmpty() ? -1 : 0;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // such as a class that cannot be loaded for lack of descriptors
            RelayLog.log(Level.ERROR, name + ": a task threw", e);
        }
    }

    /** Without the lock: what is done here may give another loop a task, which may be ending as well. */
    private void end() {
        runTasks(Integer.MAX_VALUE);
        synchronized (endLock) {
            ended = true; // no task is added from now on, and nobody wakes it
        }
        runTasks(Integer.MAX_VALUE);
        closeSockets();
    }

    @Override
    public final void close() {
        closing = true;
        if (started.compareAndSet(false, true)) {
            end();
            return;
        }
        synchronized (endLock) {
            if (!ended) {
                wake();
            }
        }
        Thread running = thread;
        if (running != null && !inLoop()) {
            Uninterruptibly.await(running::join);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
