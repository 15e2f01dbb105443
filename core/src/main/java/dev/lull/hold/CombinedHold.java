package dev.lull.hold;

import dev.lull.Hold;
import java.util.List;
import java.util.stream.Collectors;

/** Several holds as one. All are asked each time, so that each one's answer is as young as the others'. */
final class CombinedHold implements Hold {

    private final List<Hold> holds;
    private final boolean needsAll;
    private volatile List<Hold> holding = List.of();

    CombinedHold(List<Hold> holds, boolean needsAll) {
        this.holds = holds;
        this.needsAll = needsAll;
    }

    @Override
    public String description() {
        List<Hold> now = holding;
        return now.isEmpty()
                ? "nothing"
                : now.stream().map(Hold::description).collect(Collectors.joining(needsAll ? " and " : ", "));
    }

    @Override
    public boolean isHeld(long nowNanos) {
        List<Hold> now = holds.stream().filter(hold -> isHeld(hold, nowNanos)).toList();
        holding = now;
        return needsAll ? now.size() == holds.size() : !now.isEmpty();
    }

    /** One that throws holds, as for a watcher. */
    private static boolean isHeld(Hold hold, long nowNanos) {
        try {
            return hold.isHeld(nowNanos);
        } catch (RuntimeException e) {
            return true;
        }
    }
}
