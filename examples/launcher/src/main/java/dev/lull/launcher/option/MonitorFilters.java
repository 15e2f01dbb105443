package dev.lull.launcher.option;

import dev.lull.ActivityMonitor;
import dev.lull.Cidr;
import dev.lull.Monitors;
import dev.lull.ProbeLimit;
import dev.lull.StrategyException;
import dev.lull.TrafficThreshold;
import dev.lull.spi.OwnEnds;
import java.util.List;
import java.util.Optional;

/**
 * Which connections do not count.
 *
 * @param ignored peers that never do
 * @param probe which leave no trace once they have closed
 * @param threshold how much one must move
 */
public record MonitorFilters(List<Cidr> ignored, Optional<ProbeLimit> probe, Optional<TrafficThreshold> threshold) {

    public static final MonitorFilters NONE = new MonitorFilters(List.of(), Optional.empty(), Optional.empty());

    public MonitorFilters {
        ignored = List.copyOf(ignored);
    }

    /** Returns the same, but for the peers that never count. */
    public MonitorFilters withIgnored(List<Cidr> others) {
        return new MonitorFilters(others, probe, threshold);
    }

    /** Tells whether they need to know of the bytes. */
    public boolean needTraffic() {
        return probe.isPresent() || threshold.isPresent();
    }

    /**
     * Puts the filters around a monitor.
     *
     * @throws StrategyException if the monitor cannot see what they need; the caller closes it
     */
    public ActivityMonitor around(ActivityMonitor monitor) {
        return withLimits(ignored.isEmpty() ? monitor : Monitors.ignoringPeers(monitor, ignored));
    }

    /**
     * Puts the filters around a monitor, and leaves out connections of this program's own.
     *
     * @param own their ends
     * @throws StrategyException if the monitor cannot see what they need; the caller closes it
     */
    public ActivityMonitor around(ActivityMonitor monitor, OwnEnds own) {
        return withLimits(Monitors.ignoringPeers(monitor, ignored, own));
    }

    private ActivityMonitor withLimits(ActivityMonitor filtered) {
        ActivityMonitor limited = probe.isPresent() ? Monitors.leavingOutProbes(filtered, probe.get()) : filtered;
        return threshold.isPresent() ? Monitors.requiringTraffic(limited, threshold.get()) : limited;
    }

    /** Parses {@code DURATION/BYTES}. */
    static ProbeLimit parseProbe(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no bytes, expected DURATION/BYTES such as 2s/1KB");
        }
        long bytes = ByteCount.parse(text.substring(slash + 1));
        if (bytes == 0) {
            throw new IllegalArgumentException("\"" + text + "\" leaves out nothing, expected one byte or more");
        }
        return new ProbeLimit(DurationText.parsePositive(text.substring(0, slash)), bytes);
    }

    /** Parses {@code BYTES/DURATION}. */
    static TrafficThreshold parseThreshold(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has no duration, expected BYTES/DURATION such as 1KB/10s");
        }
        long bytes = ByteCount.parse(text.substring(0, slash));
        if (bytes == 0) {
            throw new IllegalArgumentException("\"" + text + "\" asks for nothing, expected one byte or more");
        }
        return new TrafficThreshold(bytes, DurationText.parsePositive(text.substring(slash + 1)));
    }
}
