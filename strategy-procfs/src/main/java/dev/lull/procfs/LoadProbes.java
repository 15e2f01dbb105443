package dev.lull.procfs;

import dev.lull.hold.Finding;
import dev.lull.hold.HoldProbe;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * Makes probes of how busy the machine is, by OSHI, for a {@link dev.lull.hold.StandingHold}. OSHI is loaded when the
 * probe first looks; where it is not on the class path that cannot be told. Each probe is for one hold.
 */
public final class LoadProbes {

    private LoadProbes() {}

    /**
     * Holds while the load average of the last minute is above a threshold; see getloadavg(3). Where the system has none,
     * as on Windows, it cannot be told.
     *
     * @param threshold such as 1.5; zero or more
     * @return the probe
     * @throws IllegalArgumentException if {@code threshold} is negative or not a number
     */
    public static HoldProbe loadAbove(double threshold) {
        require(threshold >= 0 && threshold < Double.MAX_VALUE, threshold, "zero or more");
        return new LoadAverage(threshold);
    }

    /**
     * Holds while the processors of the machine were busy for more than a share of the time, from look to look. The first look compares a
     * tenth of a second.
     *
     * @param share such as 0.5 for half of all processors together; 0 to below 1
     * @return the probe
     * @throws IllegalArgumentException if {@code share} is out of range
     */
    public static HoldProbe processorUseAbove(double share) {
        require(share >= 0 && share < 1, share, "0 to below 1");
        return new ProcessorUse(share);
    }

    private static void require(boolean isRight, double value, String expected) {
        if (!isRight) {
            throw new IllegalArgumentException("threshold: " + value + ", expected " + expected);
        }
    }

    /** The load average. */
    private static final class LoadAverage implements HoldProbe {
        private final double threshold;
        private @Nullable CentralProcessor processor;

        LoadAverage(double threshold) {
            this.threshold = threshold;
        }

        @Override
        public Finding look() {
            if (processor == null) {
                processor = new SystemInfo().getHardware().getProcessor();
            }
            double load = processor.getSystemLoadAverage(1)[0];
            if (load < 0) {
                return Finding.unknown("this system has no load average");
            }
            String words = String.format(Locale.ROOT, "the load is %.2f", load);
            return load > threshold ? Finding.held(words) : Finding.free(words);
        }
    }

    /** The use of processors between two looks. */
    private static final class ProcessorUse implements HoldProbe {
        private static final long FIRST_MILLIS = 100;
        private static final int PERCENT = 100;

        private final double share;
        private @Nullable CentralProcessor processor;
        private long[] before = {};

        ProcessorUse(double share) {
            this.share = share;
        }

        @Override
        public Finding look() throws InterruptedException {
            double use;
            if (processor == null) {
                CentralProcessor found = new SystemInfo().getHardware().getProcessor();
                use = found.getSystemCpuLoad(FIRST_MILLIS);
                before = found.getSystemCpuLoadTicks();
                processor = found;
            } else {
                use = processor.getSystemCpuLoadBetweenTicks(before);
                before = processor.getSystemCpuLoadTicks();
            }
            String words = String.format(Locale.ROOT, "the processors are at %.0f %%", use * PERCENT);
            return use > share ? Finding.held(words) : Finding.free(words);
        }
    }
}
