package dev.lull.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Who uses a web application, by the names of docs/web-applications.md. All that is begun ends when this is closed. */
public final class WebClients implements AutoCloseable {

    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}; // RFC 9113, section 6.7
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0}; // RFC 9113, section 6.5

    private final InetSocketAddress frontend;
    private final Path folder;
    private final Duration betweenPings;
    private final Deque<AutoCloseable> begun = new ArrayDeque<>();

    public WebClients(InetSocketAddress frontend, Path folder, Duration betweenPings) {
        this.frontend = frontend;
        this.folder = folder;
        this.betweenPings = betweenPings;
    }

    /** Something that is done again and again. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    public void begin(String name) throws Exception {
        switch (name) {
            case "a pooled connection on which nothing is asked" -> get(connect(frontend), "/health");
            case "a user whose pool asks for a page every 15 s" -> {
                Socket pooled = connect(frontend);
                every(betweenPings, () -> get(pooled, "/page"));
            }
            case "a request that is answered after minutes" -> ask(connect(frontend), "/slow");
            case "a check that only connects" ->
                every(betweenPings, () -> connect(frontend).close());
            case "HAProxy's check over HTTP" -> haproxy("http-reuse never");
            case "a user who loads a page every 15 s through that HAProxy" -> {
                InetSocketAddress balancer = haproxy("http-reuse never");
                every(betweenPings, () -> {
                    try (Socket user = connect(balancer)) {
                        get(user, "/page");
                    }
                });
            }
            case "HAProxy's check, and connections that it keeps" -> {
                try (Socket user = connect(haproxy("http-reuse always"))) {
                    get(user, "/page");
                }
            }
            case "a WebSocket on which only pings go" -> webSocket();
            case "server-sent events of which only heartbeats come" -> ask(connect(frontend), "/events");
            case "an HTTP/2 connection, such as gRPC's, on which only pings go" -> http2();
            default -> throw new AssertionError("nobody plays \"" + name + "\"");
        }
    }

    private Socket connect(InetSocketAddress where) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(where, 10_000);
        add(socket);
        return socket;
    }

    private void every(Duration time, Work work) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    work.run();
                    TimeUnit.NANOSECONDS.sleep(time.toNanos());
                }
            } catch (Exception over) {
                // what it talks to has been closed
            }
        });
        thread.setDaemon(true);
        thread.start();
        add(() -> {
            thread.interrupt();
            thread.join();
        });
    }

    private synchronized void add(AutoCloseable closeable) {
        begun.push(closeable);
    }

    private static void ask(Socket socket, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: application\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static void get(Socket socket, String path) throws IOException {
        ask(socket, path);
        int length = 0;
        InputStream in = socket.getInputStream();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        assertThat(in.readNBytes(length)).hasSize(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("ended within a line: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Starts one in front of the frontend, which it checks; returns where it listens. */
    private InetSocketAddress haproxy(String reuse) throws IOException {
        Require.that("haproxy", Require.hasProgram("haproxy"), "not installed");
        InetSocketAddress balancer = FreePort.at(Loopback.IPV4);
        start(
                "haproxy.cfg",
                """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 10m
                  timeout server 10m
                listen application
                  bind 127.0.0.1:%d
                  %s
                  option httpchk GET /health
                  server one 127.0.0.1:%d check inter %dms pool-purge-delay 10m
                """
                        .formatted(balancer.getPort(), reuse, frontend.getPort(), betweenPings.toMillis()),
                "haproxy",
                "-f");
        awaitListening(balancer);
        return balancer;
    }

    /** nginx answers the pings; it stands behind the frontend, where the test has put it. */
    private void http2() throws Exception {
        Socket channel = connect(frontend);
        channel.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        channel.getOutputStream().write(SETTINGS);
        every(betweenPings, () -> channel.getOutputStream().write(PING));
        DataInputStream in = new DataInputStream(channel.getInputStream());
        for (int type = -1; type != PING[3]; ) { // until the first ping is answered
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            type = in.readUnsignedByte();
            in.skipNBytes(5 + length);
        }
    }

    public static AutoCloseable nginx(InetSocketAddress service, Path folder) throws IOException {
        Require.that("nginx", Require.hasProgram("nginx"), "not installed");
        WebClients programs = new WebClients(service, folder, Duration.ZERO);
        programs.start(
                "nginx.conf",
                """
                daemon off; pid %1$s/nginx.pid; error_log stderr; worker_processes 1; user root;
                events {}
                http { access_log off; keepalive_timeout 1h;
                  server { listen 127.0.0.1:%2$d http2; return 200 "ok"; } }
                """
                        .formatted(folder, service.getPort()),
                "nginx",
                "-p",
                folder.toString(),
                "-c");
        programs.awaitListening(service);
        return programs;
    }

    private void webSocket() {
        java.net.http.WebSocket socket = java.net.http.HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + frontend.getPort() + "/"),
                        new java.net.http.WebSocket.Listener() {})
                .join();
        add(socket::abort);
        every(betweenPings, () -> socket.sendPing(java.nio.ByteBuffer.allocate(4))
                .join());
    }

    private void start(String file, String configuration, String... command) throws IOException {
        Path path =
                Files.writeString(Files.createTempDirectory(folder, "program").resolve(file), configuration);
        java.util.List<String> words = new java.util.ArrayList<>(java.util.List.of(command));
        words.add(path.toString());
        Process program = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(path.resolveSibling("log").toFile())
                .start();
        add(() -> {
            program.destroy();
            program.waitFor();
        });
    }

    private void awaitListening(InetSocketAddress where) {
        org.awaitility.Awaitility.await().ignoreExceptions().until(() -> {
            new Socket(where.getAddress(), where.getPort()).close();
            return true;
        });
    }

    @Override
    public synchronized void close() {
        while (!begun.isEmpty()) {
            end(begun.pop());
        }
    }

    /** Closes what was begun; that it had ended already is no failure. */
    public static void end(AutoCloseable begun) {
        try {
            begun.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("cannot end " + begun, e);
        }
    }
}
