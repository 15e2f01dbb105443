package dev.lull.launcher.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lull.contract.Loopback;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A web application: small pages, a large one, one that takes its time, and server-sent events. */
public final class WebService implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public WebService(Duration betweenHeartbeats) throws IOException {
        server = HttpServer.create(new InetSocketAddress(Loopback.IPV4, 0), 100);
        server.setExecutor(threads);
        server.createContext("/health", exchange -> answer(exchange, 2));
        server.createContext("/page", exchange -> answer(exchange, 4000));
        server.createContext("/slow", exchange -> {
            pause(Duration.ofMinutes(5));
            answer(exchange, 2);
        });
        server.createContext("/events", exchange -> heartbeats(exchange, betweenHeartbeats));
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, int bytes) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, bytes);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(new byte[bytes]);
        }
    }

    private static void heartbeats(HttpExchange exchange, Duration between) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (true) {
            body.write(": still here\n\n".getBytes(StandardCharsets.US_ASCII));
            body.flush();
            pause(between);
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException over) {
            throw new IOException("the test is over", over);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
