package dev.lull.uring;

import dev.lull.Availability;
import dev.lull.Strategies;
import dev.lull.contract.SeccompFilter;
import java.util.List;
import java.util.Map;

/**
 * Says what the probe says, and what is chosen of {@code uring,proxy}; for tests that need a JVM in which something is
 * missing or forbidden. {@code ProbeProgram [forbidden]}: under a seccomp filter like Docker's.
 */
final class ProbeProgram {

    private ProbeProgram() {}

    public static void main(String[] words) {
        if (List.of(words).contains("forbidden")) {
            SeccompFilter.forbidIoUring();
        }
        for (Map.Entry<String, Availability> each : Strategies.probeAll().entrySet()) {
            System.out.println(each.getKey() + ": " + each.getValue().getClass().getSimpleName() + ": "
                    + each.getValue().explanation());
        }
        Strategies.Selection choice = Strategies.choose(List.of("uring", "proxy"));
        System.out.println("chosen: " + choice.provider().name() + ", passed over: " + choice.passedOver());
    }
}
