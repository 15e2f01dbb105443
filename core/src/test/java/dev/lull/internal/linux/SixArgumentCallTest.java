package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * jnr-ffi's x86-64 stub hands garbage to the sixth argument of a function with six primitive ones. This shows that the
 * form in which {@link LibC} declares mmap(2) is sound, and that nobody declares the other.
 */
@ExtendWith(LeakCheck.class)
class SixArgumentCallTest {

    private static final int SC_PAGESIZE = 30;
    private static final int PROT_READ = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int SIX = 6;

    @TempDir
    private Path directory;

    @Test
    void mapsTheRightPageOfAFileByTheSixthArgument() throws Exception {
        Require.that("procfs", System.getProperty("os.name", "").equals("Linux"), "the constants are Linux's");
        LibC libC = SystemCalls.load();
        int page = (int) libC.sysconf(SC_PAGESIZE);
        Path file = directory.resolve("pages");
        byte[] bytes = new byte[4 * page];
        for (int i = 0; i < 4; i++) {
            Arrays.fill(bytes, i * page, (i + 1) * page, (byte) ('a' + i));
        }
        Files.write(file, bytes);
        int number = SystemCalls.check(libC.open(file.toString(), 0), "open");
        try (OwnedDescriptor descriptor = new OwnedDescriptor(libC, number, "the file")) {
            for (int i = 0; i < 4; i++) {
                Pointer anywhere = Pointer.wrap(Runtime.getSystemRuntime(), 0L);
                Pointer mapped =
                        libC.mmap(anywhere, page, PROT_READ, MAP_PRIVATE, descriptor.number(), (long) i * page);
                assertThat(mapped.address()).as("mmap of page %d", i).isNotEqualTo(-1L);
                assertThat(mapped.getByte(0)).isEqualTo((byte) ('a' + i));
                assertThat(mapped.getByte(page - 1L)).isEqualTo((byte) ('a' + i));
                assertThat(libC.munmap(mapped, page)).isZero();
            }
        }
    }

    @Test
    void noFunctionIsDeclaredWithSixOrMorePrimitiveArguments() {
        assertThat(LibC.class.getMethods()).isNotEmpty().noneMatch(SixArgumentCallTest::isUnsound);
    }

    @Test
    void theFormThatIsUnsoundIsRecognised() throws NoSuchMethodException {
        Method unsound =
                Unsound.class.getMethod("mmap", long.class, long.class, int.class, int.class, int.class, long.class);
        assertThat(isUnsound(unsound)).isTrue();
    }

    private static boolean isUnsound(Method function) {
        Class<?>[] parameters = function.getParameterTypes();
        return parameters.length >= SIX && Arrays.stream(parameters).allMatch(Class::isPrimitive);
    }

    /** Never bound to anything. */
    interface Unsound {
        long mmap(long address, long length, int protection, int flags, int fd, long offset);
    }
}
