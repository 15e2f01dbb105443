package dev.lull.proxy.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loop that only schedules, and whose time passes when the test says so. */
final class LaterLoop implements SocketLoop {

    private final ArrayDeque<Scheduled> scheduled = new ArrayDeque<>();
    private long nowNanos;

    private record Scheduled(long atNanos, Runnable task) {}

    /** Does what is due next; answers false if nothing is scheduled. */
    boolean next() {
        Scheduled next = scheduled.poll();
        if (next == null) {
            return false;
        }
        nowNanos = next.atNanos;
        next.task.run();
        return true;
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Scheduled added = new Scheduled(nowNanos + delayNanos, task);
        scheduled.add(added);
        return () -> scheduled.remove(added);
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public void start() {}

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public boolean execute(Runnable task) {
        task.run();
        return true;
    }

    @Override
    public Optional<String> failure() {
        return Optional.empty();
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) {
        throw new AssertionError("nobody listens");
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        throw new AssertionError("nobody is dialled");
    }

    @Override
    public Pump pump(Transport from, Transport to, @Nullable ByteBuffer first, boolean ended, Pump.Handler handler) {
        throw new AssertionError("nothing is moved");
    }

    @Override
    public void close() {}
}
