package dev.lull.examples.embedding;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Cidr;
import dev.lull.Hold;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Monitors;
import dev.lull.ProcessFamily;
import dev.lull.ProcessFreezer;
import dev.lull.Reading;
import dev.lull.Sleepable;
import dev.lull.Sleeper;
import dev.lull.Strategies;
import dev.lull.TrafficThreshold;
import dev.lull.hold.HoldProbe;
import dev.lull.hold.Holds;
import dev.lull.hold.StandingHold;
import dev.lull.jfr.JfrEvents;
import dev.lull.metrics.WatchTally;
import dev.lull.micrometer.LullMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The code that core's Javadoc shows, word for word: so it compiles. {@link DocumentedCodeTest} compares the two. */
final class JavadocCode {

    private JavadocCode() {}

    static void activityMonitor() {
        try (ActivityMonitor monitor = Strategies.open(MonitorTarget.port(2222), "ebpf", "procfs")) {
            Reading reading = monitor.read();
            if (reading instanceof ActivitySnapshot snapshot) {
                System.out.println(snapshot.openConnections() + " open");
            } else if (reading instanceof Reading.Unreadable unreadable) {
                System.out.println("cannot tell: " + unreadable.reason());
            }
        }
    }

    static void idleWatcher(ActivityMonitor monitor, EchoServer server) throws InterruptedException {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(5))
                .startupGrace(Duration.ofMinutes(1))
                .build();
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
                .checkInterval(Duration.ofSeconds(2))
                .build();
        watcher.run(); // returns once the server is closed, or when another thread calls watcher.close()
    }

    static void watchTally(
            ActivityMonitor monitor, IdleShutdownPolicy policy, EchoServer server, MeterRegistry registry)
            throws InterruptedException {
        WatchTally tally = new WatchTally(monitor);
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
                .listener(tally)
                .build();
        new LullMetrics(tally, Tags.of("service", "echo")).bindTo(registry);
        watcher.run();
    }

    static void jfrEvents(ActivityMonitor monitor, IdleShutdownPolicy policy, EchoServer server)
            throws InterruptedException {
        JfrEvents events = new JfrEvents("echo", monitor);
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
                .listener(events)
                .build();
        monitor.subscribe(events); // ends with the monitor
        watcher.run(); // recorded with java -XX:StartFlightRecording, or jcmd PID JFR.start at any time
    }

    static void strategies() {
        Strategies.Opened opened =
                Strategies.open(List.of("ebpf", "procfs"), MonitorTarget.port(2222), MonitorOptions.defaults());
        opened.passedOver().forEach((name, reason) -> System.err.println(name + " is not used: " + reason));
        try (ActivityMonitor monitor = opened.monitor()) {
            System.out.println("watching by " + monitor.description());
        }
    }

    static void monitors(ActivityMonitor monitor) {
        ActivityMonitor users = Monitors.ignoringPeers(monitor, List.of(Cidr.parse("10.0.0.0/8")));
        ActivityMonitor busyUsers =
                Monitors.requiringTraffic(users, new TrafficThreshold(1_000, Duration.ofMinutes(1)));
        System.out.println("watching by " + busyUsers.description());
    }

    static void hold(IdleWatcher watcher) throws IOException {
        Process backup = new ProcessBuilder("backup").start();
        watcher.hold(Hold.whileAlive(backup.toHandle())); // ends by itself together with the process
    }

    static void holds(IdleWatcher watcher) throws InterruptedException {
        HoldProbe hours = Holds.businessHours("Mo-Fr 08:00-18:00 Europe/Berlin", Clock.systemUTC());
        try (StandingHold office = StandingHold.of("office hours", hours);
                StandingHold backup = StandingHold.of("backup", Holds.processNamed("backup"))) {
            watcher.hold(office);
            watcher.hold(backup);
            watcher.run();
        }
    }

    static void sleeper(ActivityMonitor monitor, Pool pool) throws InterruptedException {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(5));
        Sleepable rest = Sleepable.call(pool::shrink, pool::fill); // whoever connects waits for that
        Sleeper sleeper = Sleeper.builder(monitor, policy, rest).build();
        sleeper.run(); // returns when another thread calls sleeper.close()
    }

    static void processFreezer() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("postgres", "-D", "/data").start();
        try (ProcessFreezer freezer = ProcessFreezer.of(ProcessFamily.of(process.toHandle()))) {
            freezer.freeze();
            // ...
            freezer.thaw();
        }
    }

    /** What a program may do without while nobody is there. */
    private interface Pool {
        void shrink();

        void fill();
    }
}
