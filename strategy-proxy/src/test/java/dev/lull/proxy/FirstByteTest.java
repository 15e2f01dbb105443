package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.LeakCheck;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long the first byte may take, over each data path. A connection that must not be cut is held against one that came
 * after it and is: when that one is gone, the other's time is over too.
 */
@ExtendWith(LeakCheck.class)
class FirstByteTest implements OverEachPath {

    private static final Duration SOON = Duration.ofMillis(400);

    @ParameterizedTest
    @MethodSource("paths")
    void resetsAConnectionOnWhichNobodySpeaksAndSaysSo(RelayPath path) throws Exception {
        path.requireMachine();
        Logger logger = Logger.getLogger("dev.lull.proxy");
        Lines lines = new Lines();
        logger.addHandler(lines);
        try (RelayStage stage = RelayStage.with(path, options(path).build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
            stage.await(seen -> seen.openConnections() == 0);
            assertThat(lines.seen)
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + client.getLocalPort())
                    .endsWith("no first byte of either side within PT0.4S, it is reset");
        } finally {
            logger.removeHandler(lines);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void keepsAClientThatIsSilentAfterTheServiceSpokeFirstAndOneThatSpokeItself(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, options(path).build())) {
            Socket greeted = stage.connect();
            Socket greeter = stage.accept();
            greeter.getOutputStream().write('g');
            assertThat(greeted.getInputStream().read()).isEqualTo('g');
            Socket speaker = stage.connect();
            Socket listener = stage.accept();
            speaker.getOutputStream().write('s');
            assertThat(listener.getInputStream().read()).isEqualTo('s');
            awaitResetOfAnother(stage);
            assertThat(stage.snapshot().openConnections()).isEqualTo(2);
            greeted.getOutputStream().write('h');
            assertThat(greeter.getInputStream().read()).isEqualTo('h');
            listener.getOutputStream().write('t');
            assertThat(speaker.getInputStream().read()).isEqualTo('t');
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void takesNoHeaderAndNoHalfCloseForAFirstByte(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = options(path)
                .proxyProtocol(ProxyProtocol.OFF
                        .accepting(ProxyProtocol.Accept.REQUIRED)
                        .sending(ProxyProtocol.Send.V1))
                .build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            Socket client = stage.connect();
            client.getOutputStream().write("PROXY TCP4 203.0.113.7 192.0.2.1 4242 22\r\n".getBytes(US_ASCII));
            client.shutdownOutput();
            stage.accept();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    /** The service comes up when the time would long have been over. */
    @ParameterizedTest
    @MethodSource("paths")
    void doesNotBeginBeforeTheServiceIsReached(RelayPath path) throws Exception {
        path.requireMachine();
        InetSocketAddress frontend = RelayStage.freePort();
        InetSocketAddress later = RelayStage.freePort();
        try (ActivityMonitor monitor = RelayStage.open(path, options(path).build(), frontend, later);
                Socket client = RelayStage.connectTo(frontend)) {
            Awaitility.await()
                    .atMost(RelayStage.PATIENCE)
                    .during(SOON.multipliedBy(2))
                    .until(() -> ((ActivitySnapshot) monitor.read()).openedTotal() == 1
                            && ((ActivitySnapshot) monitor.read()).openConnections() == 1);
            try (ServerSocket service = new ServerSocket(later.getPort(), 10, RelayStage.HERE)) {
                service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                try (Socket server = service.accept()) {
                    server.getOutputStream().write('g');
                    assertThat(client.getInputStream().read()).isEqualTo('g');
                }
            }
        }
    }

    private static void awaitResetOfAnother(RelayStage stage) throws Exception {
        Socket silent = stage.connect();
        stage.accept();
        assertThatThrownBy(() -> silent.getInputStream().read()).isInstanceOf(SocketException.class);
        stage.await(seen -> seen.openConnections() == 2);
    }

    private static RelayOptions.Builder options(RelayPath path) {
        return path.options().firstByteTimeout(SOON);
    }

    private static final class Lines extends Handler {
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            seen.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
