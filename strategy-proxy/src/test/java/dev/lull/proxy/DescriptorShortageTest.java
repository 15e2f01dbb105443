package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay in a process of its own, with few descriptors: accepting fails with EMFILE, and works again afterwards. */
@ExtendWith(LeakCheck.class)
class DescriptorShortageTest implements OverEachPath {

    private static final int CLIENTS = 60;
    private static final int HELD = 12;
    private static final Pattern TOTAL = Pattern.compile("openedTotal=(\\d+)");

    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void backsOffWhileThereIsNoDescriptorAndRecovers(RelayPath path) throws Exception {
        Require.that("prlimit", Require.hasProgram("prlimit"), "no prlimit to lower a limit with");
        path.requireMachine();
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        try (ServerSocket service = new ServerSocket(0, 1024, RelayStage.HERE)) {
            Process relay = start(frontend, service, path);
            List<Socket> clients = new ArrayList<>();
            try (BufferedReader says = relay.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(says.readLine()).isEqualTo("ready");
                try (Socket first = RelayStage.connectTo(frontend)) { // so that its classes are loaded
                    first.getOutputStream().write(77);
                    assertThat(serves(service, first)).isTrue();
                }
                lowerLimit(relay, openDescriptors(relay) + 2 * 10);
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(RelayStage.connectTo(frontend));
                }
                Awaitility.await().until(() -> openDescriptors(relay) >= 20);
                double before = cpuSeconds(relay);
                Awaitility.await().pollDelay(java.time.Duration.ofSeconds(1)).until(() -> true);
                assertThat(cpuSeconds(relay) - before).as("it does not spin").isLessThan(0.5);
                for (Socket client : clients) {
                    RelayStage.reset(client);
                }
                clients.clear();
                Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
                    try (Socket client = RelayStage.connectTo(frontend)) {
                        client.getOutputStream().write(77);
                        return serves(service, client);
                    }
                });
                OutputStream asks = relay.getOutputStream();
                asks.write('\n');
                asks.flush();
                Matcher total = TOTAL.matcher(says.readLine());
                assertThat(total.find()).isTrue();
                assertThat(Integer.parseInt(total.group(1))).isPositive();
                asks.close();
                assertThat(relay.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(relay.exitValue()).isZero();
            } finally {
                relay.destroyForcibly().waitFor();
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    /** Some cannot be accepted, and for some of those that are the service cannot be dialled: all are held and served. */
    @ParameterizedTest
    @MethodSource("pathsWithPipes")
    void losesNobodyForWhomThereIsNoDescriptor(RelayPath path) throws Exception {
        Require.that("prlimit", Require.hasProgram("prlimit"), "no prlimit to lower a limit with");
        path.requireMachine();
        InetSocketAddress frontend = FreePort.at(RelayStage.HERE);
        try (ServerSocket service = new ServerSocket(0, 1024, RelayStage.HERE)) {
            Process relay = start(frontend, service, path);
            List<Socket> clients = new ArrayList<>();
            try (BufferedReader says = relay.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(says.readLine()).isEqualTo("ready");
                try (Socket first = RelayStage.connectTo(frontend)) { // so that its classes are loaded
                    first.getOutputStream().write(77);
                    assertThat(serves(service, first)).isTrue();
                }
                Awaitility.await().until(() -> {
                    relay.getOutputStream().write('\n');
                    relay.getOutputStream().flush();
                    return says.readLine().contains("openConnections=0,");
                });
                int[] latest = {openDescriptors(relay)};
                Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
                    int before = latest[0];
                    latest[0] = openDescriptors(relay);
                    return before == latest[0];
                });
                lowerLimit(relay, secondFreeDescriptor(relay));
                double cpuBefore = cpuSeconds(relay);
                for (int i = 0; i < HELD; i++) {
                    Socket client = RelayStage.connectTo(frontend);
                    clients.add(client);
                    client.getOutputStream().write(77);
                }
                Awaitility.await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
                assertThat(cpuSeconds(relay) - cpuBefore).as("it does not spin").isLessThan(0.5);
                lowerLimit(relay, 1000);
                service.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
                for (int i = 0; i < HELD; i++) {
                    try (Socket server = service.accept()) {
                        assertThat(server.getInputStream().read()).isEqualTo(77);
                        server.getOutputStream().write(78);
                    }
                }
                for (Socket client : clients) {
                    assertThat(client.getInputStream().read()).isEqualTo(78);
                }
            } finally {
                relay.destroyForcibly().waitFor();
                for (Socket client : clients) {
                    client.close();
                }
            }
        }
    }

    private static Process start(InetSocketAddress frontend, ServerSocket service, RelayPath path) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProgram.class.getName(),
                        String.valueOf(frontend.getPort()),
                        String.valueOf(service.getLocalPort()),
                        path.word(),
                        "1")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** With this as the limit there is one descriptor left. */
    private static int secondFreeDescriptor(Process process) {
        String[] names = new java.io.File("/proc/" + process.pid() + "/fd").list();
        List<String> taken = names == null ? List.of() : List.of(names);
        int number = 0;
        for (int free = 0; free < 2; number++) {
            free += taken.contains(String.valueOf(number)) ? 0 : 1;
        }
        return number - 1;
    }

    /** Whether the relayed connection arrives; those of before, that are over, come first. */
    private static boolean serves(ServerSocket service, Socket client) throws IOException {
        service.setSoTimeout(2000);
        while (true) {
            try (Socket server = service.accept()) {
                server.setSoTimeout(2000);
                if (server.getInputStream().read() == 77) {
                    server.getOutputStream().write(78);
                    return client.getInputStream().read() == 78;
                }
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (java.net.SocketException e) {
                assertThat(e).as("one of those that were reset").isNotNull();
            }
        }
    }

    private static int openDescriptors(Process process) {
        String[] names = new java.io.File("/proc/" + process.pid() + "/fd").list();
        return names == null ? 0 : names.length;
    }

    private static void lowerLimit(Process process, int descriptors) throws Exception {
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", String.valueOf(process.pid()), "--nofile=" + descriptors + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private static double cpuSeconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }
}
