package dev.lull.uring;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.SeccompFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * Says what the probe says, and what is opened of {@code uring,proxy}; for tests that need a JVM in which something is
 * missing or forbidden. {@code ProbeProgram [forbidden]}: under a seccomp filter like Docker's.
 */
final class ProbeProgram {

    private ProbeProgram() {}

    public static void main(String[] words) throws IOException {
        if (List.of(words).contains("forbidden")) {
            SeccompFilter.forbidIoUring();
        }
        for (Map.Entry<String, Availability> each : Strategies.probeAll().entrySet()) {
            System.out.println(each.getKey() + ": " + each.getValue().getClass().getSimpleName() + ": "
                    + each.getValue().explanation());
        }
        InetAddress here = InetAddress.getLoopbackAddress();
        MonitorTarget target = new MonitorTarget.Proxied(FreePort.at(here), FreePort.at(here));
        Strategies.Opened opened = Strategies.open(List.of("uring", "proxy"), target, MonitorOptions.defaults());
        try (ActivityMonitor monitor = opened.monitor()) {
            System.out.println("opened: " + monitor.strategy() + ", passed over: " + opened.passedOver());
        }
    }
}
