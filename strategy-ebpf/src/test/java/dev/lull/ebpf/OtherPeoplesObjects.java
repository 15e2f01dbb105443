package dev.lull.ebpf;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which programs, maps and links the processes have that this one did not start, by /proc (proc_pid_fdinfo(5)). */
final class OtherPeoplesObjects {

    private static final long INIT = 1;
    private static final String BPF = "anon_inode:bpf"; // bpf-prog, bpf-map and bpf_link of kernel/bpf/syscall.c

    private final Set<Integer> programs = new TreeSet<>();
    private final Set<Integer> maps = new TreeSet<>();
    private final Set<Integer> links = new TreeSet<>();

    private OtherPeoplesObjects() {}

    static KernelObjects now() {
        ProcessHandle self = ProcessHandle.current();
        Set<Long> family = Stream.concat(Stream.of(self), self.descendants())
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
        OtherPeoplesObjects found = new OtherPeoplesObjects();
        ProcessHandle.allProcesses()
                .filter(process -> !family.contains(process.pid()) && hasParent(process))
                .forEach(process -> found.addThoseOf(Path.of("/proc", String.valueOf(process.pid()))));
        return new KernelObjects(found.programs, found.maps, found.links);
    }

    /** One that init adopted may be a process of ours that was left behind: it excuses nothing. */
    private static boolean hasParent(ProcessHandle process) {
        return process.parent().filter(parent -> parent.pid() != INIT).isPresent();
    }

    private void addThoseOf(Path process) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path each : descriptors) {
                addIfOfBpf(each, process.resolve("fdinfo").resolve(each.getFileName()));
            }
        } catch (IOException | DirectoryIteratorException endedMeanwhile) {
            // what it had is gone, or goes now
        }
    }

    private void addIfOfBpf(Path descriptor, Path information) {
        try {
            if (Files.readSymbolicLink(descriptor).toString().startsWith(BPF)) {
                Files.readAllLines(information).forEach(this::add);
            }
        } catch (IOException closedMeanwhile) {
            // the next look finds what is left
        }
    }

    private void add(String line) {
        add(line, "prog_id:", programs);
        add(line, "map_id:", maps);
        add(line, "link_id:", links);
    }

    private static void add(String line, String name, Set<Integer> numbers) {
        if (line.startsWith(name)) {
            numbers.add(Integer.parseInt(line.substring(name.length()).strip()));
        }
    }
}
