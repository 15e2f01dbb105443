package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.Testimony;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import dev.lull.internal.linux.BpfCommand;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
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
            patiently().until(() -> sleeps("lull-ebpf-" + stage.port()));
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
