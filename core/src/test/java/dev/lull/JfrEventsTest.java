package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lull.jfr.JfrEvents;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watcher does stands in a real recording. */
final class JfrEventsTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    private final Night night = new Night();
    private final FakeMonitor monitor = new FakeMonitor(night.clock).with(Capability.EVENTS);
    private final JfrEvents events = new JfrEvents("echo", monitor);

    @TempDir
    private Path folder;

    /** What is recorded while something runs, of Lull's own events. */
    private List<RecordedEvent> recorded(Callable action) throws Exception {
        Path file = folder.resolve("lull.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            action.call();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.lull."))
                .toList();
    }

    @FunctionalInterface
    private interface Callable {
        void call() throws Exception;
    }

    private static List<String> names(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> event.getEventType().getName().substring("dev.lull.".length()))
                .toList();
    }

    private static RecordedEvent first(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.lull." + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStopIsRecordedFromTheConnectionToTheVerdict() throws Exception {
        List<RecordedEvent> story = recorded(() -> {
            night.at(Duration.ofMinutes(1), () -> {
                Connection visitor = monitor.opened();
                night.at(Duration.ofMinutes(3), () -> monitor.closed(visitor));
            });
            Subscription connections = monitor.subscribe(events);
            try (connections) {
                Optional<Verdict.ShutDown> stopped = IdleWatcher.builder(
                                monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> {})
                        .listener(events)
                        .pause(night, night.clockIncludingSuspend)
                        .build()
                        .run();
                assertThat(stopped).isPresent();
            }
        });
        assertThat(names(story))
                .contains("ConnectionOpened", "ConnectionClosed", "Look", "Verdict", "Stop")
                .doesNotContain("Sleep", "Wake", "StopCalledOff");
        assertThat(story).allSatisfy(event -> {
            assertThat(event.getString("service")).isEqualTo("echo");
            assertThat(event.getString("strategy")).isEqualTo(monitor.strategy());
        });
        assertThat(first(story, "ConnectionClosed").getDuration("lived")).isEqualTo(Duration.ofMinutes(2));
        assertThat(first(story, "Stop").getDuration("idleFor")).isEqualTo(IDLE_TIMEOUT);
        assertThat(story.stream()
                        .filter(event -> event.getEventType().getName().equals("dev.lull.Verdict"))
                        .map(event -> event.getString("verdict")))
                .containsExactly("not_idle_long_enough", "in_use", "not_idle_long_enough", "stop");
    }

    @Test
    void aSleepAndAWakeAreRecordedWithTheirCauses() throws Exception {
        List<RecordedEvent> story = recorded(() -> {
            Sleeper sleeper = Sleeper.builder(
                            monitor,
                            IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT),
                            Sleepable.call(() -> {}, () -> night.clock.advance(Duration.ofSeconds(2))))
                    .pause(night, night.clock, night.clockIncludingSuspend)
                    .whileAwake(watcher -> watcher.listener(events))
                    .listener(events)
                    .build();
            night.at(Duration.ofHours(1), () -> monitor.opened());
            night.at(Duration.ofHours(2), sleeper::close);
            assertThat(sleeper.run()).isEmpty();
        });
        assertThat(names(story)).contains("Stop", "Sleep", "Wake");
        RecordedEvent wake = first(story, "Wake");
        assertThat(wake.getString("cause")).isEqualTo("in_use");
        assertThat(wake.getBoolean("awake")).isTrue();
        assertThat(wake.getDuration("took")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatIsSwitchedOffIsNotRecorded() throws Exception {
        Path file = folder.resolve("some.jfr");
        try (Recording recording = new Recording()) {
            recording.disable("dev.lull.Look");
            recording.start();
            tell();
            recording.stop();
            recording.dump(file);
        }
        assertThat(names(RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().startsWith("dev.lull."))
                        .toList()))
                .contains("Verdict")
                .doesNotContain("Look");
    }

    private void tell() {
        Reading reading = new Reading.Unreadable(0, "on purpose");
        events.onLook(reading, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT).evaluate(0, reading, List.of()));
    }

    @Test
    void nothingIsAllocatedWhileNobodyRecords() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Reading reading = new Reading.Unreadable(0, "on purpose");
        Verdict verdict = IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT).evaluate(0, reading, List.of());
        Verdict.ShutDown stop = new Verdict.ShutDown(IDLE_TIMEOUT);
        events.onLook(reading, verdict);
        events.onShutDown(stop);
        events.onUntold(1, 1);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            events.onLook(reading, verdict);
            events.onShutDown(stop);
            events.onUntold(1, 1);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("the smallest object has 16 bytes")
                .isLessThan(10_000 * 16);
    }

    /** The watcher need not look more often for it. */
    @Test
    void takesNoLookThatWouldNotBeTakenAnyway() throws InterruptedException {
        List<Integer> sleeps = new ArrayList<>();
        for (List<WatchListener> listeners : List.of(List.<WatchListener>of(), List.<WatchListener>of(events))) {
            Night quiet = new Night();
            FakeMonitor pushing = new FakeMonitor(quiet.clock).with(Capability.EVENTS);
            IdleWatcher.Builder watcher =
                    IdleWatcher.builder(pushing, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> {});
            listeners.forEach(watcher::listener);
            assertThat(watcher.pause(quiet, quiet.clockIncludingSuspend).build().run())
                    .isPresent();
            sleeps.add(quiet.sleeps());
        }
        assertThat(sleeps.get(1)).isEqualTo(sleeps.get(0));
    }

    /** Told of a connection and a look in a JVM that has no Flight Recorder. */
    static final class WithoutFlightRecorder {

        private WithoutFlightRecorder() {}

        public static void main(String[] arguments) {
            FakeMonitor monitor = new FakeMonitor(new dev.lull.contract.ManualClock()).with(Capability.EVENTS);
            JfrEvents events = new JfrEvents("echo", monitor);
            Subscription connections = monitor.subscribe(events);
            try (connections) {
                monitor.closed(monitor.opened());
                events.onLook(monitor.read(), new Verdict.ShutDown(IDLE_TIMEOUT));
                events.onShutDown(new Verdict.ShutDown(IDLE_TIMEOUT));
                events.onActionFailed(new IOException("on purpose"), Duration.ofSeconds(5));
                events.onAwake(new Wake(Wake.Cause.ASKED, Optional.empty()), Duration.ZERO);
            }
            boolean present = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println(present ? "there is one" : "nothing happened");
        }
    }

    @Test
    void doesNothingInAJvmWithoutFlightRecorder() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base,java.logging",
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        WithoutFlightRecorder.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("nothing happened");
    }
}
