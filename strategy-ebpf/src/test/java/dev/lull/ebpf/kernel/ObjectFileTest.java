package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ebpf.RequireEbpf;
import dev.lull.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Wrong objects never harm. */
final class ObjectFileTest {

    private static byte[] elf() {
        try {
            return ObjectFile.resource(ObjectFile.NAME);
        } catch (DamagedObjectException e) {
            throw new AssertionError(e);
        }
    }

    /** Each digest is of the whole object: in the short suite one bit of so many, in all places of a byte. */
    private static final int DIGESTED = Boolean.getBoolean("lull.long") ? 1 : 37;

    @Test
    void takesTheObjectInTheJar() throws Exception {
        ObjectFile object = ObjectFile.bundled();
        for (ProgramKind kind : ProgramKind.values()) {
            assertThat(object.program(kind.section()).instructionCount()).isPositive();
        }
    }

    @Test
    void holdsNoNameOfTheMachineThatItWasBuiltOn() {
        String text = new String(elf(), StandardCharsets.ISO_8859_1);
        for (String trace : List.of("/usr", "/home", "/root", "/tmp", "clang version")) {
            assertThat(text.contains(trace)).as(trace).isFalse();
        }
    }

    @Test
    void refusesTheObjectWithAnySingleBitFlipped() throws Exception {
        byte[] elf = elf();
        String digest = ObjectFile.sha256(elf);
        for (int bit = 0; bit < elf.length * Byte.SIZE; bit += DIGESTED) {
            flip(elf, bit);
            assertThatThrownBy(() -> ObjectFile.verified(elf, digest)).isInstanceOf(DamagedObjectException.class);
            flip(elf, bit);
        }
        assertThat(ObjectFile.verified(elf, digest)).isNotNull();
    }

    @Test
    void saysThatACutOffObjectIsDamaged() {
        byte[] elf = elf();
        for (int length = 0; length < elf.length; length++) {
            byte[] cut = Arrays.copyOf(elf, length);
            assertThatThrownBy(() -> ObjectFile.parse(cut))
                    .isInstanceOf(DamagedObjectException.class)
                    .hasMessageContaining(ObjectFile.NAME + " is damaged");
        }
    }

    /** Without the digest: what then gets through is for the verifier to judge. */
    @Test
    void parsesEveryFlippedBitOrSaysThatItIsDamaged() {
        byte[] elf = elf();
        for (int bit = 0; bit < elf.length * Byte.SIZE; bit++) {
            flip(elf, bit);
            parseOrRefuse(elf, "bit " + bit);
            flip(elf, bit);
        }
    }

    @Test
    void parsesRandomDamageOrSaysThatItIsDamaged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] elf = elf();
            int changes = 1 + random.nextInt(20);
            for (int j = 0; j < changes; j++) {
                elf[random.nextInt(elf.length)] = (byte) random.nextInt();
            }
            parseOrRefuse(elf, "seed " + seed + ", number " + i);
        }
    }

    private static void parseOrRefuse(byte[] elf, String which) {
        assertThatCode(() -> {
                    try {
                        ObjectFile.parse(elf);
                    } catch (DamagedObjectException expected) {
                        assertThat(expected).hasMessageContaining("damaged");
                    }
                })
                .as(which)
                .doesNotThrowAnyException();
    }

    /** {@link LongFuzzTest} tries millions. */
    @Test
    void makesReadyWhatItParsedOfRandomDamage() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] elf = elf();
            elf[random.nextInt(elf.length)] = (byte) random.nextInt();
            ObjectFileFuzz.fuzzerTestOneInput(elf);
        }
    }

    /** The ELF reader would make an array of as many buckets as such a section says that it has. */
    @Test
    void refusesASectionThatOnlyLinkersWrite() {
        byte[] elf = elf();
        ByteBuffer object = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        int secondHeader = (int) object.getLong(40) + 64;
        object.putInt(secondHeader + 4, 5);
        assertThatThrownBy(() -> ObjectFile.parse(elf))
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageEndingWith("section 1 has type 5, expected one that compilers write");
    }

    @Test
    void letsTheKernelJudgeDamagedInstructions() throws Exception {
        RequireEbpf.here();
        Kernel kernel = Kernel.load();
        List<Path> cgroups = new CgroupFinder(Path.of("/proc")).candidates();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] elf = elf();
            // The first program's instructions begin right behind the ELF header.
            flip(elf, (64 + random.nextInt(2000)) * Byte.SIZE + random.nextInt(Byte.SIZE));
            try (KernelSide opened = KernelSide.open(
                    kernel,
                    ObjectFile.parse(elf),
                    WatchConfig.ofNothing(OptionalLong.empty()),
                    cgroups,
                    false,
                    new RefusalDiagnosis(Path.of("/proc")))) {
                assertThat(opened.description()).isNotBlank();
            } catch (UnavailableException | DamagedObjectException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void endsTheVerifiersRefusalWithItsLastWords() throws Exception {
        RequireEbpf.here();
        byte[] readsARegisterThatWasNeverSet = {
            (byte) 0xbf, (byte) 0x90, 0, 0, 0, 0, 0, 0, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0
        };
        assertThatThrownBy(() -> BpfProgram.load(Kernel.load(), ProgramKind.WATCH, readsARegisterThatWasNeverSet))
                .isInstanceOfSatisfying(ProgramRejectedException.class, rejected -> {
                    assertThat(rejected).hasMessageContaining("BPF_PROG_LOAD").hasMessageEndingWith("R9 !read_ok");
                    assertThat(rejected.log()).contains("R9 !read_ok", "processed");
                });
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
}
