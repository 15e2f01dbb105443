package dev.lull.bench.extra;

import dev.lull.bench.load.EchoMain;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.machine.Programs;
import dev.lull.bench.race.program.RealProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Says what it hears: in a program that is started within milliseconds, or in a JVM. */
enum EchoProgram implements RealProgram {
    SOCAT {
        @Override
        public Optional<String> absence() {
            return Programs.missing("socat");
        }

        @Override
        public List<String> command(Path folder, int port) {
            return List.of("socat", "TCP4-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork,backlog=64", "PIPE");
        }
    },
    JVM {
        @Override
        public Optional<String> absence() {
            return Optional.empty();
        }

        @Override
        public List<String> command(Path folder, int port) {
            return JavaCommand.end(EchoMain.class, String.valueOf(port));
        }
    };

    private static final String SAID = "hello";

    @Override
    public void prepare(Path folder, int port) {
        // All of it is said when it is started.
    }

    @Override
    public byte[] request() {
        return SAID.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<String> answers() {
        return List.of(SAID);
    }
}
