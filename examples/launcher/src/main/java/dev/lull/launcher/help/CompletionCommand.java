package dev.lull.launcher.help;

import dev.lull.launcher.console.ProgramVersion;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lull completion}: what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Prints what makes a shell complete Lull's commands and options.",
        footer = {
            "",
            "bash: source <(lull completion bash)",
            "zsh:  source <(lull completion zsh), after compinit",
        })
public final class CompletionCommand implements Runnable {

    /** The shells that are known; one script serves both. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads the name of a shell. */
    static final class ShellName implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String text) {
            for (Shell shell : Shell.values()) {
                if (shell.toString().equals(text)) {
                    return shell;
                }
            }
            throw new TypeConversionException("\"" + text + "\" is not a shell that is known, expected bash or zsh");
        }
    }

    private final PrintStream out = System.out;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", converter = ShellName.class, description = "The shell.")
    private Shell shell = Shell.BASH;

    @Override
    public void run() {
        if (spec != null) {
            out.print(script(spec.root(), shell));
        }
    }

    /** Returns the script: one of bash 4 or newer, which zsh reads through its own bashcompinit. */
    static String script(CommandSpec program, Shell shell) {
        // The first line lets compinit find it in a folder of functions.
        String first = shell == Shell.ZSH ? "#compdef " + program.name() + "\n" : "";
        return first + AutoComplete.bash(program.name(), program.commandLine());
    }
}
