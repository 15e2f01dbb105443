package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static dev.lull.ebpf.Looks.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.Testimony;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.RecordingListener;
import dev.lull.contract.Stage;
import dev.lull.internal.linux.BpfCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An administrator takes a program off, as {@code bpftool link detach} does, and a client comes. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class DetachedTest {

    private static final int WATCH = 1;

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static ActivityMonitor open(BrokenKernel kernel, Stage stage) {
        return kernel.provider().open(MonitorTarget.port(stage.port()), MonitorOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WATCH})
    void attachesEitherProgramAnewAtTheNextLookThatFindsNobody(int link) throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            int made = kernel.linksMade();
            assertThat(look(monitor).openConnections()).isZero();
            assertThat(kernel.linksMade()).isEqualTo(made);
            kernel.detachLink(link);
            long before = System.nanoTime();
            assertThat(look(monitor).lastActivityNanos())
                    .as("nobody knows who came and went")
                    .isGreaterThanOrEqualTo(before);
            assertThat(kernel.linksMade()).isEqualTo(made + 2);
            Stage.reset(stage.connect());
            awaitOpen(monitor, 0);
            assertThat(look(monitor).openedTotal()).isEqualTo(1);
        }
    }

    @Test
    void findsTheClientThatCameMeanwhile() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.detachLink(WATCH);
            Socket client = stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            Stage.reset(client);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void followsTheClientThatCameMeanwhileWhereTheKernelDoesNotTellOfItsEnd() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.forbid(BpfCommand.PROG_LOAD); // as before Linux 6.12
            patiently().until(() -> waits(stage));
            kernel.detachLink(WATCH);
            Socket client = stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            Stage.reset(client);
            awaitOpen(monitor, 0);
        }
    }

    private static boolean sleeps(String threadName) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals(threadName))
                .anyMatch(each -> Arrays.stream(each.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("sleep")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsThatTheClientWhoCameMeanwhileHasLeft(boolean eachConnectionIsTold) throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        AtomicInteger told = new AtomicInteger();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            monitor.subscribeToUse(told::incrementAndGet);
            RecordingListener heard = new RecordingListener();
            if (eachConnectionIsTold) {
                monitor.subscribe(heard);
            }
            int before = settled(told);
            detachBoth(kernel, stage);
            Socket client = stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            patiently().until(() -> told.get() > before);
            int whileOpen = settled(told);
            Stage.reset(client);
            patiently().until(() -> told.get() > whileOpen);
            assertThat(look(monitor).openConnections()).isZero();
            if (eachConnectionIsTold) {
                patiently().until(() -> heard.story().equals(List.of("opened 1", "closed 0")));
            }
        }
    }

    /** Between the programs' coming back and the comparison's end, whatever the kernel is asked for just then. */
    @ParameterizedTest
    @EnumSource(names = {"LINK_CREATE", "MAP_LOOKUP_BATCH", "MAP_UPDATE_ELEM", "PROG_LOAD", "ITER_CREATE"})
    void countsOnceWhoeverComesWhileTheProgramsArePutBack(BpfCommand justBefore) throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        List<Socket> late = new CopyOnWriteArrayList<>();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            detachBoth(kernel, stage);
            Socket early = stage.connect();
            kernel.beforeNext(justBefore, () -> late.add(connect(stage)));
            awaitOpen(monitor, 2);
            assertThat(late).hasSize(1);
            assertThat(monitor.witness().testify())
                    .isInstanceOfSatisfying(Testimony.Seen.class, seen -> assertThat(seen.open())
                            .hasSize(2));
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            Stage.reset(early);
            awaitOpen(monitor, 1);
            Stage.reset(late.get(0));
            awaitOpen(monitor, 0);
        }
    }

    /** Just before the comparison inserts it, and before the kernel is asked to tell of its end. */
    @ParameterizedTest
    @EnumSource(names = {"MAP_UPDATE_ELEM", "PROG_LOAD", "ITER_CREATE"})
    void doesNotKeepWhoLeavesWhileTheComparisonAddsIt(BpfCommand justBefore) throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            AtomicInteger told = new AtomicInteger();
            monitor.subscribeToUse(told::incrementAndGet);
            int before = settled(told);
            detachBoth(kernel, stage);
            Socket client = stage.connect();
            kernel.beforeNext(justBefore, () -> reset(client));
            look(monitor);
            assertThat(client.isClosed()).isTrue();
            patiently().until(() -> told.get() > before);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void doesNotKeepWhoLeavesWhileTheComparisonAddsItWhereTheKernelDoesNotTellOfItsEnd() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.forbid(BpfCommand.PROG_LOAD); // as before Linux 6.12
            detachBoth(kernel, stage);
            Socket client = stage.connect();
            kernel.beforeNext(BpfCommand.MAP_UPDATE_ELEM, () -> reset(client));
            look(monitor);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void findsAtTheNextComparisonThatAClientWasGoneAndTellsSo() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        MonitorOptions often = MonitorOptions.builder()
                .settings(EbpfOptions.builder()
                        .reconcileInterval(Duration.ofMillis(200))
                        .build())
                .build();
        AtomicInteger told = new AtomicInteger();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = kernel.provider().open(MonitorTarget.port(stage.port()), often)) {
            monitor.subscribeToUse(told::incrementAndGet);
            Socket client = stage.connect();
            patiently().until(() -> told.get() > 0 && look(monitor).openConnections() == 1);
            kernel.forbid(BpfCommand.LINK_CREATE); // until the client is gone
            kernel.detachLink(0);
            kernel.detachLink(WATCH);
            Stage.reset(client);
            int before = told.get();
            kernel.allowAll();
            patiently().until(() -> told.get() > before);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void blamesNoOtherProgramForWhatItsOwnAbsenceExplains() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Upkeep.class.getName());
        Filter earlier = logger.getFilter();
        logger.setFilter(line -> lines.add(new SimpleFormatter().formatMessage(line)));
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            detachBoth(kernel, stage);
            stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(lines)
                    .anyMatch(line -> line.contains("1 open connections were missing")
                            && line.contains("while the program was detached"))
                    .noneMatch(line -> line.contains("another program"));
        } finally {
            logger.setFilter(earlier);
        }
    }

    /** Takes off both programs once the monitor's own thread has nothing left to do. */
    private static void detachBoth(BrokenKernel kernel, Stage stage) throws Exception {
        patiently().until(() -> waits(stage));
        kernel.detachLink(0);
        kernel.detachLink(WATCH);
    }

    private static boolean waits(Stage stage) {
        return sleeps("lull-ebpf-" + stage.port());
    }

    private static Socket connect(Stage stage) {
        try {
            return stage.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reset(Socket client) {
        try {
            Stage.reset(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isUnreadableForAsLongAsItCannotBePutBack() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.forbid(BpfCommand.LINK_CREATE);
            kernel.detachLink(WATCH);
            for (int look = 0; look < 2; look++) {
                assertThat(monitor.read())
                        .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                                .contains("detached", "cannot be attached again", "LINK_CREATE", "EPERM"));
            }
            assertThat(monitor.witness().testify()).isInstanceOf(Testimony.Unreadable.class);
            kernel.allowAll();
            stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
        }
    }
}
