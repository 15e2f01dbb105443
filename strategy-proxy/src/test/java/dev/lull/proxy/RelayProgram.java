package dev.lull.proxy;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import java.net.InetSocketAddress;

/**
 * The relay alone as a program, for tests that need a process of its own:
 * {@code RelayProgram LISTEN-PORT SERVICE-PORT PATH [LOOPS]}; ends when its input does.
 */
public final class RelayProgram {

    private RelayProgram() {}

    /** Runs the program. */
    public static void main(String[] words) throws Exception {
        RelayPath path = RelayPath.told(words[2]);
        RelayOptions.Builder options = path.options();
        if (words.length > 3) {
            options.loops(Integer.parseInt(words[3]));
        }
        InetSocketAddress frontend = new InetSocketAddress(RelayStage.HERE, Integer.parseInt(words[0]));
        InetSocketAddress service = new InetSocketAddress(RelayStage.HERE, Integer.parseInt(words[1]));
        try (ActivityMonitor monitor = path.provider()
                .open(
                        new MonitorTarget.Proxied(frontend, service),
                        MonitorOptions.builder().settings(options.build()).build())) {
            System.out.println("ready");
            while (System.in.read() != -1) {
                System.out.println(monitor.read());
            }
        }
    }
}
