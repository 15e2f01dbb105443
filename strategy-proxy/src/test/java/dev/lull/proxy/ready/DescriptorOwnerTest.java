package dev.lull.proxy.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.NanoClock;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each descriptor of the epoll path is closed once, whatever fails: a number closed twice may be another thread's new
 * descriptor by then.
 */
@ExtendWith(LeakCheck.class)
class DescriptorOwnerTest {

    private static final int EPOLL_CTL_ADD = 1;

    private final Set<Integer> open = new HashSet<>();
    private final List<Integer> closedTwice = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private final ArrayDeque<Listener.Accepted> accepted = new ArrayDeque<>();
    private boolean refusesToWatch;

    @BeforeEach
    void requireLinux() {
        Require.that("linux", System.getProperty("os.name").equals("Linux"), "not Linux");
    }

    @Test
    void closesTheConnectionToAServiceOnceIfItCannotBeWatched() throws Exception {
        try (EpollLoop loop = loop()) {
            Listener service = loop.listen(here(), 10, new Accepting());
            int before = open.size();
            refusesToWatch = true;
            SocketLoop.Timer dialling = loop.dial(service.local(), null, new Dialling());
            assertThat(failures).singleElement().asString().contains("epoll_ctl");
            dialling.cancel();
            assertThat(open).hasSize(before);
        }
        assertThat(closedTwice).isEmpty();
        assertThat(open).isEmpty();
    }

    @Test
    void closesTheConnectionOfAClientOnceIfItCannotBeWatched() throws Exception {
        try (EpollLoop loop = loop()) {
            Listener listener = loop.listen(here(), 10, new Accepting());
            listener.resume();
            try (Socket client = new Socket()) {
                client.connect(listener.local());
                while (accepted.isEmpty()) {
                    loop.poll(-1);
                }
                Listener.Accepted connection = accepted.remove();
                refusesToWatch = true;
                assertThatThrownBy(() -> connection.attach(loop)).isInstanceOf(IOException.class);
            }
        }
        assertThat(closedTwice).isEmpty();
        assertThat(open).isEmpty();
    }

    private EpollLoop loop() throws Exception {
        return new EpollLoop("turns-of-the-test", NanoClock.system(), watched(), new Quota(1 << 20), new Quota(0));
    }

    private static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The C library, whose descriptors are counted, and whose epoll_ctl(2) fails when it is told to. */
    private LibC watched() throws Exception {
        LibC real = SystemCalls.load();
        return (LibC) Proxy.newProxyInstance(
                LibC.class.getClassLoader(), new Class<?>[] {LibC.class}, (ignored, method, arguments) -> {
                    String call = method.getName();
                    if (call.equals("epoll_ctl") && refusesToWatch && arguments[1].equals(EPOLL_CTL_ADD)) {
                        return -1;
                    }
                    if (call.equals("close") && !open.remove((Integer) arguments[0])) {
                        closedTwice.add((Integer) arguments[0]);
                        return -1;
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (Set.of("socket", "accept4", "epoll_create1", "eventfd")
                                        .contains(call)
                                && (Integer) answer >= 0) {
                            open.add((Integer) answer);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Accepting implements Listener.Handler {
        @Override
        public void accepted(Listener.Accepted connection) {
            accepted.add(connection);
        }

        @Override
        public void acceptFailed(IOException cause) {
            throw new AssertionError(cause);
        }
    }

    private final class Dialling implements SocketLoop.DialHandler {
        @Override
        public void connected(Transport transport) {
            throw new AssertionError("it cannot be watched");
        }

        @Override
        public void failed(IOException cause) {
            failures.add(cause);
        }
    }
}
