package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityListener;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import dev.lull.contract.RecordingListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ListenersTest {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final ConnectionEvent EVENT = new ConnectionEvent.Opened(
            new Connection(1, ANYWHERE, ANYWHERE, 0, OptionalLong.empty(), Optional.empty()), 1, 0);

    private final Listeners listeners = new Listeners();
    private final RecordingListener heard = new RecordingListener();

    @Test
    void tellsTheSameListenerTwiceWhereItWasAddedTwice() {
        Subscription first = listeners.add(heard);
        listeners.add(heard);
        listeners.tell(EVENT);
        assertThat(heard.events()).hasSize(2);
        first.close();
        first.close();
        listeners.tell(EVENT);
        assertThat(heard.events()).as("only the first subscription ended").hasSize(3);
    }

    @Test
    void knowsWhetherAnybodyListens() {
        assertThat(listeners.isEmpty()).isTrue();
        Subscription subscription = listeners.add(heard);
        assertThat(listeners.isEmpty()).isFalse();
        subscription.close();
        assertThat(listeners.isEmpty()).isTrue();
        listeners.add(heard);
        listeners.clear();
        assertThat(listeners.isEmpty()).isTrue();
    }

    @Test
    void tellsTheOthersWhenOneThrowsAnExceptionAnErrorOrWhatItDoesNotDeclare() {
        listeners.add(event -> {
            throw new IllegalStateException("on purpose");
        });
        listeners.add(event -> {
            throw new AssertionError("on purpose");
        });
        listeners.add(event -> ListenersTest.<RuntimeException>sneak(new IOException("on purpose")));
        listeners.add(heard);
        listeners.tell(EVENT);
        assertThat(heard.events()).containsExactly(EVENT);
    }

    @Test
    void letsThroughThatTheVirtualMachineIsAtItsEnd() {
        listeners.add(event -> {
            throw new OutOfMemoryError("on purpose");
        });
        assertThatThrownBy(() -> listeners.tell(EVENT)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNull() {
        ActivityListener none = null;
        assertThatNullPointerException().isThrownBy(() -> listeners.add(none)).withMessage("listener");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // how Kotlin and Scala throw checked exceptions
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
