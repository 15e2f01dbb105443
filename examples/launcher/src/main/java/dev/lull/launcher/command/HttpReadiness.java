package dev.lull.launcher.command;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** Asks for a URL until the answer has a status from 200 to 299. */
final class HttpReadiness implements Readiness {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final URI uri;
    private String missing = "it was not asked yet";

    HttpReadiness(URI uri) {
        this.uri = uri;
    }

    @Override
    public void begin() {
        missing = "it was not asked yet";
    }

    @Override
    public boolean isReached() {
        try {
            HttpURLConnection asked = (HttpURLConnection) uri.toURL().openConnection(java.net.Proxy.NO_PROXY);
            asked.setConnectTimeout((int) PATIENCE.toMillis());
            asked.setReadTimeout((int) PATIENCE.toMillis());
            asked.setInstanceFollowRedirects(false);
            asked.setRequestProperty("Connection", "close"); // nobody is to take it for a client that stays
            try {
                int status = asked.getResponseCode();
                missing = uri + " answered " + status;
                return status >= 200 && status <= 299;
            } finally {
                asked.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            missing = uri + ": " + e.getMessage();
            return false;
        }
    }

    @Override
    public String missing() {
        return missing;
    }
}
