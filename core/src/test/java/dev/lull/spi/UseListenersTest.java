package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UseListenersTest {

    private final UseListeners listeners = new UseListeners();
    private final AtomicInteger heard = new AtomicInteger();

    @Test
    void tellsEverybodyAlthoughOneThrows() {
        listeners.add(() -> {
            throw new IllegalStateException("on purpose");
        });
        listeners.add(heard::incrementAndGet);
        listeners.tell();
        assertThat(heard).hasValue(1);
    }

    @Test
    void countsTheSameListenerTwiceAndEndsEachAlone() {
        Runnable listener = heard::incrementAndGet;
        Subscription first = listeners.add(listener);
        listeners.add(listener);
        listeners.tell();
        first.close();
        first.close();
        listeners.tell();
        assertThat(heard).hasValue(3);
        listeners.clear();
        assertThat(listeners.isEmpty()).isTrue();
    }
}
