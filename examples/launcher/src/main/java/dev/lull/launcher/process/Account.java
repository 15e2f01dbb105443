package dev.lull.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One user as passwd(5) has it. Looked up in {@code /etc/passwd} first, then by getent(1), which also asks what
 * nsswitch.conf(5) names, such as a directory service.
 *
 * @param name of the user
 * @param group the number of the primary group
 * @param home the home directory
 * @param shell the login shell
 */
record Account(String name, String group, String home, String shell) {

    // The columns of a line: name, password, user's number, group's number, comment, home, shell.
    private static final int GROUP = 3;
    private static final int HOME = 5;
    private static final int SHELL = 6;

    /** The number stands in the same column in passwd(5) and group(5). */
    private static final int NUMBER = 2;

    /** What login(1) and systemd take where the column is empty. */
    private static final String DEFAULT_SHELL = "/bin/sh";

    /**
     * Looks a user up.
     *
     * @param key a name or a number
     * @return the user; empty if there is none
     */
    static Optional<Account> find(String key) {
        return line("passwd", key)
                .filter(columns -> columns.size() > SHELL)
                .map(columns -> new Account(
                        columns.get(0),
                        columns.get(GROUP),
                        columns.get(HOME),
                        columns.get(SHELL).isEmpty() ? DEFAULT_SHELL : columns.get(SHELL)));
    }

    /**
     * Looks a group up.
     *
     * @param key a name or a number
     * @return its number; empty if there is none
     */
    static Optional<String> findGroup(String key) {
        return line("group", key).map(columns -> columns.get(NUMBER));
    }

    private static Optional<List<String>> line(String database, String key) {
        return inFile(Path.of("/etc", database), key).or(() -> byGetent(database, key));
    }

    private static Optional<List<String>> inFile(Path file, String key) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return find(lines, key);
        } catch (IOException | java.io.UncheckedIOException noSuchFile) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> byGetent(String database, String key) {
        if (key.startsWith("-")) {
            return Optional.empty(); // no name, but an option of getent's
        }
        try {
            ShortProgram.Result result = ShortProgram.run(List.of("getent", database, key));
            return result.exitCode() == 0 ? find(result.output().lines(), key) : Optional.empty();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> find(Stream<String> lines, String key) {
        return lines.map(line -> List.of(line.split(":", -1)))
                .filter(columns -> columns.size() > NUMBER)
                .filter(columns ->
                        columns.get(0).equals(key) || columns.get(NUMBER).equals(key))
                .findFirst();
    }
}
