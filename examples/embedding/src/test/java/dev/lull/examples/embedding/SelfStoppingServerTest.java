package dev.lull.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example as a program of its own: it serves, is kept up by a client that is quiet, and ends by itself. */
class SelfStoppingServerTest {

    private static final int IDLE_SECONDS = 2;

    private Process program;
    private BufferedReader output;

    SelfStoppingServerTest() throws IOException {
        program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.lull.examples.embedding.SelfStoppingServer",
                        String.valueOf(IDLE_SECONDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
    }

    private int port;

    @BeforeEach
    void awaitStart() throws IOException {
        String line = String.valueOf(output.readLine());
        assertThat(line).startsWith("listening on port ");
        port = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    @AfterEach
    void endProgram() {
        program.destroyForcibly();
    }

    @Test
    void stopsItselfOnceNobodyIsConnected() throws IOException, InterruptedException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            // The default check interval is 5 s: past it and the idle timeout.
            assertThat(program.waitFor(5 + IDLE_SECONDS + 1, TimeUnit.SECONDS))
                    .as("stopped while a client was connected")
                    .isFalse();
        }
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("stops by itself").isTrue();
        assertThat(program.exitValue()).isZero();
        assertThat(output.readLine()).isEqualTo("stopped: nobody was connected for " + IDLE_SECONDS + " s");
    }
}
