package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeLoadingTest {

    /** jnr-ffi hands out an object that looks loaded and throws at the first call, unless it is told to fail at once. */
    @Test
    void saysAtOnceThatNativeCodeCannotBeLoadedWhereAPartOfJnrFfiIsMissing() throws Exception {
        try (URLClassLoader withoutAsm = classPathWithout("asm-")) {
            assertThatThrownBy(() -> withoutAsm
                            .loadClass(SystemCalls.class.getName())
                            .getMethod("load")
                            .invoke(null))
                    .cause()
                    .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("NativeAccessException"))
                    .hasMessageStartingWith("jnr-ffi cannot be loaded: ")
                    .hasMessageContaining("org.objectweb.asm.");
        }
    }

    @Test
    void saysThatJnrFfiIsMissingWhereItIs() throws Exception {
        try (URLClassLoader withoutJnr = classPathWithout("jnr-ffi-")) {
            assertThatThrownBy(() -> withoutJnr
                            .loadClass(SystemCalls.class.getName())
                            .getMethod("load")
                            .invoke(null))
                    .cause()
                    .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("NativeAccessException"))
                    .hasMessageContaining("jnr");
        }
    }

    private static URLClassLoader classPathWithout(String fileNameStart) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().startsWith(fileNameStart)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
