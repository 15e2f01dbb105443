package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code --listen} may listen, and what is said where it may not. */
@EnabledOnOs(OS.LINUX)
class ListenProcessTest {

    private static final String[] PRIVILEGED = {
        "run", "--listen", "127.0.0.1:80", "--to", "127.0.0.1:9", "--strategy", "ebpf,proxy", "--idle", "200ms"
    };

    /** In a network namespace of its own, whose port 80 is free and for privileged programs. */
    private static LauncherProcess withCapabilities(String capabilities) {
        Require.networkNamespaces();
        Require.that("setpriv", Require.hasProgram("setpriv"), "needs util-linux");
        List<String> through = List.of(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh",
                "setpriv",
                "--bounding-set=" + capabilities,
                "--inh-caps=-all",
                "--");
        return LauncherProcess.through(through, List.of(), PRIVILEGED);
    }

    @Test
    void listensAtAPrivilegedPortWithThatCapabilityAlone() {
        try (LauncherProcess lull = withCapabilities("-all,+net_bind_service")) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
        }
    }

    @Test
    void saysWhatWouldLetItListenAtAPrivilegedPort() {
        try (LauncherProcess lull = withCapabilities("-all")) {
            assertThat(lull.awaitExit()).isEqualTo(69);
            assertThat(lull.err())
                    .filteredOn(line -> line.contains("Permission denied"))
                    .singleElement()
                    .asString()
                    .contains("CAP_NET_BIND_SERVICE", "a port from 1024 up", "net.ipv4.ip_unprivileged_port_start=80");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "proxy"})
    void saysWhoHasAPortThatIsBusy(String strategy) throws Exception {
        RunInState.require(strategy);
        try (ServerSocket other = new ServerSocket(0, 1, Loopback.IPV4);
                LauncherProcess lull = LauncherProcess.start(
                        "run",
                        "--listen",
                        "127.0.0.1:" + other.getLocalPort(),
                        "--to",
                        "127.0.0.1:9",
                        "--strategy",
                        strategy)) {
            assertThat(lull.awaitExit()).isEqualTo(69);
            assertThat(String.join("\n", lull.err()))
                    .contains("another program listens at port " + other.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "proxy"})
    void listensAtAnAddressOfItsOwnBesideTheServiceAtTheSamePort(String strategy) throws Exception {
        RunInState.require(strategy);
        InetSocketAddress service = FreePort.at(Loopback.IPV4);
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--idle", "1m", "--listen"));
        arguments.addAll(List.of("127.0.0.23:" + service.getPort(), "--to", "127.0.0.1:" + service.getPort()));
        try (ServerSocket listens = new ServerSocket(service.getPort(), 1, service.getAddress());
                LauncherProcess lull =
                        LauncherProcess.start(arguments.toArray(String[]::new)).awaitLog("watching");
                Socket client = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 23}), service.getPort());
                Socket served = listens.accept()) {
            served.getOutputStream().write('!');
            assertThat(client.getInputStream().read()).as("%s", lull.err()).isEqualTo('!');
        }
    }
}
