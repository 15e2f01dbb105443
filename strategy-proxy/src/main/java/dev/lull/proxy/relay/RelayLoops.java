package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import dev.lull.Testimony.Sighting;
import dev.lull.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The loops of one relay. The first one accepts. Safe for use by any thread, except where said. */
final class RelayLoops implements AutoCloseable {

    /** A loop's turn takes milliseconds; the door is shut for a few seconds at the most while somebody waits for this. */
    static final long LONGEST_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<RelayLoop> all = new ArrayList<>();

    /** Makes so many loops, not started yet. */
    RelayLoops(DataPath dataPath, int number, NanoClock clock) throws IOException {
        try {
            for (int i = 0; i < number; i++) {
                all.add(new RelayLoop(dataPath.newLoop("lull-proxy-" + i, clock)));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void start() {
        all.forEach(each -> each.loop.start());
    }

    SocketLoop accepting() {
        return all.get(0).loop;
    }

    /**
     * The one with the fewest sessions; of several, the first: the accepting loop needs no waking, and whoever asks runs
     * on it. A loop that broke has few sessions, and serves none of them.
     */
    RelayLoop leastBusy() {
        RelayLoop best = all.get(0);
        int fewest = best.load.get();
        for (int i = 1; i < all.size() && fewest > 0; i++) {
            RelayLoop other = all.get(i);
            int load = other.load.get();
            if (load < fewest && other.loop.failure().isEmpty()) {
                fewest = load;
                best = other;
            }
        }
        return best;
    }

    /** Whether the caller is one of the loops' threads, which cannot wait for the others. */
    boolean isOwnThread() {
        for (RelayLoop each : all) {
            if (each.loop.inLoop()) {
                return true;
            }
        }
        return false;
    }

    /** What broke, if something did. */
    Optional<String> failure() {
        for (RelayLoop each : all) {
            Optional<String> failure = each.loop.failure();
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** What all of them moved. */
    Traffic traffic() {
        Traffic sum = Traffic.NONE;
        for (RelayLoop each : all) {
            sum = sum.plus(each.traffic.traffic());
        }
        return sum;
    }

    /** The latest activity on one of them, or another moment if that is later. */
    long lastActivityNanos(long anotherNanos) {
        long latest = anotherNanos;
        for (RelayLoop each : all) {
            long last = each.traffic.lastActivityNanos();
            if (last - latest > 0) {
                latest = last;
            }
        }
        return latest;
    }

    /**
     * All sessions' connections to their clients as the kernel knows them, from the loops themselves.
     *
     * @throws IOException if one does not answer
     */
    Set<Sighting> sessions() throws IOException {
        if (isOwnThread()) {
            throw new IOException("asked on one of the relay's own threads, which cannot wait for the others");
        }
        Set<Sighting> sessions = ConcurrentHashMap.newKeySet();
        CountDownLatch told = new CountDownLatch(all.size());
        for (RelayLoop each : all) {
            boolean asked = each.loop.execute(() -> {
                each.sessions.forEach(session -> sessions.add(session.toClient()));
                told.countDown();
            });
            if (!asked) {
                throw new IOException(each.loop.failure().orElse("the relay is closed"));
            }
        }
        if (!Uninterruptibly.await(told, LONGEST_ANSWER_NANOS)) {
            throw new IOException("a loop of the relay does not answer");
        }
        return sessions;
    }

    /** Resets all sessions that have begun; soon. */
    void resetAll() {
        onEach(each -> Set.copyOf(each.sessions).forEach(session -> session.guard(session::reset)), () -> {});
    }

    /**
     * Has something done on each loop's thread; soon.
     *
     * @param then called once when all did, or are closed; on the thread of the last one
     */
    void onEach(Consumer<RelayLoop> task, Runnable then) {
        AtomicInteger left = new AtomicInteger(all.size());
        Runnable oneIsDone = () -> {
            if (left.decrementAndGet() == 0) {
                then.run();
            }
        };
        for (RelayLoop each : all) {
            boolean takesIt = each.loop.execute(() -> {
                try {
                    task.accept(each);
                } finally {
                    oneIsDone.run();
                }
            });
            if (!takesIt) {
                oneIsDone.run();
            }
        }
    }

    @Override
    public void close() {
        all.forEach(each -> each.loop.close());
    }
}
