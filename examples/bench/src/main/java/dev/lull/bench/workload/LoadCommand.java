package dev.lull.bench.workload;

/**
 * What the load is to do.
 *
 * @param workload which
 * @param port where to connect, on loopback
 * @param warmMillis before the measured time
 * @param millis measured
 * @param pacePerSecond of requests, where they have a pace
 */
public record LoadCommand(Workload workload, int port, int warmMillis, int millis, int pacePerSecond) {

    String line() {
        return "measure " + workload.id() + " " + port + " " + warmMillis + " " + millis + " " + pacePerSecond;
    }
}
