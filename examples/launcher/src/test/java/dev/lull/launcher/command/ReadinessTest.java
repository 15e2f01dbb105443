package dev.lull.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lull.MonitorTarget;
import dev.lull.contract.FreePort;
import dev.lull.launcher.process.ParentProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isReachedOnceAFileIsWrittenAnew() throws IOException {
        Path file = folder.resolve("ready");
        FileReadiness readiness = new FileReadiness(file);
        readiness.begin();
        assertThat(readiness.isReached()).isFalse();
        assertThat(readiness.missing()).endsWith("is not there");
        Files.writeString(file, "");
        assertThat(readiness.isReached()).isTrue();
        readiness.begin();
        assertThat(readiness.isReached()).as("it is of the start before").isFalse();
        assertThat(readiness.missing()).endsWith("was not written anew");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(readiness.isReached()).isTrue();
    }

    @Test
    void isReachedOnceSomethingListensWithoutAConnection() throws IOException, InterruptedException {
        InetSocketAddress place = FreePort.at(LOOPBACK);
        Readiness observed = ListeningReadiness.of(MonitorTarget.port(place.getPort()), CommandProcesses.of());
        Readiness behind =
                ListeningReadiness.of(new MonitorTarget.Proxied(FreePort.at(LOOPBACK), place), CommandProcesses.of());
        Readiness somebodyElses = ListeningReadiness.of(MonitorTarget.port(place.getPort()), CommandProcesses.of(1L));
        assertThat(observed.isReached()).isFalse();
        assertThat(behind.isReached()).isFalse();
        assertThat(behind.missing()).contains(String.valueOf(place.getPort()));
        try (ServerSocket service = new ServerSocket()) {
            service.bind(place);
            service.setSoTimeout(1);
            assertThat(observed.isReached()).isTrue();
            assertThat(behind.isReached()).isTrue();
            assertThat(somebodyElses.isReached())
                    .as("a listener that is not COMMAND's")
                    .isFalse();
            org.assertj.core.api.Assertions.assertThatThrownBy(service::accept)
                    .as("nobody connected")
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void isReachedOnceAUrlAnswersWithSuccess() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        AtomicInteger status = new AtomicInteger(503);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
            HttpReadiness readiness = new HttpReadiness(URI.create(url));
            assertThat(readiness.isReached()).isFalse();
            assertThat(readiness.missing()).isEqualTo(url + " answered 503");
            status.set(204);
            assertThat(readiness.isReached()).isTrue();
        } finally {
            server.stop(0);
        }
        assertThat(new HttpReadiness(URI.create(
                                "http://127.0.0.1:" + FreePort.at(LOOPBACK).getPort()))
                        .isReached())
                .isFalse();
    }

    @Test
    void isReachedOnceALineEndsWithSuccess() throws InterruptedException {
        Path file = folder.resolve("flag");
        LineReadiness readiness = new LineReadiness(line("test -e " + file), Duration.ofSeconds(60));
        assertThat(readiness.isReached()).isFalse();
        assertThat(readiness.missing()).contains("ended with exit code 1");
        file.toFile().mkdir();
        assertThat(readiness.isReached()).isTrue();
    }

    @Test
    void givesUpALineThatHangs() throws InterruptedException {
        assertThat(new LineReadiness(line("sleep 300"), Duration.ofMillis(200)).isReached())
                .isFalse();
    }

    private static ShellLine line(String text) {
        return new ShellLine(
                "--ready-when",
                text,
                Duration.ofSeconds(1),
                CompletableFuture.completedFuture(ParentProcess.ofStarted()),
                () -> false);
    }
}
