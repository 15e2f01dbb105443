package dev.lull.bench.race.program;

import dev.lull.bench.machine.Programs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Redis: one process with all of its clients. */
final class Redis implements RealProgram {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<String> absence() {
        return Programs.missing("redis-server");
    }

    @Override
    public void prepare(Path folder, int port) {
        // All of it is said when it is started.
    }

    @Override
    public List<String> command(Path folder, int port) {
        return List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "::1",
                "--save",
                "",
                "--dir",
                folder.toString());
    }

    @Override
    public byte[] request() {
        return "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<String> answers() {
        return List.of("+PONG");
    }
}
