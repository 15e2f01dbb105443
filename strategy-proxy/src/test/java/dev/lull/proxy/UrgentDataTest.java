package dev.lull.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import java.net.Socket;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP's urgent data (RFC 9293, section 3.8.5; RFC 6093) arrives as what it is: a byte at its place in the stream. */
@ExtendWith(LeakCheck.class)
class UrgentDataTest implements OverEachPath {

    private static final int BULK = 1024 * 1024;

    @ParameterizedTest
    @MethodSource("paths")
    void carriesAnUrgentByteOfTheClientAtItsPlace(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            say(client);
            assertThat(server.getInputStream().readNBytes(7)).asString(US_ASCII).isEqualTo("abcXdef");
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void carriesAnUrgentByteOfTheServiceAtItsPlace(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            say(server);
            assertThat(client.getInputStream().readNBytes(7)).asString(US_ASCII).isEqualTo("abcXdef");
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void carriesAnUrgentByteWithinBulkAndWhatFollowsItUpToTheEnd(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            Thread sending = new Thread(() -> {
                try {
                    for (int i = 0; i < 4; i++) {
                        client.getOutputStream().write(new byte[BULK]);
                        say(client);
                    }
                    client.shutdownOutput();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sending.start();
            for (int i = 0; i < 4; i++) {
                assertThat(server.getInputStream().readNBytes(BULK))
                        .hasSize(BULK)
                        .containsOnly(0);
                assertThat(server.getInputStream().readNBytes(7))
                        .asString(US_ASCII)
                        .isEqualTo("abcXdef");
            }
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            sending.join();
        }
    }

    private static void say(Socket socket) throws java.io.IOException {
        socket.getOutputStream().write("abc".getBytes(US_ASCII));
        socket.sendUrgentData('X');
        socket.getOutputStream().write("def".getBytes(US_ASCII));
    }
}
