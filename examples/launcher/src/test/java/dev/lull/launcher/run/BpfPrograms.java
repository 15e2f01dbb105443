package dev.lull.launcher.run;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.BpfSystemCall;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The BPF programs that a process has, directly or attached by a link, as /proc shows them (proc_pid_fdinfo(5)). */
final class BpfPrograms {

    private static final String PROGRAM_ID = "prog_id:";
    private static final String INGRESS = "attach_type:\t0"; // BPF_CGROUP_INET_INGRESS of include/uapi/linux/bpf.h
    private static final int NEXT_ID_BYTES = 12;

    private BpfPrograms() {}

    /** Lists their numbers. */
    static Set<Integer> of(long pid) throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        lines(pid)
                .filter(line -> line.startsWith(PROGRAM_ID))
                .forEach(line -> numbers.add(
                        Integer.parseInt(line.substring(PROGRAM_ID.length()).strip())));
        return numbers;
    }

    /** Tells whether one of them is attached where packets come in: the door of ebpf while it is shut. */
    static boolean areAtTheDoor(long pid) throws IOException {
        return lines(pid).anyMatch(INGRESS::equals);
    }

    private static Stream<String> lines(long pid) throws IOException {
        Stream.Builder<String> lines = Stream.builder();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fdinfo"))) {
            for (Path each : descriptors) {
                try {
                    Files.readAllLines(each).forEach(lines);
                } catch (IOException closedMeanwhile) {
                    // it is none that stays
                }
            }
        }
        return lines.build();
    }

    /** Lists those of some numbers that the kernel still has. */
    static Set<Integer> stillThere(Set<Integer> numbers) throws SystemCallException, NativeAccessException {
        Set<Integer> left = new TreeSet<>();
        for (int number : numbers) {
            if (exists(number)) {
                left.add(number);
            }
        }
        return left;
    }

    private static boolean exists(int number) throws SystemCallException, NativeAccessException {
        ByteBuffer attributes = NativeMemory.allocate(NEXT_ID_BYTES).putInt(0, number - 1);
        try {
            new BpfSystemCall(SystemCalls.load()).call(BpfCommand.PROG_GET_NEXT_ID, attributes, "after " + number);
            return attributes.getInt(Integer.BYTES) == number;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }
}
