package dev.lull.examples.embedding;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import java.io.IOException;
import java.time.Duration;

/**
 * An application with a server in it that stops itself when nobody has been connected for a while. Arguments: for how
 * many seconds, 10 if there is none.
 */
public final class SelfStoppingServer {

    private SelfStoppingServer() {}

    /**
     * Runs until nobody is connected any more.
     *
     * @param arguments the idle timeout in seconds, or none
     * @throws IOException if the server cannot listen
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration idleTimeout = Duration.ofSeconds(arguments.length == 0 ? 10 : Long.parseLong(arguments[0]));
        EchoServer app = EchoServer.start();
        System.out.println("listening on port " + app.port());

        try (ActivityMonitor monitor = Strategies.open(MonitorTarget.port(app.port()), "ebpf", "procfs")) {
            IdleWatcher.of(monitor, IdleShutdownPolicy.idleAfter(idleTimeout), verdict -> app.close())
                    .run();
        }

        System.out.println("stopped: nobody was connected for " + idleTimeout.toSeconds() + " s");
    }
}
