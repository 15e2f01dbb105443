package dev.lull.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.contract.LeakCheck;
import dev.lull.internal.linux.SocketAddresses;
import dev.lull.proxy.UringPath;
import dev.lull.proxy.relay.Quota;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A ring that has ended touches nothing any more. A read of its that a thread of the kernel's comes to late would take
 * bytes from whoever has the descriptor's number next, and write them into memory that has been freed: so the numbers
 * are given to sockets that have something to read, on a machine that is busy.
 */
@ExtendWith(LeakCheck.class)
class RingEndTest {

    private static final int RINGS = 50;

    /** A ring, its eventfd and a socket, and one to spare. */
    private static final int NUMBERS_OF_A_RING = 4;

    private final List<DatagramChannel> next = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> busy = new ArrayList<>();

    @BeforeEach
    void keepTheMachineBusy() {
        UringPath.URING.requireMachine();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            busy.add(thread);
        }
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        over.set(true);
        for (Thread thread : busy) {
            thread.join();
        }
        for (DatagramChannel channel : next) {
            channel.close();
        }
    }

    @RepeatedTest(5)
    void leavesTheNextOwnersOfItsNumbersAloneThatHasMadeASocket() throws IOException {
        for (int i = 0; i < RINGS; i++) {
            NewSocket made = NewSocket.ofFirst(List.of(SocketAddresses.AF_INET));
            new SocketOptions(made.descriptor()).closeNow();
            takeTheNumbers();
        }
        assertThatNothingWasTaken();
    }

    @RepeatedTest(5)
    void leavesTheNextOwnersOfItsNumbersAloneThatWasALoops() throws IOException, InterruptedException {
        for (int i = 0; i < RINGS; i++) {
            UringLoop loop = new UringLoop("loop " + i, NanoClock.system(), new Quota(1 << 20));
            loop.start();
            CountDownLatch running = new CountDownLatch(1);
            assertThat(loop.execute(running::countDown)).isTrue();
            running.await();
            loop.close();
            takeTheNumbers();
        }
        assertThatNothingWasTaken();
    }

    private void takeTheNumbers() throws IOException {
        for (int i = 0; i < NUMBERS_OF_A_RING; i++) {
            DatagramChannel channel = DatagramChannel.open();
            next.add(channel);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
            assertThat(channel.send(ByteBuffer.allocate(Long.BYTES), channel.getLocalAddress()))
                    .isEqualTo(Long.BYTES);
        }
    }

    private void assertThatNothingWasTaken() throws IOException {
        int left = 0;
        for (DatagramChannel channel : next) {
            if (channel.receive(ByteBuffer.allocate(Long.BYTES)) != null) {
                left++;
            }
        }
        assertThat(left).as("datagrams left").isEqualTo(next.size());
    }
}
