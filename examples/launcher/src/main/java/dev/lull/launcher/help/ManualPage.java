package dev.lull.launcher.help;

import dev.lull.launcher.console.ProgramVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command's manual page, as man(7) writes it, from what its options say of themselves. */
final class ManualPage {

    private final StringBuilder page = new StringBuilder();
    private final CommandSpec command;

    private ManualPage(CommandSpec command) {
        this.command = command;
    }

    /** Returns a page's name, such as {@code lull-run}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    static String of(CommandSpec command) {
        return new ManualPage(command).write();
    }

    private String write() {
        String name = name(command);
        String description = String.join(" ", command.usageMessage().description());
        macro("TH", name.toUpperCase(Locale.ROOT), "1", "", "Lull " + ProgramVersion.text(), "Lull");
        macro("SH", "NAME");
        line(name + " - " + summary(description));
        macro("SH", "SYNOPSIS");
        asItIs(new CommandLine.Help(command, Ansi.OFF).synopsis(0).lines().toList());
        macro("SH", "DESCRIPTION");
        line(description);
        commands();
        macro("SH", "OPTIONS");
        command.options().stream().filter(option -> !option.hidden()).forEach(this::option);
        notes();
        boolean isProgram = command.parent() == null;
        if (isProgram) {
            for (HelpTopic topic : HelpTopic.values()) {
                macro("SH", topic.toString().replace('-', ' ').toUpperCase(Locale.ROOT));
                line(topic.title());
                macro("PP");
                asItIs(topic.body());
            }
        }
        macro("SH", "SEE ALSO");
        line(isProgram ? pages() : "lull(1)");
        return page.toString();
    }

    private static String summary(String description) {
        int end = description.endsWith(".") ? description.length() - 1 : description.length();
        return description.substring(0, end);
    }

    private List<CommandSpec> shown() {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(each -> !each.usageMessage().hidden())
                .toList();
    }

    private String pages() {
        return shown().stream().map(each -> name(each) + "(1)").collect(Collectors.joining(", "));
    }

    private void commands() {
        if (shown().isEmpty()) {
            return;
        }
        macro("SH", "COMMANDS");
        for (CommandSpec each : shown()) {
            macro("TP");
            bold(each.name());
            line(String.join(" ", each.usageMessage().description()));
        }
    }

    private void option(OptionSpec option) {
        macro("TP");
        String value = option.arity().max() == 0 ? "" : " \\fI" + escape(option.paramLabel()) + "\\fR";
        String names = Arrays.stream(option.names())
                .map(name -> "\\fB" + escape(name) + "\\fR")
                .collect(Collectors.joining(", "));
        page.append(names).append(value).append('\n');
        line(String.join(" ", option.description()));
    }

    private void notes() {
        List<String> notes = Arrays.stream(command.usageMessage().footer())
                .dropWhile(String::isEmpty)
                .toList();
        if (!notes.isEmpty()) {
            macro("SH", "NOTES");
            asItIs(notes);
        }
    }

    private void asItIs(List<String> lines) {
        macro("nf");
        lines.forEach(this::line);
        macro("fi");
    }

    private void bold(String text) {
        page.append("\\fB").append(escape(text)).append("\\fR\n");
    }

    private void line(String text) {
        // What begins with one of these two would be a request.
        page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
                .append(escape(text))
                .append('\n');
    }

    private void macro(String name, String... arguments) {
        page.append('.').append(name);
        for (String argument : arguments) {
            page.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
        }
        page.append('\n');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
