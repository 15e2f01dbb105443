package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a reset waits for what was sent before it. */
class DeliveryBeforeResetTest {

    private static final long SECOND = 1_000_000_000;

    private final LaterLoop loop = new LaterLoop();
    private boolean reset;

    @Test
    void resetsAtOnceWhereEverythingHasArrived() {
        await(new Receiver(List.of(told(100, true))));
        assertThat(reset).isTrue();
        assertThat(loop.next()).isFalse();
    }

    @Test
    void resetsOnceTheLastByteHasArrived() {
        await(new Receiver(List.of(told(0, false), told(70, false), told(100, true))));
        assertThat(loop.next()).isTrue();
        assertThat(reset).isFalse();
        assertThat(loop.next()).isTrue();
        assertThat(reset).isTrue();
    }

    @Test
    void waitsForASlowReceiverAsLongAsItTakesSomeOfIt() {
        Receiver receiver = new Receiver(List.of(told(1, false)));
        await(receiver);
        while (loop.nowNanos() < 60 * SECOND) {
            receiver.says(told(1 + loop.nowNanos() / SECOND, false));
            assertThat(loop.next()).isTrue();
            assertThat(reset).isFalse();
        }
    }

    @Test
    void resetsAReceiverThatTakesNothingForTwoSeconds() {
        await(new Receiver(List.of(told(1, false))));
        while (!reset) {
            assertThat(loop.next()).isTrue();
        }
        assertThat(loop.nowNanos()).isBetween(2 * SECOND, 2 * SECOND + SECOND / 10);
    }

    @Test
    void givesTwoSecondsWhereTheSystemDoesNotTell() {
        await(new Receiver(List.of(Optional.empty())));
        while (!reset) {
            assertThat(loop.next()).isTrue();
        }
        assertThat(loop.nowNanos()).isBetween(2 * SECOND, 2 * SECOND + SECOND / 10);
    }

    @Test
    void isNotResetOnceItIsCalledOff() {
        FinalDelivery.await(loop, List.of(new Receiver(List.of(told(1, false)))), () -> reset = true)
                .cancel();
        assertThat(loop.next()).isFalse();
        assertThat(reset).isFalse();
    }

    /** Its kernel buffer is full, and says nothing for long: but what is in it goes out. */
    @Test
    void keepsTheRestForAReceiverWhoseFullBufferDrainsSlowly() {
        Receiver receiver = new Receiver(List.of(told(0, false)));
        PatientReset ignored = PatientReset.begin(loop, receiver, () -> reset = true);
        for (int i = 1; i < 30; i++) {
            receiver.says(told(i, false));
            assertThat(loop.next()).isTrue();
            assertThat(reset).isFalse();
        }
        assertThat(loop.next()).isTrue();
        assertThat(reset).as("nothing has moved since").isTrue();
    }

    @Test
    void keepsTheRestForAReceiverThatTakesSomeOfIt() {
        PatientReset waiting = PatientReset.begin(loop, new Receiver(List.of(Optional.empty())), () -> reset = true);
        for (int i = 0; i < 30; i++) {
            waiting.bytesMoved();
            assertThat(loop.next()).isTrue();
            assertThat(reset).isFalse();
        }
        assertThat(loop.next()).isTrue();
        assertThat(reset).isTrue();
    }

    private void await(Receiver receiver) {
        SocketLoop.Timer ignored = FinalDelivery.await(loop, List.of(receiver), () -> reset = true);
    }

    private static Optional<Delivery> told(long acknowledged, boolean complete) {
        return Optional.of(new Delivery(acknowledged, complete));
    }

    /** A connection that says one thing after the other, and the last one for ever. */
    private static final class Receiver implements Transport {
        private final ArrayDeque<Optional<Delivery>> says;

        Receiver(List<Optional<Delivery>> says) {
            this.says = new ArrayDeque<>(says);
        }

        void says(Optional<Delivery> next) {
            says.clear();
            says.add(next);
        }

        @Override
        public Optional<Delivery> delivery() {
            return says.size() > 1 ? says.remove() : says.element();
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(1);
        }

        @Override
        public void receive(ByteBuffer into, ReceiveHandler handler) {}

        @Override
        public void stopReceiving() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public void reset() {}
    }
}
