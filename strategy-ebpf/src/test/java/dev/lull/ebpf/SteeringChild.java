package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Steers from one port to another until its input ends, or within itself: then it says how many clients were steered. */
final class SteeringChild {

    static final String WITHIN = "within";

    private SteeringChild() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals(WITHIN)) {
            within();
            return;
        }
        InetSocketAddress frontend = new InetSocketAddress(Loopback.IPV4, Integer.parseInt(arguments[0]));
        InetSocketAddress service = new InetSocketAddress(Loopback.IPV4, Integer.parseInt(arguments[1]));
        System.out.println(new EbpfStrategyProvider().probe().explanation());
        try (ActivityMonitor monitor = new EbpfStrategyProvider().open(new MonitorTarget.Proxied(frontend, service))) {
            System.out.println(monitor.strategy());
            while (System.in.read() >= 0) {
                // nothing is ever written to it
            }
        } catch (StrategyException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void within() throws Exception {
        try (Stage stage = Stage.at(Loopback.ANY, true);
                ActivityMonitor monitor = new EbpfStrategyProvider().open(stage.target())) {
            int steered = 0;
            for (int i = 0; i < 10; i++) {
                Socket client = stage.connect(i % 2 == 0 ? Loopback.IPV4 : Loopback.IPV6);
                Socket accepted = stage.accept();
                steered += accepted.getLocalPort() == client.getPort() ? 1 : 0;
            }
            Looks.awaitOpen(monitor, 10);
            System.out.println("steered " + steered);
        }
    }
}
