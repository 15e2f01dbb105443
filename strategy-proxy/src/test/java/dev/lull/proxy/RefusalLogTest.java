package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Cidr;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.LogLines;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is not let in is found in the log, and a flood of such peers does not flood it. */
@ExtendWith(LeakCheck.class)
class RefusalLogTest implements OverEachPath {

    @ParameterizedTest
    @MethodSource("paths")
    void namesARefusedPeerAndSaysHowManyMoreThereWere(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options =
                path.options().refuse(List.of(Cidr.parse("127.0.0.0/8"))).build();
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayStage stage = RelayStage.with(path, options)) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> readUntilReset(stage)).isInstanceOf(SocketException.class);
            }
            assertThat(lines.seen()).hasSizeBetween(1, 5);
            assertThat(lines.seen().get(0))
                    .startsWith("connection from /127.0.0.1:")
                    .endsWith(" refused: its address is to be refused");
            Awaitility.await().until(() -> {
                assertThatThrownBy(() -> readUntilReset(stage)).isInstanceOf(SocketException.class);
                return lines.seen().stream().anyMatch(line -> line.endsWith(" such lines more before)"));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void namesThePeerThatItsHeaderNames(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .proxyProtocol(ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.REQUIRED))
                .refuse(List.of(Cidr.parse("203.0.113.0/24")))
                .build();
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayStage stage = RelayStage.with(path, options)) {
            Socket client = stage.connect();
            client.getOutputStream()
                    .write("PROXY TCP4 203.0.113.7 192.0.2.1 4242 22\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(lines.seen())
                    .singleElement()
                    .asString()
                    .contains("203.0.113.7:4242")
                    .endsWith("its address is to be refused");
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void saysThatTheLimitIsReached(RelayPath path) throws Exception {
        path.requireMachine();
        for (RelayOptions.OverLimit rule : RelayOptions.OverLimit.values()) {
            RelayOptions options =
                    path.options().maxConnections(1).overLimit(rule).build();
            try (LogLines lines = LogLines.of("dev.lull.proxy");
                    RelayStage stage = RelayStage.with(path, options)) {
                stage.connect();
                stage.accept();
                try (SocketChannel another = SocketChannel.open()) {
                    another.configureBlocking(false); // the reset may come while it is still connecting
                    another.connect(stage.frontend);
                    Awaitility.await().until(() -> !lines.seen().isEmpty());
                }
                assertThat(lines.seen()).singleElement().asString().contains("1 ", "the limit of connections");
            }
        }
    }

    private static void readUntilReset(RelayStage stage) throws IOException {
        try (Socket socket = RelayStage.connectTo(stage.frontend)) {
            int ignored = socket.getInputStream().read();
        }
    }
}
