package dev.lull.launcher.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.command.Command;

/** An SSH server in this process, on a loopback port, with a key made for the occasion. It executes nothing. */
final class DemoServer implements AutoCloseable {

    static final String USER = "visitor";

    private final SshServer server;
    private final KeyPair key;

    private DemoServer(SshServer server, KeyPair key) {
        this.server = server;
        this.key = key;
    }

    /**
     * Starts one.
     *
     * @param visitorKey whom to let in
     * @throws IOException if it cannot listen
     */
    static DemoServer start(PublicKey visitorKey) throws IOException, GeneralSecurityException {
        KeyPair key = newKey();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setPublickeyAuthenticator((user, offered, session) -> visitorKey.equals(offered));
        server.setCommandFactory(DemoServer::command);
        server.start();
        return new DemoServer(server, key);
    }

    /** Makes a key of the kind that every SSH implementation knows (RFC 5656). */
    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Command command(ChannelSession channel, String line) {
        return new AbstractCommandSupport(line, null) {
            @Override
            public void run() {
                try {
                    getOutputStream().write("Hello from Lull's demo".getBytes(StandardCharsets.UTF_8));
                    getOutputStream().flush();
                    onExit(0);
                } catch (IOException e) {
                    onExit(1, e.getMessage());
                }
            }
        };
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getHost(), server.getPort());
    }

    PublicKey publicKey() {
        return key.getPublic();
    }

    boolean isRunning() {
        return server.isOpen();
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
