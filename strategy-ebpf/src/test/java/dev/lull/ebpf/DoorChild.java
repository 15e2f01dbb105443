package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import java.time.Duration;

/** Shuts the door of a port for so many milliseconds, keeps it shut if told to, says so, and lives until its input ends. */
final class DoorChild {

    static final String KEPT = "kept";
    static final String SHUT = "shut";

    private DoorChild() {}

    public static void main(String[] arguments) throws Exception {
        MonitorTarget target = MonitorTarget.port(Integer.parseInt(arguments[0]));
        try (ActivityMonitor monitor = new EbpfStrategyProvider().open(target, MonitorOptions.defaults())) {
            Door door = monitor.door().orElseThrow();
            door.shut(Duration.ofMillis(Long.parseLong(arguments[1])));
            System.out.println(arguments[2].equals(KEPT) && door.keepShut() ? KEPT : SHUT);
            while (System.in.read() >= 0) {
                // nothing is ever written to it
            }
        }
    }
}
