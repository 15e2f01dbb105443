package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

final class MembarrierTest {

    @Test
    void isGrantedByThisKernel() throws Exception {
        Require.that("linux", System.getProperty("os.name").equals("Linux"), "membarrier(2) is Linux's");
        LibC libC = SystemCalls.load();
        long commands =
                libC.syscall(Membarrier.number(System.getProperty("os.arch")).orElseThrow(), 0, 0, 0);
        assertThat(commands & 1).as("MEMBARRIER_CMD_QUERY: %x", commands).isEqualTo(1);
        Membarrier.awaitPacketsInProgress(libC);
    }

    @Test
    void hasTheNumberOfEachArchitecture() {
        assertThat(Membarrier.number("amd64")).hasValue(324);
        assertThat(Membarrier.number("aarch64")).hasValue(283);
        assertThat(Membarrier.number("i386")).as("283 is kexec_load there").isEmpty();
    }

    @Test
    void waitsWhereItIsRefusedAndKeepsAnInterruptForTheCaller() throws Exception {
        LibC refusing = (LibC) Proxy.newProxyInstance(
                LibC.class.getClassLoader(), new Class<?>[] {LibC.class}, (proxy, method, arguments) -> -1L);
        SystemCalls.load();
        long before = System.nanoTime();
        Thread.currentThread().interrupt();
        Membarrier.awaitPacketsInProgress(refusing);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Membarrier.SUBSTITUTE_NANOS);
    }
}
