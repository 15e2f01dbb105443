package dev.lull.bench.race.program;

import dev.lull.bench.machine.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** nginx: a master that holds the listener, and a worker that accepts. */
final class Nginx implements RealProgram {

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Optional<String> absence() {
        return Programs.missing("nginx");
    }

    @Override
    public void prepare(Path folder, int port) throws IOException {
        Files.writeString(
                folder.resolve("nginx.conf"),
                String.format(
                        Locale.ROOT,
                        """
                daemon off;
                pid %1$s/nginx.pid;
                worker_processes 1;
                error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server { listen %2$d; listen [::]:%2$d; return 200 "here\\n"; }
                }
                """,
                        folder,
                        port));
    }

    @Override
    public List<String> command(Path folder, int port) {
        String program = Programs.find("nginx").map(Path::toString).orElse("nginx");
        return List.of(
                program,
                "-p",
                folder.toString(),
                "-e",
                folder + "/error.log",
                "-c",
                folder.resolve("nginx.conf").toString());
    }

    @Override
    public byte[] request() {
        return "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<String> answers() {
        return List.of("HTTP/");
    }
}
