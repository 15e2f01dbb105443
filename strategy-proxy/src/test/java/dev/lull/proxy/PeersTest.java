package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Cidr;
import dev.lull.Monitors;
import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that the relay refuses, and peers that it carries without counting them, over each data path. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "peers of their own need all of 127.0.0.0/8, which only Linux has")
@ExtendWith(LeakCheck.class)
class PeersTest implements OverEachPath {

    private static final String OTHER = "127.0.0.9";
    private static final Cidr OTHERS_BLOCK = Cidr.parse("127.0.0.8/29");

    @ParameterizedTest
    @MethodSource("paths")
    void resetsARefusedPeerWhichNeitherReachesTheServiceNorCountsNorTakesAPlace(RelayPath path) throws Exception {
        path.requireMachine();
        RelayOptions options = path.options()
                .refuse(List.of(Cidr.parse("2001:db8::/32"), OTHERS_BLOCK))
                .maxConnections(1)
                .build();
        try (RelayStage stage = RelayStage.with(path, options)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> readFrom(OTHER, stage)).isInstanceOf(SocketException.class);
            }
            assertThat(stage.snapshot().openedTotal()).isZero();
            Socket welcome = stage.connect();
            welcome.getOutputStream().write('w');
            assertThat(stage.accept().getInputStream().read()).isEqualTo('w'); // the service's first connection
            assertThat(stage.snapshot().openedTotal()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void carriesAnIgnoredPeerAndCountsItForNothing(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(
                path, path.options().ignore(List.of(OTHERS_BLOCK)).build())) {
            long before = stage.snapshot().lastActivityNanos();
            try (Socket ignored = connectFrom(OTHER, stage)) {
                ignored.getOutputStream().write('x');
                assertThat(stage.accept().getInputStream().read()).isEqualTo('x');
                assertThat(stage.snapshot().openConnections()).isZero();
                assertThat(stage.snapshot().openedTotal()).isZero();
                assertThat(stage.snapshot().lastActivityNanos()).isEqualTo(before);
            }
        }
    }

    /** As {@code lull run --listen --ignore} does it: the relay counts, and the filter around it leaves out. */
    @ParameterizedTest
    @MethodSource("paths")
    void carriesAPeerThatTheFilterAroundTheMonitorIgnores(RelayPath path) throws Exception {
        path.requireMachine();
        try (RelayStage stage = RelayStage.with(path, path.options().build());
                ActivityMonitor filtered = Monitors.ignoringPeers(stage.monitor, List.of(OTHERS_BLOCK))) {
            try (Socket ignored = connectFrom(OTHER, stage)) {
                ignored.getOutputStream().write('x');
                Socket server = stage.accept();
                assertThat(server.getInputStream().read()).isEqualTo('x');
                server.getOutputStream().write('y');
                assertThat(ignored.getInputStream().read()).isEqualTo('y');
                stage.await(seen -> seen.openConnections() == 1);
                assertThat(((ActivitySnapshot) filtered.read()).openConnections())
                        .isZero();
                assertThat(filtered.connections()).isEmpty();
                assertThat(filtered.door()).isPresent();
            }
        }
    }

    /** The reset may come while it is still connecting. */
    private static int readFrom(String address, RelayStage stage) throws IOException {
        try (Socket socket = connectFrom(address, stage)) {
            return socket.getInputStream().read();
        }
    }

    private static Socket connectFrom(String address, RelayStage stage) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(stage.frontend, (int) RelayStage.PATIENCE.toMillis());
        return socket;
    }
}
