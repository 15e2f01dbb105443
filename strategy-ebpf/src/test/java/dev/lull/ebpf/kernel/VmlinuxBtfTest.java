package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VmlinuxBtfTest {

    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    @Test
    void findsTheNumberThatBpftoolFinds() throws Exception {
        Require.that("ebpf", Files.isReadable(VMLINUX), VMLINUX + " is missing");
        Require.that("ebpf", Require.hasProgram("bpftool"), "bpftool is not installed");
        Process bpftool = new ProcessBuilder("bpftool", "btf", "dump", "file", VMLINUX.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dump = new String(bpftool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String line = dump.lines()
                .filter(text -> text.contains(" FUNC 'bpf_iter_tcp' "))
                .findFirst()
                .orElseThrow();
        int expected = Integer.parseInt(line.substring(1, line.indexOf(']')));
        assertThat(VmlinuxBtf.functionId(Files.readAllBytes(VMLINUX), "bpf_iter_tcp"))
                .hasValue(expected);
    }

    @Test
    void findsNothingInWhatIsNoBtf() {
        assertThat(VmlinuxBtf.functionId(new byte[0], "bpf_iter_tcp")).isEmpty();
        assertThat(VmlinuxBtf.functionId(new byte[100], "bpf_iter_tcp")).isEmpty();
        byte[] noise = new byte[4096];
        new Random(1).nextBytes(noise);
        noise[0] = (byte) 0x9f;
        noise[1] = (byte) 0xeb;
        assertThat(VmlinuxBtf.functionId(noise, "bpf_iter_tcp")).isEmpty();
    }

    @Test
    void findsNothingInCutOffBtf() throws Exception {
        Require.that("ebpf", Files.isReadable(VMLINUX), VMLINUX + " is missing");
        byte[] half = Arrays.copyOf(Files.readAllBytes(VMLINUX), 100_000);
        assertThat(VmlinuxBtf.functionId(half, "no_such_function")).isEmpty();
    }
}
