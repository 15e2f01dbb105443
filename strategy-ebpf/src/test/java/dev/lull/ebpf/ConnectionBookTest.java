package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Traffic;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.ebpf.kernel.EventRecord;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.Lost;
import dev.lull.spi.QueuedListeners;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever records are lost or late: what is told adds up, and what is not told is counted. */
@ExtendWith(LeakCheck.class)
final class ConnectionBookTest {

    private static final Lost NOTHING = new Lost(0, 0);

    private final KernelClock clock = new KernelClock(System::nanoTime, Path.of("/proc"));
    private final QueuedListeners listeners = new QueuedListeners("test-told");
    private final ConnectionBook book = new ConnectionBook(clock, listeners);
    private final List<String> story = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        listeners.add(new ActivityListener() {
            @Override
            public void onEvent(ConnectionEvent event) {
                story.add((event instanceof ConnectionEvent.Opened ? "opened " : "closed ") + event.openConnections());
            }

            @Override
            public void onUntold(long opened, long closed) {
                story.add("untold " + opened + " " + closed);
            }
        });
    }

    @AfterEach
    void end() {
        listeners.close();
    }

    private KernelConnection connection(long sinceNanos) {
        InetSocketAddress end = new InetSocketAddress(Loopback.IPV4, 1);
        return new KernelConnection(sinceNanos, 0, 0, end, end, true);
    }

    private void opened(long cookie) {
        long now = clock.nowNanos();
        book.record(new EventRecord(true, cookie, now, Optional.empty(), connection(now)));
    }

    private void closed(long cookie) {
        long now = clock.nowNanos();
        book.record(new EventRecord(false, cookie, now, Optional.empty(), connection(now)));
    }

    private void match(Lost lost, Long... live) {
        Map<Long, KernelConnection> connections = new java.util.HashMap<>();
        for (long cookie : live) {
            connections.put(cookie, connection(clock.nowNanos()));
        }
        book.match(connections, book.goneFrom(connections), lost);
        book.tellUntold();
    }

    private void assertStory(String... expected) {
        patiently().untilAsserted(() -> assertThat(story).containsExactly(expected));
    }

    @Test
    void tellsWhatOpenedSinceTheListeningBeganThoughNoRecordComes() {
        long since = clock.nowNanos();
        book.begin(Map.of(1L, connection(since - 1), 2L, connection(since + 1)), since, NOTHING);
        opened(2);
        closed(1);
        closed(2);
        assertStory("opened 2", "closed 1", "closed 0");
    }

    @Test
    void countsAConnectionOfWhichBothRecordsWereLost() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        match(new Lost(1, 1));
        assertStory("untold 1 1");
    }

    @Test
    void countsAConnectionOfWhichOnlyTheClosingsRecordCame() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        closed(1);
        match(new Lost(1, 0));
        assertStory("untold 1 1");
    }

    @Test
    void tellsTheEndOfAConnectionWhoseClosingWasLost() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        opened(1);
        match(new Lost(0, 1));
        assertStory("opened 1", "closed 0");
    }

    @Test
    void tellsALiveConnectionWhoseOpeningWasLost() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        match(new Lost(1, 0), 1L);
        closed(1);
        match(new Lost(1, 0));
        assertStory("opened 1", "closed 0");
    }

    @Test
    void countsNothingTwiceThatWasFoundByComparingBeforeItsRecordCame() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        match(new Lost(1, 1), 7L); // somebody else's were lost
        opened(7);
        match(new Lost(1, 1));
        closed(7);
        match(new Lost(1, 1));
        assertStory("opened 1", "closed 0", "untold 1 1");
    }

    @Test
    void tellsWhatWasCorrectedWithoutTakingItForLost() {
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        book.added(1, connection(clock.nowNanos()));
        book.removed(1);
        match(new Lost(1, 1));
        assertStory("opened 1", "closed 0", "untold 1 1");
    }

    @Test
    void waitsForNothingThatWasLostBeforeAnybodyListened() {
        book.begin(Map.of(), clock.nowNanos(), new Lost(5, 5));
        assertThat(book.mustMatch(new Lost(5, 5)))
                .as("once, for what happened just then")
                .isTrue();
        match(new Lost(5, 5));
        assertThat(book.mustMatch(new Lost(5, 5))).isFalse();
        assertThat(book.mustMatch(new Lost(6, 5))).isTrue();
        opened(1);
        assertStory("opened 1");
    }

    @Test
    void leavesTheEndOfOneThatGoesWhileItIsComparedToTheRecordThatHasItsBytes() {
        Traffic carried = new Traffic(3, 4);
        List<Optional<Traffic>> ends = new CopyOnWriteArrayList<>();
        listeners.add(event -> {
            if (event instanceof ConnectionEvent.Closed) {
                ends.add(event.connection().traffic());
            }
        });
        book.begin(Map.of(), clock.nowNanos(), NOTHING);
        opened(1);
        long now = clock.nowNanos();
        Set<Long> gone = book.goneFrom(Map.of(1L, connection(now)));
        book.match(Map.of(), gone, NOTHING);
        book.record(new EventRecord(false, 1, now, Optional.of(carried), connection(now)));
        patiently().untilAsserted(() -> assertThat(ends).containsExactly(Optional.of(carried)));
        assertStory("opened 1", "closed 0");
    }
}
