package dev.lull.bench.contestant;

import dev.lull.bench.machine.Programs;
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
public final class RivalRelays {

    /** The one that can end when idle. */
    public static final String SOCKET_PROXYD = "socket-proxyd";

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int CONNECTIONS = connections();
    private static final String NGINX_STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

    private RivalRelays() {}

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

    public static List<Contestant> all() {
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
                SOCKET_PROXYD,
                Contestant.Kind.RIVAL,
                "systemd-socket-proxyd" + version("systemd-socket-activate", "--version"),
                () -> Programs.missing("systemd-socket-activate", "systemd-socket-proxyd"),
                Optional.empty(),
                true,
                (port, options) -> {
                    String idle = options.idleTimeout()
                            .map(timeout -> " --exit-idle-time=" + timeout.toMillis() + "ms")
                            .orElse("");
                    // A service manager starts it with SIGPIPE ignored; by hand it dies of the first one.
                    return shell("trap '' PIPE; exec " + path("systemd-socket-activate") + " -l 127.0.0.1:" + port + " "
                            + path("systemd-socket-proxyd") + " --connections-max=" + CONNECTIONS + idle + " 127.0.0.1:"
                            + options.servicePort());
                });
    }

    private static Contestant haproxy(String name, String description, String splice) {
        return relay(
                name,
                description + version("haproxy", "-v"),
                () -> Programs.missing("haproxy"),
                (port, options) -> List.of(
                        path("haproxy"),
                        "-db",
                        "-f",
                        write(
                                options,
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
                                        splice,
                                        port,
                                        options.servicePort()))));
    }

    private static Contestant nginx(String name, String description, String buffer) {
        return relay(name, description + version("nginx", "-v"), RivalRelays::nginxMissing, (port, options) -> {
            Path prefix = Files.createDirectories(options.scratch().resolve(name));
            String file = write(
                    options,
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
                            options.servicePort(),
                            buffer));
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
        return relay(
                "socat",
                "socat" + version("sh", "-c", "socat -V | grep -o 'version [^ ]*'"),
                () -> Programs.missing("socat"),
                (port, options) -> List.of(
                        path("socat"),
                        "-t",
                        "3600", // else it ends half a second after a half-close
                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr,backlog=4096",
                        "TCP:127.0.0.1:" + options.servicePort()));
    }

    private static Contestant relay(
            String name, String description, Supplier<Optional<String>> missing, CommandContestant.Command command) {
        return new CommandContestant(
                name, Contestant.Kind.RIVAL, description, missing, Optional.empty(), false, command);
    }

    /** A contestant that the user named, as {@code NAME=COMMAND} with {@code {port}} and {@code {service}} in it. */
    public static Contestant of(String name, String shellCommand) {
        return relay(
                name,
                shellCommand,
                Optional::empty,
                (port, options) -> shell("exec "
                        + shellCommand
                                .replace("{port}", String.valueOf(port))
                                .replace("{service}", String.valueOf(options.servicePort()))));
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

    private static String write(Contestant.StartOptions options, String name, String text) throws IOException {
        return Files.writeString(options.scratch().resolve(name), text).toString();
    }
}
