package dev.lull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and all that it started, as far as looks at the process table found it. What was found once stays known
 * after its parent ended, when it is init's child and cannot be told from others any more. A handle remembers when its
 * process began, so another process that gets the same number is never taken for it. Not safe for use by several
 * threads.
 */
final class ProcessTree {

    private final ProcessHandle root;

    /** The root first, parents before their children. */
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        this.root = root;
        known.add(root);
    }

    /** Finds what was started since the look before. */
    void look() {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        for (ProcessHandle each : known) {
            if (!found.contains(each)) { // else its descendants are among those of its ancestor
                found.addAll(descendants(each));
            }
        }
        known.addAll(found);
    }

    private static List<ProcessHandle> descendants(ProcessHandle process) {
        if (!process.isAlive()) {
            return List.of();
        }
        List<ProcessHandle> descendants = process.descendants().toList();
        // The JVM goes by the number alone. Still alive: then nobody else had its number when the table was read.
        return process.isAlive() ? descendants : List.of();
    }

    boolean rootHasEnded() {
        return hasEnded(root);
    }

    /** Those that have not ended, parents before their children. */
    List<ProcessHandle> alive() {
        return known.stream().filter(each -> !hasEnded(each)).toList();
    }

    /**
     * A zombie has ended too: it runs no more, and whether its number is freed is its parent's business. In a container
     * whose first process waits for nobody, that never happens.
     */
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || isZombie(process.pid());
    }

    /** Reads the state from {@code /proc/PID/stat}: the letter after the name in parentheses (proc(5)). */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1);
            int state = stat.lastIndexOf(')') + 2;
            return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
        } catch (IOException notLinuxOrGone) {
            return false;
        }
    }
}
