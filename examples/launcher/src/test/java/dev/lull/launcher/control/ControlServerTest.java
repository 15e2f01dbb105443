package dev.lull.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lull.contract.LeakCheck;
import dev.lull.metrics.WatchState;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is said at the socket, and however it is said, those who ask rightly are answered. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ControlServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    private final PlayedService service = new PlayedService();
    private final List<SocketChannel> clients = new ArrayList<>();
    private Path path = Path.of("");
    private Optional<ControlServer> server = Optional.empty();

    /** Takes its time to wake up. */
    private static final class PlayedService implements Controllable {
        private final CountDownLatch wakes = new CountDownLatch(1);
        private final CountDownLatch waking = new CountDownLatch(Requests.MOST_LONG_ONES);

        @Override
        public ServiceStatus status() {
            return new ServiceStatus(
                    "played",
                    7,
                    WatchState.WATCHING,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    "a service",
                    "port 22",
                    "none",
                    "none",
                    Map.of(),
                    Optional.empty(),
                    Optional.of("it is played"),
                    OptionalInt.empty(),
                    List.of(),
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(3)),
                    "exit",
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of());
        }

        @Override
        public Watched watch(OptionalLong after) {
            return new Watched(status(), new RecentlyClosed(after.orElse(40) + 1, List.of(), 0));
        }

        @Override
        public String hold(Duration duration, String reason) {
            return "h1";
        }

        @Override
        public List<String> release(Optional<String> id, boolean all) throws RefusedException {
            throw new RefusedException("there is no hold");
        }

        @Override
        public String stop(boolean force) {
            return "stopping";
        }

        @Override
        public String wake() throws InterruptedException {
            waking.countDown();
            wakes.await();
            return "awake";
        }
    }

    @BeforeEach
    void serves() throws IOException {
        path = folder.resolve("played.sock");
        server = Optional.of(ControlServer.start(ControlSocket.open(path, "played"), service));
    }

    @AfterEach
    void ends() throws IOException {
        service.wakes.countDown();
        for (SocketChannel client : clients) {
            client.close();
        }
        server.ifPresent(ControlServer::close);
        assertThat(path).doesNotExist();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        clients.add(client);
        assertThat(client.connect(UnixDomainSocketAddress.of(path))).isTrue();
        return client;
    }

    private static String say(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer answer = ByteBuffer.allocate(65536);
        try {
            while (bytes.hasRemaining()) {
                int ignored = client.write(bytes);
            }
        } catch (IOException e) { // the server has heard enough
            assertThat(e).hasMessageContaining("pipe");
        }
        int count = 0;
        while (count >= 0) {
            try {
                count = client.read(answer);
            } catch (IOException e) { // reset, since not all was read
                count = -1;
            }
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }

    private void answersOthers() throws IOException, RefusedException {
        JsonObject answer = ControlClient.ask(path, ControlClient.Request.status(), PATIENCE);
        assertThat(answer.object("status").flatMap(status -> status.text("name")))
                .contains("played");
    }

    @Test
    void answersWhoWatchesWithWhoHasLeftSince() throws Exception {
        JsonObject first = ControlClient.ask(path, ControlClient.Request.watch(OptionalLong.empty()), PATIENCE);
        assertThat(first.object("status").flatMap(status -> status.text("name")))
                .contains("played");
        assertThat(first.number("latest")).hasValue(41);
        JsonObject next = ControlClient.ask(path, ControlClient.Request.watch(first.number("latest")), PATIENCE);
        assertThat(next.number("latest")).hasValue(42);
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
    }

    @Test
    void answersGarbageWithOneLine() throws Exception {
        assertThat(say(connect(), "GET / HTTP/1.1\r\n"))
                .isEqualTo("{\"lull\":1,\"ok\":false,\"error\":\"the request is not"
                        + " a JSON object in one line of at most 4096 bytes\"}\n");
        assertThat(say(connect(), "[1,2]\n")).contains("not a JSON object");
        assertThat(say(connect(), "{\"lull\":1,\"command\":\"dance\"}\n")).contains("\\\"dance\\\" is not known here");
        assertThat(say(connect(), "{\"lull\":1,\"command\":\"hold\",\"durationMillis\":-1}\n"))
                .contains("expected above zero");
        assertThat(say(connect(), "{\"a\":".repeat(100) + "1" + "}".repeat(100) + "\n"))
                .contains("\"ok\":false");
        answersOthers();
    }

    @Test
    void saysWhichVersionItSpeaks() throws Exception {
        assertThat(say(connect(), "{\"lull\":2,\"command\":\"status\"}\n"))
                .contains("version 2 of the protocol is not spoken here, expected 1");
    }

    @Test
    void refusesARequestWithoutAnEnd() throws Exception {
        assertThat(say(connect(), "x".repeat(1 << 20)))
                .satisfiesAnyOf(text -> assertThat(text).contains("not a JSON object"), text -> assertThat(text)
                        .isEmpty());
        SocketChannel half = connect();
        int ignored = half.write(ByteBuffer.wrap("{\"lull\":1,\"comm".getBytes(StandardCharsets.UTF_8)));
        half.shutdownOutput();
        assertThat(say(half, "")).contains("not a JSON object");
        answersOthers();
    }

    @Test
    void answersWhileAHundredClientsStall() throws Exception {
        for (int i = 0; i < 100; i++) {
            SocketChannel stalled = connect();
            int ignored = i % 2 == 0 ? stalled.write(ByteBuffer.wrap(new byte[] {'{'})) : 0;
        }
        answersOthers();
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lull-control-worker"))
                .count();
        assertThat(threads).isLessThanOrEqualTo(Requests.MOST_LONG_ONES + 1);
    }

    @Test
    void endsOneThatSaysNothingAfterSomeTime() throws Exception {
        SocketChannel silent = connect();
        assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        answersOthers();
    }

    @Test
    void answersWhileOthersWaitForWhatTakesLong() throws Exception {
        for (int i = 0; i < Requests.MOST_LONG_ONES; i++) {
            int ignored = connect()
                    .write(ByteBuffer.wrap("{\"lull\":1,\"command\":\"wake\"}\n".getBytes(StandardCharsets.UTF_8)));
        }
        service.waking.await();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> ControlClient.ask(path, ControlClient.Request.wake(), PATIENCE))
                .withMessage("3 others wait for the same already");
        answersOthers();
    }

    @Test
    void showsTheEndOfTheRunToWhoeverAskedForIt() throws Exception {
        Thread end = new Thread(() -> server.ifPresent(ControlServer::close));
        SocketChannel client = connect();
        int ignored =
                client.write(ByteBuffer.wrap("{\"lull\":1,\"command\":\"stop\"}\n".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer answer = ByteBuffer.allocate(100);
        assertThat(client.read(answer)).isPositive();
        end.start();
        assertThat(client.read(answer)).isEqualTo(-1);
        end.join();
    }

    @Test
    void saysWhatIsRefused() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () -> ControlClient.ask(path, ControlClient.Request.release(Optional.empty(), false), PATIENCE))
                .withMessage("there is no hold");
    }
}
