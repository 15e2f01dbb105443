package dev.lull.bench.race.program;

import dev.lull.bench.machine.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** OpenSSH: it speaks first (RFC 4253, section 4.2), in a process that it starts for each client. */
final class Sshd implements RealProgram {

    /** Its privilege separation directory on Debian, which its service makes. */
    private static final Path SEPARATION = Path.of("/run/sshd");

    @Override
    public String name() {
        return "sshd";
    }

    @Override
    public Optional<String> absence() {
        return Programs.missing("sshd", "ssh-keygen")
                .or(() -> Setup.isRoot() ? Optional.empty() : Optional.of("sshd takes root"));
    }

    @Override
    public void prepare(Path folder, int port) throws IOException, InterruptedException {
        Path key = folder.resolve("host_key");
        Setup.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
        Files.createDirectories(SEPARATION);
        Files.write(
                folder.resolve("sshd_config"),
                List.of(
                        "Port " + port,
                        "ListenAddress 0.0.0.0",
                        "ListenAddress ::",
                        "HostKey " + key,
                        "PidFile none",
                        "UsePAM no"));
    }

    @Override
    public List<String> command(Path folder, int port) {
        String program = Programs.find("sshd").map(Path::toString).orElse("sshd"); // it insists on an absolute path
        return List.of(program, "-D", "-f", folder.resolve("sshd_config").toString());
    }

    @Override
    public byte[] request() {
        return new byte[0];
    }

    @Override
    public List<String> answers() {
        return List.of("SSH-");
    }
}
