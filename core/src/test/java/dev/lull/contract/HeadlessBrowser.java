package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens pages in Chromium, without a window and without a network. */
public final class HeadlessBrowser {

    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;

    /**
     * Makes one, if Chromium is installed.
     *
     * @param folder a folder of the test's own, for what the browser leaves
     */
    public HeadlessBrowser(Path folder) {
        Require.that("chromium", Require.hasProgram("chromium"), "chromium is not installed");
        this.folder = folder;
    }

    /**
     * Opens a page; fails if the browser's console says anything.
     *
     * @param page the page's file
     * @param options the browser's
     * @return what it printed
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the thread is interrupted
     */
    public String open(Path page, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND"));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Path errors = folder.resolve("errors");
        Path output = folder.resolve("output");
        Process browser = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("chromium ended within %d s", PATIENCE_SECONDS)
                    .isTrue();
        } finally {
            browser.destroyForcibly();
        }
        assertThat(Files.readString(errors, StandardCharsets.UTF_8)).doesNotContain("CONSOLE");
        assertThat(browser.exitValue()).isZero();
        return Files.readString(output);
    }

    /**
     * Returns what makes pages dark.
     *
     * @return options for {@link #open}
     */
    public static List<String> dark() {
        return List.of("--force-dark-mode", "--blink-settings=preferredColorScheme=0");
    }
}
