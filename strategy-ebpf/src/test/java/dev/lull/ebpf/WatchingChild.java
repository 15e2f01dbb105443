package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;

/** Says whether the strategy works for it, and then watches connections that it makes without end. */
final class WatchingChild {

    private WatchingChild() {}

    public static void main(String[] arguments) throws Exception {
        EbpfStrategyProvider provider = new EbpfStrategyProvider();
        Availability answer = provider.probe();
        System.out.println(answer.getClass().getSimpleName() + ": " + answer.explanation());
        if (!(answer instanceof Availability.Available)) {
            return;
        }
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = provider.open(MonitorTarget.port(stage.port()), MonitorOptions.defaults())) {
            monitor.subscribe(event -> {});
            for (int i = 1; ; i++) {
                Stage.reset(stage.connect());
                stage.accept().close();
                Looks.awaitOpen(monitor, 0);
                if (i == 10) {
                    System.out.println("opened " + Looks.look(monitor).openedTotal());
                }
            }
        }
    }
}
