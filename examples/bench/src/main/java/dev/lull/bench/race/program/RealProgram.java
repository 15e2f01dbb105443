package dev.lull.bench.race.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An installed program that serves at a TCP port. Safe for use by any thread. */
public interface RealProgram {

    /** All of them, in the order of tables. */
    List<RealProgram> ALL = List.of(new Sshd(), new Nginx(), new Postgresql(), new Redis());

    /** Finds one by its name. */
    static RealProgram of(String name) {
        return ALL.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("program: \"" + name + "\", expected one of "
                        + ALL.stream().map(RealProgram::name).toList()));
    }

    /** Returns what it is called in reports. */
    String name();

    /** Says why it cannot be raced here; empty if it can. */
    Optional<String> absence();

    /**
     * Makes what it needs once for all of its runs, at a port of its own.
     *
     * @param folder its own, empty
     * @param port where all of its runs listen, at every address of this machine or at both of loopback
     */
    void prepare(Path folder, int port) throws IOException, InterruptedException;

    /**
     * Returns what starts a run that stays in the foreground.
     *
     * @param folder as it was prepared
     * @param port as it was prepared
     */
    List<String> command(Path folder, int port);

    /** Returns what a client says first; empty if it waits to be spoken to. */
    byte[] request();

    /** Returns the beginnings of an answer, each as long as the others, that mean that the client is served. */
    List<String> answers();
}
