package dev.lull.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network namespace for the run alone: nobody else's connections, and cubic, the congestion control of nearly every
 * machine, whatever this one's default is. Needs root; without it the run takes place in the machine's.
 */
public final class OwnNamespace {

    private static final String ENTERED = "lull.bench.namespace";
    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
    private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static boolean cubicByRoute;

    private OwnNamespace() {}

    static boolean isEntered() {
        return Boolean.getBoolean(ENTERED);
    }

    /**
     * Why this program cannot be started in one, or empty.
     *
     * @return the reason
     */
    public static Optional<String> obstacle() {
        return "root".equals(System.getProperty("user.name"))
                ? Programs.missing("unshare", "ip")
                : Optional.of("only root can make another");
    }

    /**
     * Starts this program again in a namespace of its own, and waits for it; or does nothing, if it is in one or cannot.
     *
     * @param main the main class
     * @param arguments its arguments
     * @return the exit code of the other one, or empty: go on here
     * @throws IOException if it cannot be started
     * @throws InterruptedException if interrupted while waiting; the other one is ended then
     */
    public static Optional<Integer> enter(String main, List<String> arguments)
            throws IOException, InterruptedException {
        if (isEntered()) {
            prepare();
            return Optional.empty();
        }
        if (obstacle().isPresent()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of(program("unshare"), "--net", "--"));
        List<String> java = JavaCommand.lull(main, arguments);
        command.addAll(java.subList(0, 1));
        command.add("-D" + ENTERED + "=true");
        command.addAll(java.subList(1, java.size()));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread hook = new Thread(process::destroy, "end of the one in the namespace");
        Runtime.getRuntime().addShutdownHook(hook);
        return Optional.of(process.waitFor());
    }

    /** What connections here are measured under. */
    static String congestionControl() throws IOException {
        return cubicByRoute ? "cubic" : Files.readString(CONGESTION_CONTROL).strip();
    }

    private static void prepare() throws IOException, InterruptedException {
        if (!ip("link", "set", "lo", "up")) {
            throw new IOException("ip link set lo up failed in the new network namespace");
        }
        Files.writeString(PORT_RANGE, "10000 65000");
        // By the route: a namespace's own setting takes only what the machine allows to everybody.
        cubicByRoute = Stream.of("127.0.0.0/8", "127.0.0.1")
                .allMatch(to -> ip(("route replace local " + to
                                + " dev lo table local proto kernel scope host src 127.0.0.1 congctl cubic")
                        .split(" ", -1)));
        if (!cubicByRoute) {
            System.err.println("lull bench: cubic is not available, going on with " + congestionControl());
        }
    }

    private static boolean ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("ip")));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String program(String name) {
        return Programs.find(name).map(Path::toString).orElse(name);
    }
}
