package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lull.contract.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "Linux system calls")
final class OwnedDescriptorTest {

    private LibC libC;

    @BeforeEach
    void load() throws NativeAccessException {
        libC = SystemCalls.load();
    }

    private OwnedDescriptor open() throws SystemCallException {
        return new OwnedDescriptor(libC, SystemCalls.check(libC.eventfd(0, 0), "eventfd"), "the wake-up");
    }

    @Test
    void closesItsDescriptor() throws Exception {
        OwnedDescriptor descriptor = open();
        Path link = Path.of("/proc/self/fd", String.valueOf(descriptor.number()));
        assertThat(Files.readSymbolicLink(link)).hasToString("anon_inode:[eventfd]");
        assertThat(descriptor).hasToString("the wake-up (descriptor " + descriptor.number() + ")");
        descriptor.close();
        assertThat(Files.notExists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(descriptor).hasToString("the wake-up (closed)");
    }

    @Test
    void doesNotCloseTheNextOwnersDescriptorWhenClosedTwice() throws Exception {
        OwnedDescriptor first = open();
        int number = first.number();
        first.close();
        try (OwnedDescriptor second = open()) {
            first.close();
            assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(second.number()))))
                    .hasToString("anon_inode:[eventfd]");
            assertThat(number)
                    .as("most often the kernel gives the same number again")
                    .isNotNegative();
        }
    }

    @Test
    void refusesUseAfterClose() throws Exception {
        OwnedDescriptor descriptor = open();
        descriptor.close();
        assertThatIllegalStateException().isThrownBy(descriptor::number).withMessage("the wake-up is closed");
    }
}
