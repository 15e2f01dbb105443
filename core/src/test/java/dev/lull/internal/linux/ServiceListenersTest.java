package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.MonitorTarget;
import dev.lull.contract.LeakCheck;
import dev.lull.spi.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
final class ServiceListenersTest {

    /** Enough to be seen in the making. */
    private static final int CHILDREN = 200;

    private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

    private static MonitorTarget.Observed target(int port) {
        return (MonitorTarget.Observed) MonitorTarget.port(port);
    }

    @Test
    void areAllThatTakeConnectionsToTheTarget() throws Exception {
        LibC libC = SystemCalls.load();
        InetAddress ipv4 = InetAddress.getLoopbackAddress();
        InetAddress ipv6Loopback = InetAddress.getAllByName("::1")[0];
        try (ServerSocket one = new ServerSocket();
                ServerSocket other = new ServerSocket();
                ServerSocket ipv6 = new ServerSocket();
                ServerSocket another = new ServerSocket(0)) {
            one.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            one.bind(new InetSocketAddress(ipv4, 0));
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.bind(one.getLocalSocketAddress());
            ipv6.bind(new InetSocketAddress(ipv6Loopback, one.getLocalPort()));
            try (Socket accepted = new Socket(ipv4, another.getLocalPort());
                    ServiceListeners found = ServiceListeners.takeOver(libC, target(one.getLocalPort()), SELF)) {
                assertThat(accepted.isConnected()).isTrue();
                assertThat(found.descriptors()).hasSize(3);
                assertThat(found.areOutdated()).isFalse();
                try (ServerSocket later = new ServerSocket()) {
                    later.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), one.getLocalPort()));
                    assertThat(found.areOutdated()).isTrue();
                }
            }
        }
    }

    @Test
    void areNoneWhereNothingListens() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        try (ServiceListeners found = ServiceListeners.takeOver(SystemCalls.load(), target(port), SELF)) {
            assertThat(found.descriptors()).isEmpty();
        }
    }

    @Test
    void areTakenOverFromAnotherProcess() throws Exception {
        LibC libC = SystemCalls.load();
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listening.class.getName())
                .start();
        try (BufferedReader says = service.inputReader()) {
            int port = Integer.parseInt(String.valueOf(says.readLine()));
            assertThatThrownBy(() -> ServiceListeners.takeOver(libC, target(port), SELF))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(String.valueOf(port))
                    .hasMessageContaining("none of the service's processes");
            try (ServiceListeners found = ServiceListeners.takeOver(libC, target(port), List.of(service.pid()))) {
                OwnedDescriptor listener = found.descriptors().get(0);
                assertThat(found.areHeldBeside(List.of(service.pid()))).isFalse();
                assertThat(found.areHeldBeside(SELF))
                        .as("by a child of one of those")
                        .isFalse();
                assertThat(found.areHeldBeside(List.of()))
                        .as("somebody else has it, who would keep a filter")
                        .isTrue();
                assertThat(found.descriptors()).hasSize(1);
                assertThat(new TcpSockets(libC).localAddress(listener.number()).getPort())
                        .isEqualTo(port);
                assertThat(SynFilter.isAttached(libC, listener.number())).isFalse();
                SynFilter.attach(libC, listener.number());
                assertThat(SynFilter.isAttached(libC, listener.number())).isTrue();
                SynFilter.detach(libC, listener.number());
                assertThat(SynFilter.isAttached(libC, listener.number())).isFalse();
                assertThat(found.areHeldBy(List.of(service.pid()))).isTrue();
                assertThat(found.areHeldBy(SELF)).as("but by this").isFalse();
                service.destroyForcibly().waitFor();
                assertThat(found.areHeldBy(List.of(service.pid()))).isFalse();
            }
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    @Test
    void areFoundAlthoughAnotherOfTheServicesProcessesHasEnded() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (ServerSocket service = new ServerSocket(0);
                ServiceListeners found = ServiceListeners.takeOver(
                        SystemCalls.load(), target(service.getLocalPort()), List.of(ended.pid(), SELF.get(0)))) {
            assertThat(found.descriptors()).hasSize(1);
        }
    }

    /** Between fork and exec such a child has all of this process's descriptors, also those taken over. */
    @Test
    void areNotHeldByAChildOfThisProcessThatIsBeingStarted() throws Exception {
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listening.class.getName())
                .start();
        ExecutorService starting = Executors.newSingleThreadExecutor();
        try (BufferedReader says = service.inputReader()) {
            int port = Integer.parseInt(String.valueOf(says.readLine()));
            Future<?> children = starting.submit(() -> startChildren(CHILDREN));
            try (ServiceListeners found =
                    ServiceListeners.takeOver(SystemCalls.load(), target(port), List.of(service.pid()))) {
                while (!children.isDone()) {
                    assertThat(found.areHeldBeside(List.of(service.pid()))).isFalse();
                }
            }
            children.get();
        } finally {
            starting.shutdownNow();
            assertThat(starting.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            service.destroyForcibly().waitFor();
        }
    }

    private static Void startChildren(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            new ProcessBuilder("true").start().waitFor();
        }
        return null;
    }

    /** Listens until it is killed. */
    static final class Listening {
        private Listening() {}

        public static void main(String[] arguments) throws Exception {
            try (ServerSocket listener = new ServerSocket(0)) {
                System.out.println(listener.getLocalPort());
                listener.accept().close();
            }
        }
    }
}
