package dev.lull;

import dev.lull.internal.linux.ProcessStat;
import dev.lull.internal.linux.StopSignals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those that were stopped one by one, in the order in which they were. Guarded by its one user. */
final class StoppedProcesses {

    private final ProcessFreezer.Listener listener;
    private final Set<ProcessHandle> stopped = new LinkedHashSet<>();
    private @Nullable StopSignals signals;

    StoppedProcesses(ProcessFreezer.Listener listener) {
        this.listener = listener;
    }

    /** Native code takes a moment to load, and where a cgroup is frozen nobody may need it. */
    private StopSignals signals() {
        StopSignals loaded = signals;
        if (loaded == null) {
            loaded = StopSignals.load();
            signals = loaded;
        }
        return loaded;
    }

    /**
     * Stops those of a family that run. One that somebody else has stopped is left as it is, and stays so later.
     *
     * @param members parents before their children
     * @return true if all of them stood still at this look
     * @throws IOException if one may not be stopped
     */
    boolean stop(List<ProcessHandle> members) throws IOException {
        boolean allStill = true;
        for (ProcessHandle member : members) {
            if (!standsStill(member)) {
                stop(member);
                allStill = false;
            }
        }
        return allStill;
    }

    private void stop(ProcessHandle process) throws IOException {
        if (!stopped.contains(process)) {
            listener.stopping(process);
            stopped.add(process);
        }
        signals().stop(process);
    }

    /**
     * Stopped, by a signal or a debugger ({@code T}, {@code t}), or ended. One of those in a system call that cannot be
     * interrupted ({@code D}), such as the parent of a vfork(2), takes notice at its end, before it runs on.
     */
    private boolean standsStill(ProcessHandle process) {
        Optional<ProcessStat> stat = ProcessStat.of(process.pid());
        if (stat.isEmpty() || stat.get().hasEnded()) {
            return true;
        }
        char state = stat.get().state();
        return state == 'T' || state == 't' || (state == 'D' && stopped.contains(process));
    }

    /**
     * Lets those go on that were stopped here, children before their parents: none sees its child stopped.
     *
     * @throws IOException if one may not be told to, after all the others were
     */
    void resumeAll() throws IOException {
        if (stopped.isEmpty()) {
            return;
        }
        List<ProcessHandle> childrenFirst = new ArrayList<>(stopped);
        Collections.reverse(childrenFirst);
        IOException failure = null;
        for (ProcessHandle process : childrenFirst) {
            try {
                signals().resume(process);
                stopped.remove(process);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        listener.thawed();
    }
}
