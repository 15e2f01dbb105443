package dev.lull.launcher.process;

import dev.lull.ProcessFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which of the orphans that this process took in belong to a COMMAND. To an only one all of them do. Of several each
 * has a variable in its environment that its descendants inherit, and that can be read as long as a program does not
 * write over it; whom a look found as a descendant before belongs to it, too. Safe for use by any thread.
 */
final class ServiceProcesses {

    /** Whose value is the service's name. */
    static final String VARIABLE = "LULL_SERVICE";

    private final ParentProcess parent;
    private final Optional<String> service;
    private final ProcessFamily family;
    private final Map<ProcessHandle, Boolean> marked = new HashMap<>();

    /**
     * Makes those of a COMMAND.
     *
     * @param command the process itself
     * @param service its name among several; empty if it is the only one
     */
    ServiceProcesses(ParentProcess parent, ProcessHandle command, Optional<String> service) {
        this.parent = parent;
        this.service = service;
        this.family = ProcessFamily.of(command, this::adopted);
    }

    ProcessFamily family() {
        return family;
    }

    /** Reaps, and returns those that say whose they are. */
    private List<ProcessHandle> adopted() {
        parent.reapOrphans();
        return parent.orphans().stream()
                .filter(orphan -> service.isEmpty() || isMarked(orphan))
                .toList();
    }

    /** Lists the orphans that belong to it. */
    List<ProcessHandle> orphans() {
        List<ProcessHandle> all = parent.orphans();
        if (service.isEmpty() || all.isEmpty()) {
            return all;
        }
        Set<ProcessHandle> members = new HashSet<>(family.members());
        return all.stream().filter(members::contains).toList();
    }

    private synchronized boolean isMarked(ProcessHandle process) {
        marked.keySet().removeIf(each -> !each.isAlive());
        return marked.computeIfAbsent(process, each -> {
            String mark = VARIABLE + "=" + service.orElseThrow();
            return Arrays.asList(environment(each.pid()).split("\0", -1)).contains(mark);
        });
    }

    /** What a process was started with; empty where that cannot be read. */
    private static String environment(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "environ"));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException goneOrSomebodyElses) {
            return "";
        }
    }
}
