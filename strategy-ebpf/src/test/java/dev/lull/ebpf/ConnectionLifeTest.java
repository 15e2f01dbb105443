package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Traffic;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.RecordingListener;
import dev.lull.contract.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways in which a connection can begin and end, beyond those of the contract. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class ConnectionLifeTest {

    private static final int BYTES_IN = 1000;
    private static final int BYTES_OUT = 70;

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void countsAConnectionThatWasResetBeforeItWasAccepted() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            Stage.reset(stage.connect());
            awaitOpen(monitor, 0);
            assertThat(look(monitor).openedTotal()).isEqualTo(1);
            stage.accept().close();
            assertThat(look(monitor).openConnections()).isZero();
        }
    }

    @Test
    @SuppressWarnings("try") // closing the listener early is the point
    void countsNobodyOnceAListenerIsGoneWithConnectionsThatItNeverAccepted() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, Loopback.IPV4);
                ActivityMonitor monitor = open(server.getLocalPort())) {
            for (int i = 0; i < 5; i++) {
                clients.add(new Socket(Loopback.IPV4, server.getLocalPort()));
            }
            awaitOpen(monitor, 5);
            server.close();
            patiently()
                    .until(() -> monitor.read() instanceof Reading.Unreadable unreadable
                            && unreadable.unservedPorts().contains(server.getLocalPort()));
            try (ServerSocket next = new ServerSocket(server.getLocalPort(), 50, Loopback.IPV4)) {
                assertThat(next.isBound()).isTrue();
                awaitOpen(monitor, 0);
                assertThat(look(monitor).openedTotal()).isEqualTo(5);
            }
        } finally {
            closeAll(clients);
        }
    }

    @Test
    void countsOnlyThoseForWhomTheAcceptQueueHasRoom() throws Exception {
        List<Socket> clients = new ArrayList<>();
        List<Socket> connected = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, Loopback.IPV4);
                ActivityMonitor monitor = open(server.getLocalPort())) {
            InetSocketAddress address = new InetSocketAddress(Loopback.IPV4, server.getLocalPort());
            for (int i = 0; i < 5; i++) {
                Socket client = new Socket();
                clients.add(client);
                if (connectsAsFarAsItKnows(client, address)) {
                    connected.add(client);
                }
            }
            int witness = KernelTables.established(server.getLocalPort());
            assertThat(witness).isBetween(1, 4);
            awaitOpen(monitor, witness);
            for (Socket client : connected) {
                Stage.reset(client);
            }
            awaitOpen(monitor, 0);
        } finally {
            closeAll(clients);
        }
    }

    /** A client may believe that it is connected when the kernel has forgotten the handshake's end for lack of room. */
    private static boolean connectsAsFarAsItKnows(Socket client, InetSocketAddress address) throws IOException {
        try {
            client.connect(address, 200);
            return true;
        } catch (SocketTimeoutException noRoom) {
            return false;
        }
    }

    @Test
    void tellsThePayloadToTheByteWhoeverClosesFirst() throws Exception {
        assertClosedTraffic((client, server) -> {
            client.close();
            server.close();
        });
        assertClosedTraffic((client, server) -> {
            server.close();
            client.close();
        });
    }

    @Test
    void tellsThePayloadToTheByteAfterHalfClosing() throws Exception {
        assertClosedTraffic((client, server) -> {
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        });
        assertClosedTraffic((client, server) -> {
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            client.shutdownOutput();
        });
    }

    @Test
    void tellsThePayloadToTheByteAfterAReset() throws Exception {
        assertClosedTraffic((client, server) -> Stage.reset(client));
        assertClosedTraffic((client, server) -> Stage.reset(server));
        assertClosedTraffic((client, server) -> {
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            Stage.reset(client);
            server.close();
        });
    }

    /** How a connection ends. */
    @FunctionalInterface
    private interface Ending {
        void end(Socket client, Socket server) throws IOException;
    }

    private static void assertClosedTraffic(Ending ending) throws IOException {
        for (InetAddress address : List.of(Loopback.IPV4, Loopback.IPV6)) {
            try (Stage stage = Stage.at(address, false);
                    ActivityMonitor monitor = open(stage.port())) {
                RecordingListener heard = new RecordingListener();
                monitor.subscribe(heard);
                Socket client = stage.connect();
                Socket server = stage.accept();
                client.getOutputStream().write(new byte[BYTES_IN]);
                assertThat(server.getInputStream().readNBytes(BYTES_IN)).hasSize(BYTES_IN);
                server.getOutputStream().write(new byte[BYTES_OUT]);
                assertThat(client.getInputStream().readNBytes(BYTES_OUT)).hasSize(BYTES_OUT);
                ending.end(client, server);
                patiently().until(() -> heard.story().equals(List.of("opened 1", "closed 0")));
                ConnectionEvent closed = heard.events().get(1);
                assertThat(closed.connection().traffic()).contains(new Traffic(BYTES_IN, BYTES_OUT));
                assertThat(closed.connection().remote().getAddress()).isEqualTo(address);
            }
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
