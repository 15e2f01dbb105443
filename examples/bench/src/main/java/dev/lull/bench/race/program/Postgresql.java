package dev.lull.bench.race.program;

import dev.lull.bench.machine.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** PostgreSQL: a process for each client, and an end that takes a checkpoint. It refuses root, so a user of its own runs it. */
final class Postgresql implements RealProgram {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Optional<String> absence() {
        if (server().isEmpty()) {
            return Optional.of("postgres is not installed");
        }
        return Setup.isRoot() ? Programs.missing("setpriv") : Optional.empty();
    }

    /** Returns the newest server with what makes its data; Debian keeps them out of PATH. */
    private static Optional<Path> server() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
            versions.forEach(version -> folders.add(version.resolve("bin")));
        } catch (IOException noDebian) {
            Programs.find("initdb").map(Path::getParent).ifPresent(folders::add);
        }
        return folders.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
                .max(Comparator.naturalOrder());
    }

    private static List<String> line(String program, List<String> arguments) {
        List<String> line = new ArrayList<>();
        if (Setup.isRoot()) {
            line.addAll(
                    List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups", "--inh-caps=-all", "--"));
        }
        line.add(server().map(folder -> folder.resolve(program).toString()).orElse(program));
        line.addAll(arguments);
        return line;
    }

    @Override
    public void prepare(Path folder, int port) throws IOException, InterruptedException {
        if (Setup.isRoot()) {
            Setup.run(List.of("chown", USER, folder.toString()));
        }
        Setup.run(line("initdb", List.of("-D", folder + "/data", "-A", "trust", "-N")));
    }

    @Override
    public List<String> command(Path folder, int port) {
        return line(
                "postgres",
                List.of(
                        "-D",
                        folder + "/data",
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1,::1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off"));
    }

    /** SSLRequest: its length and 80877103 (PostgreSQL's documentation, Message Formats). */
    @Override
    public byte[] request() {
        return new byte[] {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};
    }

    @Override
    public List<String> answers() {
        return List.of("N", "S");
    }
}
