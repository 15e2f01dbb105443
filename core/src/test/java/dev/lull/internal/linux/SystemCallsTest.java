package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class SystemCallsTest {

    private static List<Field> errorNumbers() {
        return Arrays.stream(Errno.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == int.class)
                .toList();
    }

    @Test
    void namesEachErrorNumberAsItIsCalled() throws Exception {
        assertThat(errorNumbers()).hasSizeGreaterThan(20);
        for (Field field : errorNumbers()) {
            assertThat(Errno.name(field.getInt(null))).isEqualTo(field.getName());
        }
        assertThat(Errno.name(517)).isEqualTo("errno 517");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Linux system calls")
    void givesEachErrorTheNumberThatTheCLibraryKnowsItBy() throws Exception {
        LibC libC = SystemCalls.load();
        assertThat(libC.strerror(Errno.EPERM)).isEqualTo("Operation not permitted");
        assertThat(libC.strerror(Errno.EAFNOSUPPORT)).isEqualTo("Address family not supported by protocol");
        assertThat(libC.strerror(Errno.ENOBUFS)).isEqualTo("No buffer space available");
        assertThat(libC.strerror(Errno.EINPROGRESS)).isEqualTo("Operation now in progress");
        for (Field field : errorNumbers()) {
            assertThat(libC.strerror(field.getInt(null))).as(field.getName()).doesNotContain("Unknown");
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Linux system calls")
    void saysWhichCallFailedAndWhatTheKernelAnswered() throws Exception {
        LibC libC = SystemCalls.load();
        assertThat(SystemCalls.load()).isSameAs(libC);
        assertThat(SystemCalls.check(5, "read")).isEqualTo(5);
        assertThat(SystemCalls.check(1L << 40, "read")).isEqualTo(1L << 40);
        assertThat(SystemCalls.check(0, "read")).isZero();
        assertThatThrownBy(() -> SystemCalls.check(libC.close(-1), "close(-1)"))
                .isInstanceOfSatisfying(SystemCallException.class, failure -> {
                    assertThat(failure.errno()).isEqualTo(Errno.EBADF);
                    assertThat(failure.call()).isEqualTo("close(-1)");
                })
                .hasMessage("close(-1): EBADF: Bad file descriptor");
        assertThatThrownBy(() -> SystemCalls.check(libC.open("/no/such/file", 0), "open(/no/such/file)"))
                .hasMessage("open(/no/such/file): ENOENT: No such file or directory");
    }

    @Test
    void saysInOneLineWhyNativeCodeCannotBeLoaded() {
        Throwable root = new UnsatisfiedLinkError("libjffi.so: failed to map segment\n\tat a stack trace");
        Throwable thrown = new IllegalStateException("wrapped", new RuntimeException(root));
        String reason = NativeAccessException.reason(thrown);
        assertThat(reason).isEqualTo("UnsatisfiedLinkError: libjffi.so: failed to map segment");
        NativeAccessException exception = new NativeAccessException(reason);
        assertThat(exception).hasMessage("jnr-ffi cannot be loaded: " + reason);
        assertThat(exception.cure())
                .contains("--enable-native-access", "noexec")
                .hasLineCount(1);
        assertThat(NativeAccessException.cure(true))
                .contains("module path", "--enable-native-access=org.jnrproject.jffi", "noexec");
        assertThat(NativeAccessException.reason(new NoClassDefFoundError())).isEqualTo("NoClassDefFoundError");
        assertThat(NativeAccessException.reason(new RuntimeException("\r\nlater")))
                .hasLineCount(1);
    }
}
