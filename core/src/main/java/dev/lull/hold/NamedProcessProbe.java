package dev.lull.hold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds while a process of that name runs. */
record NamedProcessProbe(String name) implements HoldProbe {

    /** {@code TASK_COMM_LEN} of the kernel, without the NUL: comm(5) has no more. */
    private static final int LONGEST_COMM_BYTES = 15;

    private static final Path PROC = Path.of("/proc");

    @Override
    public Finding look() throws IOException {
        boolean hasProc = Files.isReadable(PROC.resolve("self/comm"));
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            Optional<ProcessHandle> found = all.filter(
                            process -> process.pid() != ProcessHandle.current().pid())
                    .filter(process -> hasProc ? isNamed(process.pid()) : isProgram(process))
                    .filter(Running::isRunning)
                    .findFirst();
            return found.map(process -> Finding.held("process " + process.pid() + " runs"))
                    .orElseGet(() -> Finding.free("no process " + name + " runs"));
        }
    }

    private boolean isNamed(long pid) {
        Path folder = PROC.resolve(String.valueOf(pid));
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] comm = Files.readAllBytes(folder.resolve("comm"));
            int length = comm.length > 0 && comm[comm.length - 1] == '\n' ? comm.length - 1 : comm.length;
            if (wanted.length <= LONGEST_COMM_BYTES) {
                return Arrays.equals(comm, 0, length, wanted, 0, wanted.length);
            }
            return Arrays.equals(comm, 0, length, wanted, 0, LONGEST_COMM_BYTES)
                    && words(folder).stream().anyMatch(word -> word.equals(name) || word.endsWith("/" + name));
        } catch (IOException e) { // it has ended
            return false;
        }
    }

    private static List<String> words(Path folder) throws IOException {
        return List.of(Files.readString(folder.resolve("cmdline"), StandardCharsets.UTF_8)
                .split("\0"));
    }

    private boolean isProgram(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.equals(name) || command.endsWith("/" + name))
                .orElse(false);
    }
}
