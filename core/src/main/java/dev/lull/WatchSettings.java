package dev.lull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a watcher works with.
 *
 * @param holds may change while it runs
 * @param reports whether somebody listens
 * @param warnBefore zero for no warning
 */
record WatchSettings(
        ActivityMonitor monitor,
        IdleShutdownPolicy policy,
        ShutdownAction action,
        Optional<Veto> veto,
        Optional<ShutdownAction> preparation,
        List<Hold> holds,
        WatchListener listener,
        boolean reports,
        Duration checkInterval,
        Duration doorTimeout,
        Duration warnBefore,
        boolean repeats) {}
