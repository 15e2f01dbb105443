package dev.lull.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Other people's relays, set up as their documentation says, with room for the connections of the workloads. */
final class Peers {

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int CONNECTIONS = connections();
    private static final String NGINX_STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

    private Peers() {}

    /** HAProxy wants descriptors for all of them beforehand: two each, and with splice some for pipes. */
    private static int connections() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"), StandardCharsets.UTF_8)) {
            long descriptors = limits.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" {2,}", -1)[2])
                    .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
                    .findFirst()
                    .orElse(MOST_CONNECTIONS);
            return (int) Math.min(MOST_CONNECTIONS, descriptors / 3);
        } catch (IOException e) {
            return MOST_CONNECTIONS;
        }
    }

    static List<Contestant> all() {
        return List.of(
                socketProxyd(),
                haproxy("haproxy", "HAProxy, its defaults", ""),
                haproxy(
                        "haproxy-splice",
                        "HAProxy, splice forced both ways",
                        "    option splice-request\n    option splice-response\n"),
                nginx("nginx", "nginx stream, its default buffer (16 KiB)", ""),
                nginx("nginx-64k", "nginx stream, 64 KiB buffer", "        proxy_buffer_size 64k;\n"),
                socat());
    }

    private static Contestant socketProxyd() {
        return new CommandContestant(
                "socket-proxyd",
                Standing.Kind.PEER,
                "systemd-socket-proxyd" + version("systemd-socket-activate", "--version"),
                () -> Programs.missing("systemd-socket-activate", "systemd-socket-proxyd"),
                Optional.empty(),
                true,
                (port, place) -> {
                    String idle = place.idleTimeout()
                            .map(timeout -> " --exit-idle-time=" + timeout.toMillis() + "ms")
                            .orElse("");
                    // A service manager starts it with SIGPIPE ignored; by hand it dies of the first one.
                    return shell("trap '' PIPE; exec " + path("systemd-socket-activate") + " -l 127.0.0.1:" + port + " "
                            + path("systemd-socket-proxyd") + " --connections-max=" + CONNECTIONS + idle + " 127.0.0.1:"
                            + place.servicePort());
                });
    }

    private static Contestant haproxy(String name, String description, String options) {
        return peer(
                name,
                description + version("haproxy", "-v"),
                () -> Programs.missing("haproxy"),
                (port, place) -> List.of(
                        path("haproxy"),
                        "-db",
                        "-f",
                        write(
                                place,
                                name + ".cfg",
                                String.format(
                                        Locale.ROOT,
                                        """
                                global
                                    maxconn %d
                                defaults
                                    mode tcp
                                    timeout connect 10s
                                    timeout client 1h
                                    timeout server 1h
                                %slisten relay
                                    bind 127.0.0.1:%d
                                    server service 127.0.0.1:%d
                                """,
                                        CONNECTIONS,
                                        options,
                                        port,
                                        place.servicePort()))));
    }

    private static Contestant nginx(String name, String description, String options) {
        return peer(name, description + version("nginx", "-v"), Peers::nginxMissing, (port, place) -> {
            Path prefix = Files.createDirectories(place.scratch().resolve(name));
            String file = write(
                    place,
                    name + ".conf",
                    String.format(
                            Locale.ROOT,
                            """
                    daemon off;
                    %sworker_processes auto;
                    worker_rlimit_nofile %d;
                    pid %s/nginx.pid;
                    error_log stderr error;
                    events { worker_connections %d; }
                    stream {
                        server {
                            listen 127.0.0.1:%d backlog=4096;
                            proxy_pass 127.0.0.1:%d;
                            proxy_timeout 1h;
                    %s    }
                    }
                    """,
                            Files.exists(Path.of(NGINX_STREAM_MODULE))
                                    ? "load_module " + NGINX_STREAM_MODULE + ";\n"
                                    : "",
                            2 * CONNECTIONS + 100,
                            prefix,
                            2 * CONNECTIONS + 100,
                            port,
                            place.servicePort(),
                            options));
            return List.of(path("nginx"), "-p", prefix.toString(), "-e", "stderr", "-c", file);
        });
    }

    private static Optional<String> nginxMissing() {
        Optional<String> missing = Programs.missing("nginx");
        if (missing.isPresent() || Files.exists(Path.of(NGINX_STREAM_MODULE))) {
            return missing;
        }
        return Programs.firstLine("sh", "-c", "nginx -V 2>&1 | grep -o -e --with-stream")
                        .isPresent()
                ? Optional.empty()
                : Optional.of("this nginx has no stream module (Debian: libnginx-mod-stream)");
    }

    private static Contestant socat() {
        return peer(
                "socat",
                "socat" + version("sh", "-c", "socat -V | grep -o 'version [^ ]*'"),
                () -> Programs.missing("socat"),
                (port, place) -> List.of(
                        path("socat"),
                        "-t",
                        "3600", // else it ends half a second after a half-close
                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr,backlog=4096",
                        "TCP:127.0.0.1:" + place.servicePort()));
    }

    private static Contestant peer(
            String name, String description, Supplier<Optional<String>> missing, CommandContestant.Command command) {
        return new CommandContestant(name, Standing.Kind.PEER, description, missing, Optional.empty(), false, command);
    }

    /** A contestant that the user named, as {@code NAME=COMMAND} with {@code {port}} and {@code {service}} in it. */
    static Contestant of(String name, String shellCommand) {
        return peer(
                name,
                shellCommand,
                Optional::empty,
                (port, place) -> shell("exec "
                        + shellCommand
                                .replace("{port}", String.valueOf(port))
                                .replace("{service}", String.valueOf(place.servicePort()))));
    }

    private static List<String> shell(String line) {
        return List.of("/bin/sh", "-c", line);
    }

    private static String path(String program) {
        return Programs.find(program).map(Path::toString).orElse(program);
    }

    private static String version(String... command) {
        return Programs.firstLine(command)
                .map(line -> " (" + firstNumber(line) + ")")
                .orElse("");
    }

    private static String firstNumber(String line) {
        return Stream.of(line.split("[^0-9.]+", -1))
                .filter(part -> !part.isEmpty() && Character.isDigit(part.charAt(0)))
                .findFirst()
                .orElse(line);
    }

    private static String write(Contestant.Place place, String name, String text) throws IOException {
        return Files.writeString(place.scratch().resolve(name), text).toString();
    }
}
