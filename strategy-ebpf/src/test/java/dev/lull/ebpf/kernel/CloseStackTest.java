package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloseStackTest {

    @Test
    void closesTheRestWhenOneThrows() {
        List<String> order = new ArrayList<>();
        CloseStack stack = new CloseStack();
        stack.add(() -> order.add("last"));
        stack.add(() -> {
            throw new IllegalStateException("on purpose");
        });
        stack.add(() -> order.add("first"));
        assertThatCode(stack::close).doesNotThrowAnyException();
        assertThat(order).containsExactly("first", "last");
    }
}
