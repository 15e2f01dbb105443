package dev.lull.ebpf.kernel;

import java.util.Map;

/**
 * Whatever is said to be the compiled kernel program, it is parsed or refused as damaged, in one line; what was parsed can
 * be made ready for the kernel, which then judges it.
 */
public final class ObjectFileFuzz {

    private static final int SOME_HELPER = 5;

    private ObjectFileFuzz() {}

    /**
     * Tries an input: what Jazzer calls.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ObjectFile object = ObjectFile.parse(input);
            for (ProgramKind kind : ProgramKind.values()) {
                prepare(object, kind);
            }
        } catch (DamagedObjectException e) {
            requireOneLine(e);
        }
    }

    private static void prepare(ObjectFile object, ProgramKind kind) {
        try {
            ProgramCode code =
                    object.program(kind.section()).without(SOME_HELPER, 0).withoutFetching();
            int bytes = code.bind(Map.of()).length;
            if (bytes != code.instructionCount() * ProgramCode.INSTRUCTION_BYTES) {
                throw new AssertionError(bytes + " bytes of " + code.instructionCount() + " instructions");
            }
        } catch (DamagedObjectException e) {
            requireOneLine(e);
        }
    }

    private static void requireOneLine(DamagedObjectException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains("is damaged: ") || message.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a message that is not one line: " + message, e);
        }
    }
}
