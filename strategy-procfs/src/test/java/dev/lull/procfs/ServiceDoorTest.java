package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SynFilter;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.internal.linux.TcpSockets.KeepAlive;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What calls a stop off where the service's own sockets are held. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
final class ServiceDoorTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static ActivityMonitor open(int port, List<Long> processes) {
        ProcfsOptions settings =
                ProcfsOptions.builder().serviceProcesses(() -> processes).build();
        return new ProcfsStrategyProvider()
                .open(
                        MonitorTarget.port(port),
                        MonitorOptions.builder().settings(settings).build());
    }

    @Test
    void isNotThereWhereTheServiceIsSomebodyElse() throws Exception {
        try (ServerSocket service = new ServerSocket(0);
                ActivityMonitor monitor = open(service.getLocalPort(), List.of(1L))) {
            assertThat(monitor.door()).isEmpty();
        }
    }

    @Test
    void cannotBeShutOnceTheServiceIsSomebodyElse() throws Exception {
        List<Long> processes = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        try (ServerSocket service = new ServerSocket(0);
                ActivityMonitor monitor = open(service.getLocalPort(), processes)) {
            Door door = monitor.door().orElseThrow();
            processes.clear();
            assertThatThrownBy(() -> door.shut(LONG))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("none of the service's processes")
                    .hasMessageContaining("use the strategy ebpf");
            assertThat(door.keepShut()).isFalse();
        }
    }

    @Test
    void isNotCertainOnceTheServiceListensAtAnotherSocket() throws Exception {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ActivityMonitor monitor = open(
                        service.getLocalPort(), List.of(ProcessHandle.current().pid()))) {
            Door door = monitor.door().orElseThrow();
            door.shut(LONG);
            try (ServerSocket more = new ServerSocket()) {
                more.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), service.getLocalPort()));
                assertThatThrownBy(door::keepShut)
                        .isInstanceOf(StrategyException.class)
                        .hasMessageContaining("another socket");
            }
            assertThat(door.keepShut()).isFalse();
            door.shut(LONG);
            assertThat(door.keepShut()).isTrue();
        }
    }

    /** A service may have several sockets, and the filter of one may be its own. */
    @Test
    void leavesAFilterOfTheServicesAloneAndTakesItsOwnOff() throws Exception {
        LibC libC = SystemCalls.load();
        long self = ProcessHandle.current().pid();
        TcpSockets sockets = new TcpSockets(libC);
        KeepAlive keepAlive = new KeepAlive(60, 15, 4);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (OwnedDescriptor filtered = sockets.listen(any, 1, keepAlive)) {
            InetSocketAddress there = sockets.localAddress(filtered.number());
            InetSocketAddress beside = new InetSocketAddress(InetAddress.getByName("127.0.0.2"), there.getPort());
            try (OwnedDescriptor plain = sockets.listen(beside, 1, keepAlive);
                    ActivityMonitor monitor = open(there.getPort(), List.of(self))) {
                Door door = monitor.door().orElseThrow();
                SynFilter.attach(libC, filtered.number());
                assertThatThrownBy(() -> door.shut(LONG))
                        .isInstanceOf(StrategyException.class)
                        .hasMessageContaining("has a socket filter of its own");
                assertThat(monitor.door()).isEmpty();
                assertThat(SynFilter.isAttached(libC, filtered.number())).isTrue();
                assertThat(SynFilter.isAttached(libC, plain.number())).isFalse();
            }
        }
    }

    /** Its sockets take no filter, and a stop that waited for one would never come. */
    @Test
    void isNotThereWhereTheServiceListensByMptcp() throws Exception {
        int ipprotoMptcp = 262; // include/uapi/linux/in.h
        LibC libC = SystemCalls.load();
        int number = libC.socket(2, 1, ipprotoMptcp);
        Require.that("mptcp", number >= 0, "needs a kernel with MPTCP (net.mptcp.enabled)");
        TcpSockets sockets = new TcpSockets(libC);
        try (OwnedDescriptor listener = sockets.own(number, "MPTCP listener")) {
            SystemCalls.check(libC.listen(number, 1), "listen");
            int port = sockets.localAddress(number).getPort();
            try (ActivityMonitor monitor =
                    open(port, List.of(ProcessHandle.current().pid()))) {
                assertThat(monitor.door()).isEmpty();
            }
            assertThat(listener.number()).isEqualTo(number);
        }
    }

    @Test
    void isThereForThoseAloneWhoseServiceEndsWithThem() throws Exception {
        try (ServerSocket service = new ServerSocket(0);
                ActivityMonitor stranger = new ProcfsStrategyProvider()
                        .open(MonitorTarget.port(service.getLocalPort()), MonitorOptions.defaults())) {
            assertThat(stranger.door()).isEmpty();
            assertThat(stranger.capabilities()).doesNotContain(Capability.HOLDS_DOOR);
        }
    }
}
