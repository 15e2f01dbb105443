package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.BpfCall;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door itself: whom it waits for, when it opens although nobody says so, and where there is none. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class DoorTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SIGSTOP = 19; // include/uapi/asm-generic/signal.h

    /** As {@code /proc/self/fdinfo} shows a link of BPF_CGROUP_INET_INGRESS (kernel/bpf/cgroup.c). */
    private static final String INGRESS = "attach_type:\t0";

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static long programsAtTheDoor() throws IOException {
        long found = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (Path each : descriptors) {
                try {
                    found += Files.readAllLines(each).contains(INGRESS) ? 1 : 0;
                } catch (IOException closedMeanwhile) {
                    // the directory's own
                }
            }
        }
        return found;
    }

    @Test
    void hasNothingAttachedWhileItIsOpen() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            Door door = monitor.door().orElseThrow();
            assertThat(programsAtTheDoor()).isZero();
            door.shut(LONG);
            assertThat(programsAtTheDoor()).isEqualTo(1);
            door.open();
            assertThat(programsAtTheDoor()).isZero();
            door.shut(LONG);
            assertThat(door.keepShut()).isTrue();
            assertThat(programsAtTheDoor()).isEqualTo(1);
        }
        assertThat(programsAtTheDoor()).isZero();
    }

    @Test
    void waitsForAHandshakeInProgressWhichIsThenCounted() throws Exception {
        LibC libC = Kernel.load().libC();
        InetSocketAddress service = FreePort.at(Loopback.IPV4);
        try (OwnedDescriptor listener = RawTcp.listenAndDeferHandshakes(libC, service);
                ActivityMonitor monitor = open(service.getPort());
                Socket client = new Socket(service.getAddress(), service.getPort())) {
            assertThat(look(monitor).openConnections())
                    .as("known to %s", listener)
                    .isZero();
            Door door = monitor.door().orElseThrow();
            FutureTask<Integer> countOnceShut = new FutureTask<>(() -> {
                door.shut(LONG);
                return look(monitor).openConnections();
            });
            new Thread(countOnceShut, "shuts the door").start();
            patiently().until(() -> programsAtTheDoor() == 1);
            assertThat(countOnceShut.isDone()).isFalse();
            client.getOutputStream().write(7);
            assertThat(countOnceShut.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void opensAgainAndSaysWhoIsOnTheWayInWhenTheHandshakeDoesNotEnd() throws Exception {
        LibC libC = Kernel.load().libC();
        InetSocketAddress service = FreePort.at(Loopback.IPV4);
        try (OwnedDescriptor listener = RawTcp.listenAndDeferHandshakes(libC, service);
                ActivityMonitor monitor = open(service.getPort());
                Socket client = new Socket(service.getAddress(), service.getPort())) {
            Door door = monitor.door().orElseThrow();
            assertThatThrownBy(() -> door.shut(Duration.ofMillis(300)))
                    .as("of %s", listener)
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("somebody is on the way in")
                    .hasMessageContaining(String.valueOf(client.getLocalPort()));
            assertThat(programsAtTheDoor()).isZero();
            client.getOutputStream().write(7);
            awaitOpen(monitor, 1);
        }
    }

    @Test
    void opensByTheKernelsClockWhileItsProcessIsStopped() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                Child child = Child.run(List.of(), DoorChild.class, "" + stage.port(), "3000", DoorChild.SHUT)) {
            assertThat(child.line()).isEqualTo(DoorChild.SHUT);
            int pid = (int) child.pid();
            SystemCalls.check(Kernel.load().libC().kill(pid, SIGSTOP), "kill(" + pid + ", SIGSTOP)");
            SocketChannel client = stage.knock();
            patiently().until(client::finishConnect);
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            assertThat(stat).contains(") T ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DoorChild.SHUT, DoorChild.KEPT})
    void isOpenOnceItsProcessIsKilled(String state) throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                Child child = Child.run(List.of(), DoorChild.class, "" + stage.port(), "60000", state)) {
            assertThat(child.line()).isEqualTo(state);
            SocketChannel client = stage.knock();
            assertThat(client.finishConnect()).isFalse();
            child.kill();
            patiently().until(client::finishConnect);
        }
    }

    @Test
    void isNotKeptShutOnceSomebodyHasDetachedItsProgram() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor =
                        kernel.provider().open(MonitorTarget.port(stage.port()), MonitorOptions.defaults())) {
            Door door = monitor.door().orElseThrow();
            door.shut(LONG);
            kernel.detachDoor();
            assertThatThrownBy(door::keepShut)
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("somebody has detached");
        }
    }

    @Test
    void isNotThereWhereTheKernelRefusesItsProgram() throws Exception {
        assertHasNoDoor(refusing(BpfCommand.PROG_LOAD, "lull_hold", -1), "BPF_PROG_LOAD");
    }

    @Test
    void isNotThereWhereAnotherProgramSuffersNoOtherAtTheDoor() throws Exception {
        assertHasNoDoor(refusing(BpfCommand.LINK_CREATE, "", 0), "allows no other");
    }

    @Test
    void saysWhatTheKernelSaidWhenItCannotBeShut() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor =
                        kernel.provider().open(MonitorTarget.port(stage.port()), MonitorOptions.defaults())) {
            Door door = monitor.door().orElseThrow();
            kernel.forbid(BpfCommand.LINK_CREATE);
            assertThatThrownBy(() -> door.shut(LONG))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("BPF_LINK_CREATE");
            assertThat(door.keepShut()).isFalse();
            stage.connect();
            awaitOpen(monitor, 1);
        }
    }

    /** Refuses a program's loading, or with an attach type its attaching, for lack of permission. */
    private static EbpfStrategyProvider refusing(BpfCommand refused, String program, int attachType) {
        return new EbpfStrategyProvider(() -> {
            Kernel real = Kernel.load();
            BpfCall call = (command, attributes, object) -> {
                boolean meant = attachType < 0 ? object.equals(program) : attributes.getInt(8) == attachType;
                if (command == refused && meant) {
                    throw new SystemCallException("bpf(BPF_" + command + ", " + object + ")", Errno.EPERM, "played");
                }
                return real.bpf().call(command, attributes, object);
            };
            return new Kernel(real.libC(), call);
        });
    }

    private static void assertHasNoDoor(EbpfStrategyProvider provider, String reason) throws IOException {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = provider.open(MonitorTarget.port(stage.port()), MonitorOptions.defaults())) {
            assertThat(monitor.capabilities()).doesNotContain(Capability.HOLDS_DOOR);
            assertThat(monitor.door()).isEmpty();
            assertThat(monitor.description()).contains("cannot hold the door: ", reason);
            stage.connect();
            awaitOpen(monitor, 1);
        }
    }
}
