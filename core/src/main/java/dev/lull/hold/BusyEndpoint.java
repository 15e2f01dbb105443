package dev.lull.hold;

import dev.lull.spi.Durations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Asks a service whether it is busy. A few lines of HTTP/1.1 (RFC 9112) on a plain socket, because the JDK's clients
 * cannot choose the address that they ask from.
 */
final class BusyEndpoint implements HoldProbe {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int HTTP_PORT = 80;
    private static final int MOST_STATUS_LINE_BYTES = 512;
    private static final int BUSY = 200;
    private static final int NOT_BUSY = 204;

    private final URI endpoint;
    private final Optional<InetAddress> from;

    BusyEndpoint(URI endpoint, Optional<InetAddress> from) {
        if (!"http".equalsIgnoreCase(endpoint.getScheme()) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + endpoint + "\" cannot be asked, expected a URL such as http://127.0.0.1:8080/busy");
        }
        this.endpoint = endpoint;
        this.from = from;
    }

    @Override
    public Finding look() throws IOException {
        String statusLine;
        try {
            statusLine = ask();
        } catch (ConnectException e) {
            if (isRefused(e)) {
                return Finding.free("nobody listens at " + endpoint);
            }
            return unknown(e);
        } catch (SocketTimeoutException e) {
            return Finding.unknown(endpoint + " gave no answer within " + Durations.text(TIME_LIMIT));
        } catch (IOException e) {
            return unknown(e);
        }
        return switch (status(statusLine)) {
            case BUSY -> Finding.held(endpoint + " says busy");
            case NOT_BUSY -> Finding.free(endpoint + " says not busy");
            case -1 -> Finding.unknown(endpoint + " does not speak HTTP");
            default ->
                Finding.unknown(
                        endpoint + " answered " + status(statusLine) + ", expected 200 (busy) or 204 (not busy)");
        };
    }

    private Finding unknown(IOException e) {
        return Finding.unknown(endpoint + ": " + (e instanceof UnknownHostException ? "no such host" : e.getMessage()));
    }

    /** The kernel's word that nothing listens; no other failure to connect says that. */
    private static boolean isRefused(ConnectException e) {
        return String.valueOf(e.getMessage()).contains("refused");
    }

    /** Returns -1 for what is no status line. */
    private static int status(String line) {
        String[] words = line.split(" ", -1);
        return words.length >= 2 && words[0].startsWith("HTTP/1.") && words[1].matches("[1-9]\\d\\d")
                ? Integer.parseInt(words[1])
                : -1;
    }

    private String ask() throws IOException {
        long deadline = System.nanoTime() + TIME_LIMIT.toNanos();
        try (Socket socket = new Socket()) {
            InetAddress host = host();
            if (from.isPresent() && host.isLoopbackAddress() && host instanceof Inet4Address) {
                socket.bind(new InetSocketAddress(from.get(), 0));
            }
            int port = endpoint.getPort() < 0 ? HTTP_PORT : endpoint.getPort();
            socket.connect(new InetSocketAddress(host, port), left(deadline));
            socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream input = socket.getInputStream();
            while (line.size() < MOST_STATUS_LINE_BYTES) {
                socket.setSoTimeout(left(deadline));
                int next = input.read();
                if (next < 0 || next == '\n') {
                    break;
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }
    }

    /** An IPv4 loopback address, where it has one: there we can choose whom we ask as. */
    private InetAddress host() throws UnknownHostException {
        String name = endpoint.getHost().replaceAll("[\\[\\]]", "");
        List<InetAddress> all = new ArrayList<>(Arrays.asList(InetAddress.getAllByName(name)));
        return all.stream()
                .filter(address -> address instanceof Inet4Address && address.isLoopbackAddress())
                .findFirst()
                .orElse(all.get(0));
    }

    private String request() {
        String path = endpoint.getRawPath() == null || endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
        return "GET " + path + query + " HTTP/1.1\r\nHost: " + endpoint.getRawAuthority()
                + "\r\nUser-Agent: lull\r\nConnection: close\r\n\r\n";
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        return (int) millis;
    }
}
