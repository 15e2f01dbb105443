package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.ActivityListener;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import dev.lull.contract.Latch;
import dev.lull.contract.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class QueuedListenersTest {

    private final QueuedListeners listeners = new QueuedListeners("test-listeners");
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private final ActivityListener recording = new ActivityListener() {
        @Override
        public void onEvent(ConnectionEvent event) {
            heard.add("event " + event.connection().id());
        }

        @Override
        public void onUntold(long opened, long closed) {
            heard.add("untold " + opened + " " + closed);
        }
    };

    @AfterEach
    void close() {
        listeners.close();
    }

    @Test
    void tellsInOrderOnAThreadOfItsOwn() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        listeners.add(recording);
        listeners.add(event -> threads.add(Thread.currentThread()));
        for (int id = 1; id <= 3; id++) {
            listeners.tell(opened(id));
        }
        await().until(() -> threads.size() == 3);
        assertThat(heard).containsExactly("event 1", "event 2", "event 3");
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void countsWhatAListenerThatDoesNotReturnKeepsFromBeingTold() {
        Latch stuck = new Latch();
        Latch goOn = new Latch();
        listeners.add(event -> {
            stuck.open();
            goOn.await();
        });
        listeners.add(recording);
        listeners.tell(opened(1));
        stuck.await();
        for (int id = 2; id <= QueuedListeners.CAPACITY + 1; id++) {
            listeners.tell(opened(id));
        }
        listeners.tell(opened(900_001));
        listeners.tell(closed(900_001));
        listeners.tell(closed(2));
        goOn.open();
        await().until(() -> heard.contains("untold 1 2"));
        listeners.tell(opened(900_002));
        await().until(() -> heard.contains("event 900002"));
        assertThat(heard).hasSize(QueuedListeners.CAPACITY + 1 + 1 + 1);
        assertThat(heard.indexOf("untold 1 2")).isEqualTo(QueuedListeners.CAPACITY + 1);
    }

    @Test
    void hearsNothingOfWhatWasToldBeforeItCame() {
        Latch stuck = new Latch();
        Latch goOn = new Latch();
        listeners.add(event -> {
            stuck.open();
            goOn.await();
        });
        listeners.tell(opened(1));
        stuck.await();
        listeners.tell(opened(2));
        listeners.add(recording);
        listeners.tell(opened(3));
        goOn.open();
        await().until(() -> heard.contains("event 3"));
        assertThat(heard).containsExactly("event 3");
    }

    @Test
    void anEndedSubscriptionHasHeardAllThatWasToldBefore() {
        Subscription subscription = listeners.add(recording);
        for (int id = 1; id <= 1000; id++) {
            listeners.tell(opened(id));
        }
        subscription.close();
        assertThat(heard).hasSize(1000);
        listeners.tell(opened(1001));
        assertThat(listeners.isEmpty()).isTrue();
    }

    @Test
    void mayBeClosedByAListener() {
        Latch closed = new Latch();
        listeners.add(event -> {
            listeners.close();
            closed.open();
        });
        listeners.tell(opened(1));
        closed.await();
    }

    private static ConnectionEvent opened(long id) {
        return new ConnectionEvent.Opened(connection(id), 1, 0);
    }

    private static ConnectionEvent closed(long id) {
        return new ConnectionEvent.Closed(connection(id), 0, 0);
    }

    private static Connection connection(long id) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return new Connection(id, address, address, 0, OptionalLong.empty(), Optional.empty());
    }
}
