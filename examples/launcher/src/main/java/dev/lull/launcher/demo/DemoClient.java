package dev.lull.launcher.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.RequiredServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** An SSH client in this process. */
final class DemoClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KeyPair key;
    private final SshClient client = SshClient.setUpDefaultClient();

    DemoClient() throws GeneralSecurityException {
        this.key = DemoServer.newKey();
    }

    PublicKey publicKey() {
        return key.getPublic();
    }

    /** Connects and logs in; the caller closes the session. */
    ClientSession connect(DemoServer server) throws IOException {
        client.setServerKeyVerifier(new RequiredServerKeyVerifier(server.publicKey()));
        client.start();
        ClientSession session = client.connect(DemoServer.USER, server.address())
                .verify(PATIENCE)
                .getSession();
        session.addPublicKeyIdentity(key);
        session.auth().verify(PATIENCE);
        return session;
    }

    @Override
    public void close() {
        client.stop();
    }
}
