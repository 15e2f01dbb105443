package dev.lull.launcher.run;

import dev.lull.IdleWatcher;
import dev.lull.SleepListener;
import dev.lull.Sleeper;
import dev.lull.WatchListener;
import java.util.ArrayList;
import java.util.List;

/** Who hears of all looks and of all sleeps, whether COMMAND is awake or asleep. Not safe for use by several threads. */
final class Observers {

    private final List<WatchListener> ofWatching = new ArrayList<>();
    private final List<SleepListener> ofSleeping = new ArrayList<>();

    /** Adds one. */
    <T extends WatchListener & SleepListener> Observers add(T observer) {
        ofWatching.add(observer);
        ofSleeping.add(observer);
        return this;
    }

    List<WatchListener> ofWatching() {
        return List.copyOf(ofWatching);
    }

    void addTo(IdleWatcher.Builder watcher) {
        ofWatching.forEach(watcher::listener);
    }

    void addTo(Sleeper.Builder sleeper) {
        ofSleeping.forEach(sleeper::listener);
    }
}
