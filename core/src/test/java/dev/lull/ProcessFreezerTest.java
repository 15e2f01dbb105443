package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.CgroupMount;
import dev.lull.internal.linux.ProcessStat;
import dev.lull.internal.linux.StopSignals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Freezing real processes, in both ways. */
@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
final class ProcessFreezerTest {

    /** How a family is frozen. */
    enum Way {
        CGROUP {
            @Override
            ProcessFreezer of(ProcessFamily family, ProcessFreezer.Listener listener) {
                ProcessFreezer freezer = ProcessFreezer.of(family, listener);
                if (freezer.cgroup().isEmpty()) {
                    Require.that("cgroup", false, freezer.way());
                }
                return freezer;
            }
        },
        SIGNALS {
            @Override
            ProcessFreezer of(ProcessFamily family, ProcessFreezer.Listener listener) {
                return ProcessFreezer.bySignals(family, "the test wants it so", listener);
            }
        };

        abstract ProcessFreezer of(ProcessFamily family, ProcessFreezer.Listener listener);

        ProcessFreezer of(ProcessFamily family) {
            return of(family, new ProcessFreezer.Listener() {});
        }
    }

    private static final String BUSY = "while :; do :; done";

    /** Long enough for a processor's time to show, which is told in ticks of 10 ms. */
    private static final Duration A_WHILE = Duration.ofMillis(60);

    private final List<ProcessFamily> families = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    private ProcessFamily start(String script) throws IOException {
        return start(List.of("sh", "-c", script));
    }

    private ProcessFamily start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        ProcessFamily family = ProcessFamily.of(process.toHandle());
        families.add(family);
        return family;
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (ProcessFamily family : families) {
            family.end(Duration.ZERO, new ProcessFamily.Ending() {});
        }
        for (Process process : started) {
            process.waitFor();
            process.getInputStream().close();
            process.getOutputStream().close();
        }
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static Map<Long, Long> ticks(ProcessFamily family) {
        Map<Long, Long> ticks = new TreeMap<>();
        family.members()
                .forEach(each -> ProcessStat.of(each.pid()).ifPresent(stat -> ticks.put(each.pid(), stat.ownTicks())));
        return ticks;
    }

    private static void standsStill(ProcessFamily family) {
        Map<Long, Long> before = ticks(family);
        await().pollDelay(A_WHILE).until(() -> true);
        assertThat(ticks(family)).isEqualTo(before);
    }

    private static void runs(ProcessFamily family) {
        Map<Long, Long> before = ticks(family);
        soon().until(() -> !ticks(family).equals(before));
    }

    private static char state(ProcessHandle process) {
        return ProcessStat.of(process.pid()).orElseThrow().state();
    }

    private static List<ProcessHandle> awaitMembers(ProcessFamily family, int count) {
        soon().until(() -> family.members().size() == count);
        return family.members();
    }

    @ParameterizedTest
    @EnumSource
    void usesNoProcessorWhileFrozenAndGoesOnAfterwards(Way way) throws Exception {
        ProcessFamily family = start("(" + BUSY + ") & " + BUSY);
        awaitMembers(family, 2);
        try (ProcessFreezer freezer = way.of(family)) {
            for (int i = 0; i < 2; i++) {
                assertThat(freezer.freeze()).isTrue();
                assertThat(freezer.isFrozen()).isTrue();
                standsStill(family);
                freezer.thaw();
                assertThat(freezer.isFrozen()).isFalse();
                runs(family);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void freezesWhatIsStartedWhileItFreezes(Way way) throws Exception {
        String forking = "while :; do sh -c 'sleep 0.002; :' & sh -c :; done";
        ProcessFamily family = start("(" + forking + ") & (" + forking + ") & wait");
        try (ProcessFreezer freezer = way.of(family)) {
            soon().until(() -> family.members().size() > 4);
            freezer.freeze();
            standsStill(family);
            freezer.thaw();
            runs(family);
            freezer.freeze();
            standsStill(family);
        }
        runs(family);
    }

    @ParameterizedTest
    @EnumSource
    void freezesWhatWasStartedBeforeTheFreezerWasMade(Way way) throws Exception {
        ProcessFamily family = start("(sh -c '" + BUSY + "' & wait) & " + BUSY);
        awaitMembers(family, 3);
        try (ProcessFreezer freezer = way.of(family)) {
            freezer.freeze();
            standsStill(family);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersWhoConnectedMeanwhile(Way way) throws Exception {
        ProcessFamily family = start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EchoService.class.getName()));
        try (ProcessFreezer freezer = way.of(family);
                BufferedReader said = new BufferedReader(
                        new InputStreamReader(started.get(0).getInputStream(), StandardCharsets.US_ASCII))) {
            int port = Integer.parseInt(said.readLine());
            freezer.freeze();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write('x');
                client.setSoTimeout(Math.toIntExact(A_WHILE.toMillis()));
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                client.setSoTimeout(0);
                freezer.thaw();
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void canBeToldTwice(Way way) throws Exception {
        ProcessFamily family = start(BUSY);
        ProcessFreezer freezer = way.of(family);
        freezer.thaw();
        runs(family);
        assertThat(freezer.freeze()).isTrue();
        assertThat(freezer.freeze()).isTrue();
        standsStill(family);
        freezer.close();
        freezer.close();
        runs(family);
        assertThat(freezer.freeze()).isFalse();
        runs(family);
    }

    @ParameterizedTest
    @EnumSource
    void leavesStoppedWhatSomebodyElseHasStopped(Way way) throws Exception {
        ProcessFamily family = start("sleep 1000 & wait");
        ProcessHandle child = awaitMembers(family, 2).get(1);
        StopSignals.load().stop(child);
        soon().until(() -> state(child) == 'T');
        try (ProcessFreezer freezer = way.of(family)) {
            freezer.freeze();
            freezer.thaw();
            await().pollDelay(A_WHILE).until(() -> state(child) == 'T');
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThawedFromAnotherThreadWhileOthersFreeze(Way way) throws Exception {
        ProcessFamily family = start("(" + BUSY + ") & " + BUSY);
        awaitMembers(family, 2);
        try (ProcessFreezer freezer = way.of(family)) {
            List<CompletableFuture<Void>> many = new ArrayList<>(Collections.nCopies(4, null));
            many.replaceAll(nothing -> CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5; i++) {
                    try {
                        freezer.freeze();
                        freezer.thaw();
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
            many.forEach(CompletableFuture::join);
            assertThat(freezer.isFrozen()).isFalse();
            runs(family);
            freezer.freeze();
            standsStill(family);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thawsWhatItHasFrozenIfItCannotFreezeAll(Way way) throws Exception {
        start(BUSY);
        AtomicBoolean unreadable = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        ProcessFamily family = ProcessFamily.of(started.get(0).toHandle(), () -> {
            if (unreadable.get() && looks.incrementAndGet() > 1) {
                throw new UncheckedIOException(new IOException("the test wants it so"));
            }
            return List.of();
        });
        try (ProcessFreezer freezer = way.of(family)) {
            unreadable.set(true);
            looks.set(way == Way.CGROUP ? 1 : 0); // after the cgroup is frozen, or the process was sent SIGSTOP
            assertThatThrownBy(freezer::freeze).hasMessageContaining("the test wants it so");
            unreadable.set(false);
            assertThat(freezer.isFrozen()).isFalse();
            runs(family);
            assertThat(freezer.freeze()).isTrue();
        }
    }

    @Test
    void removesItsCgroupAndPutsThoseInItBack() throws Exception {
        ProcessFamily family = start("sleep 1000 & wait");
        List<ProcessHandle> members = awaitMembers(family, 2);
        ProcessFreezer freezer = Way.CGROUP.of(family);
        Path cgroup = freezer.cgroup().orElseThrow();
        Files.createDirectory(cgroup.resolve("made-by-the-command"));
        freezer.freeze();
        assertThat(Files.readString(Path.of("/proc", members.get(1).pid() + "", "cgroup")))
                .contains(String.valueOf(cgroup.getFileName()));
        freezer.close();
        assertThat(cgroup).doesNotExist();
        for (ProcessHandle member : members) {
            assertThat(member.isAlive()).isTrue();
            assertThat(Files.readAllLines(Path.of("/proc", member.pid() + "", "cgroup")))
                    .contains("0::" + CgroupMount.ownCgroup(Path.of("/proc")).orElseThrow());
        }
    }

    @Test
    void givesEachFamilyACgroupOfItsOwn() throws Exception {
        ProcessFamily one = start(BUSY);
        ProcessFamily other = start(BUSY);
        try (ProcessFreezer freezer = Way.CGROUP.of(one);
                ProcessFreezer another = Way.CGROUP.of(other)) {
            assertThat(freezer.cgroup()).isNotEqualTo(another.cgroup());
            freezer.freeze();
            standsStill(one);
            runs(other);
        }
    }

    @Test
    void removesWhatOthersHaveLeftWhoWereKilled() throws Exception {
        ProcessFamily family = start(BUSY);
        try (ProcessFreezer freezer = Way.CGROUP.of(family)) {
            long pid = ProcessHandle.current().pid();
            Path own = freezer.cgroup().orElseThrow();
            Path leftover = Files.createDirectory(own.resolveSibling("lull-" + pid + "-1-1"));
            Path somebodyElses = Files.createDirectory(own.resolveSibling("lull-test-of-" + pid));
            ProcessFreezer.of(family).close();
            assertThat(leftover).doesNotExist();
            assertThat(own).exists();
            assertThat(somebodyElses).exists();
            Files.delete(somebodyElses);
        }
    }

    /** As a session does that pam_systemd(8) gives a scope of its own. */
    @Test
    void freezesWhoLeftTheCgroup() throws Exception {
        ProcessFamily family = start("(" + BUSY + ") & wait");
        try (ProcessFreezer freezer = Way.CGROUP.of(family)) {
            ProcessHandle child = awaitMembers(family, 2).get(1);
            Path outside = freezer.cgroup().orElseThrow().resolveSibling("cgroup.procs");
            Files.writeString(outside, String.valueOf(child.pid()));
            freezer.freeze();
            assertThat(state(child)).isEqualTo('T');
            standsStill(family);
            freezer.thaw();
            runs(family);
        }
    }

    @Test
    void leavesWordOfWhatItStopsBeforeItDoes() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        ProcessFamily family = start("sleep 1000 & wait");
        List<ProcessHandle> members = awaitMembers(family, 2);
        try (ProcessFreezer freezer = Way.SIGNALS.of(family, new ProcessFreezer.Listener() {
            @Override
            public void stopping(ProcessHandle process) {
                heard.add(process.pid() + (state(process) == 'T' ? " stands still" : " runs"));
            }

            @Override
            public void thawed() {
                heard.add("thawed");
            }
        })) {
            freezer.freeze();
            freezer.thaw();
        }
        assertThat(heard)
                .containsExactly(members.get(0).pid() + " runs", members.get(1).pid() + " runs", "thawed");
    }

    @Test
    void freezesNobodyWhoHasEnded() throws Exception {
        ProcessFamily family = start("exit 0");
        started.get(0).waitFor();
        try (ProcessFreezer freezer = ProcessFreezer.of(family)) {
            assertThat(freezer.freeze()).isTrue();
            freezer.thaw();
        }
    }
}
