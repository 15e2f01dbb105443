package dev.lull.contract;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has Awaitility look at once, and then every few milliseconds, where a test does not say how often: by itself it first
 * waits for a tenth of a second. Found by JUnit as a service, for all tests that have core's.
 */
public final class OftenLooking implements BeforeAllCallback {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** Makes the extension. */
    public OftenLooking() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    }
}
