package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.Availability;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.ServiceListeners;
import dev.lull.internal.linux.SynFilter;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A real run with a COMMAND that has a child, brought to a state of its stop and held there. */
final class RunInState implements AutoCloseable {

    /** Seldom: {@link #isDoorShut} has the listener too for a moment, and no door is shut where somebody else has it. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final StopState state;
    private final Path folder;
    private final boolean inPath;
    private final InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
    private final InetSocketAddress service;
    private final LauncherProcess lull;
    private @Nullable UnfinishedHandshake onTheWayIn;

    /** Skips the test where a strategy does not work. */
    static void require(String strategy) {
        ActivityStrategyProvider provider =
                Objects.requireNonNull(Strategies.installed().get(strategy));
        Availability here = provider.probe();
        Require.that(
                strategy.equals("uring") ? "io_uring" : strategy,
                here instanceof Availability.Available,
                here.explanation());
    }

    private RunInState(String strategy, StopState state, Path folder, List<String> more) throws IOException {
        this.state = state;
        this.folder = Files.createDirectory(folder.resolve(strategy + "-" + state));
        this.inPath =
                Objects.requireNonNull(Strategies.installed().get(strategy)).inPath();
        this.service = inPath ? FreePort.at(Loopback.IPV4) : frontend;
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--check-interval", "200ms"));
        arguments.addAll(
                inPath
                        ? List.of(
                                "--listen", "127.0.0.1:" + frontend.getPort(), "--to", "127.0.0.1:" + service.getPort())
                        : List.of("--port", String.valueOf(frontend.getPort())));
        arguments.addAll(List.of("--events", events().toString()));
        arguments.addAll(
                state.options("touch '" + begun() + "'; while ! test -e '" + mayGoOn() + "'; do sleep 0.05; done"));
        arguments.addAll(more);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        arguments.addAll(List.of("--", "sh", "-c", "sleep 300 & exec \"$0\" \"$@\"", java));
        arguments.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        arguments.addAll(List.of(System.getProperty("java.class.path"), LingeringService.class.getName()));
        arguments.addAll(List.of(String.valueOf(service.getPort()), state.lingersMillis()));
        this.lull = LauncherProcess.start(arguments.toArray(String[]::new));
    }

    /** Starts one and waits until it is there; {@code more} are further options. */
    static RunInState reach(String strategy, StopState state, Path folder, String... more) throws Exception {
        RunInState run = new RunInState(strategy, state, folder, List.of(more));
        try {
            run.awaitState();
            return run;
        } catch (Throwable e) {
            run.close();
            throw e;
        }
    }

    private void awaitState() throws Exception {
        until("that COMMAND listens", () -> lull.out().contains(LingeringService.LISTENING));
        switch (state) {
            case WATCHING -> lull.awaitLog("watching");
            case WARNED -> until("the warning", () -> !events("warning").isEmpty());
            case BEFORE_STOP, ON_IDLE_LINE -> until("the line", () -> Files.exists(begun()));
            case DOOR_SHUT -> shutDoor();
            case COMMAND_ENDS -> {
                goOn();
                until("that COMMAND is asked to end", () -> lull.out().contains(LingeringService.LINGERING));
            }
        }
    }

    private void shutDoor() throws Exception {
        until("the line before the stop", () -> Files.exists(begun()));
        UnfinishedHandshake handshake = UnfinishedHandshake.with(frontend);
        onTheWayIn = handshake;
        until("the handshake", handshake::isInProgress);
        goOn();
        until("the shut door", this::isDoorShut);
    }

    private boolean isDoorShut() throws Exception {
        if (BpfPrograms.areAtTheDoor(pid())) {
            return true;
        }
        LibC libC = SystemCalls.load();
        MonitorTarget.Observed listening = new MonitorTarget.Observed(
                new TreeSet<>(Set.of(frontend.getPort())), Optional.of(frontend.getAddress()));
        try (ServiceListeners found = ServiceListeners.takeOver(libC, listening, List.of(pid(), pidOfCommand()))) {
            return found.descriptors().stream().anyMatch(each -> SynFilter.isAttached(libC, each.number()));
        }
    }

    private void until(String what, Callable<Boolean> condition) {
        ConditionFactory patiently = await(what + ", " + this)
                .atMost(LauncherProcess.PATIENCE)
                .pollDelay(BETWEEN_LOOKS)
                .pollInterval(BETWEEN_LOOKS);
        patiently.until(() -> condition.call() || !lull.handle().isAlive());
        assertThat(lull.handle().isAlive()).as("%s, log %s", this, lull.err()).isTrue();
    }

    private Path events() {
        return folder.resolve("events");
    }

    private Path begun() {
        return folder.resolve("begun");
    }

    private Path mayGoOn() {
        return folder.resolve("go-on");
    }

    /** Lets the line that it waits in end. */
    void goOn() throws IOException {
        Files.write(mayGoOn(), List.of());
    }

    List<Map<String, String>> events(String name) {
        return EventFile.read(events()).stream()
                .filter(event -> name.equals(event.get("event")))
                .toList();
    }

    LauncherProcess lull() {
        return lull;
    }

    long pid() {
        return lull.handle().pid();
    }

    long pidOfCommand() {
        return Long.parseLong(
                Objects.requireNonNull(events("command-started").get(0).get("pid")));
    }

    /** Where clients connect. */
    InetSocketAddress frontend() {
        return frontend;
    }

    /** Where COMMAND listens. */
    InetSocketAddress service() {
        return service;
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }

    @Override
    public void close() {
        lull.close();
        if (onTheWayIn != null) {
            onTheWayIn.close();
        }
    }
}
