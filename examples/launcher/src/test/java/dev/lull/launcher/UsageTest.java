package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong use gets one clear line and exit code 64. */
class UsageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run                                     | lull run: nothing to watch: give --port PORT",
                "run --port 0                            | lull run: --port: \"0\" is not a port, expected a number from 1 to 65535",
                "run --port 70000                        | lull run: --port: \"70000\" is not a port",
                "run --listen 127.0.0.1:22 --to 127.0.0.1:22 | lull run: --to: ",
                "run --listen 22 --to 127.0.0.2:23 --max-connections 0 | lull run: --max-connections: \"0\", expected a number from 1",
                "run --listen 22 --to 127.0.0.2:23 --send-proxy v3 | lull run: --send-proxy: \"v3\", expected v1, v2",
                "run --port banana                       | lull run: --port: \"banana\" is not a port",
                "run --port                              | lull run: missing required parameter for option '--port' (PORT)",
                "run --port 22 --name h1                 | lull run: --name: \"h1\" is not a name",
                "run --port 22 --name a/b                | lull run: --name: \"a/b\" is not a name",
                "run --port 22 --control=                | lull run: --control: is empty, expected a path, or none",
                "hold                                    | lull hold: missing required parameter: 'DURATION'",
                "hold banana                             | lull hold: ",
                "release x y                             | lull release: \"x\" is not a hold's id, expected one such as h1",
                "release h1 --all                        | lull release: --all and h1 exclude each other",
                "run --port 22 --idle 0                  | lull run: --idle: \"0\"",
                "run --port 22 --idle 0s                 | lull run: --idle: \"0s\" is nothing, expected a duration above zero",
                "run --port 22 --idle banana             | lull run: --idle: \"banana\" is not a duration",
                "run --port 22 --idle 9999999999d        | lull run: --idle: \"9999999999d\" is too long",
                "run --port 22 --idle -5s                | lull run: --idle: \"-5s\" is not a duration",
                "run --port 22 --check-interval 0s       | lull run: --check-interval: \"0s\" is nothing",
                "run --port 22 --startup-grace soon      | lull run: --startup-grace: \"soon\" is not a duration",
                "run --port 22 --kill-after never        | lull run: --kill-after: \"never\" is not a duration",
                "run --port 22 --stop-signal BANANA      | lull run: --stop-signal: \"BANANA\" is not a signal, expected one of HUP, INT, QUIT",
                "run --port 22 --max-unreadable 0s       | lull run: --max-unreadable: \"0s\" is nothing",
                "run --port 22 --strategy magic          | lull run: --strategy: \"magic\" is not known here, expected one of ",
                "run --port 22 --strategy procfs,magic   | lull run: --strategy: \"magic\" is not known here",
                "run --port 22 --strategy procfs,        | lull run: --strategy: \"procfs,\" has an empty name",
                "run --port 22 --ignore 10.0.0.0/33      | lull run: --ignore: ",
                "run --port 22 --ignore localhost        | lull run: --ignore: ",
                "run --port 22 --min-traffic 1KB         | lull run: --min-traffic: \"1KB\" has no duration",
                "run --port 22 --probe 2s                | lull run: --probe: \"2s\" has no bytes, expected DURATION/BYTES",
                "run --port 22 --probe 1KB/2s            | lull run: --probe: \"2s\" is not a number of bytes",
                "run --port 22 --probe 2s/0              | lull run: --probe: \"2s/0\" leaves out nothing",
                "run --port 22 --probe 0s/1KB            | lull run: --probe: \"0s\" is nothing",
                "run --port 22 --frobnicate              | lull run: unknown option --frobnicate",
                "run --port 22 --metrics banana          | lull run: --metrics: \"banana\" is not a port",
                "run --port 22 --metrics 0               | lull run: --metrics: \"0\" is not a port",
                "run --port 22 --metrics no.such.host.invalid:9 | lull run: --metrics: \"no.such.host.invalid\" is no known address",
                "run --port 22 --metrics 22              | lull run: --metrics: port 22 is the service's",
                "run --listen 2222 --to 127.0.0.1:22 --metrics 2222 | lull run: --metrics: port 2222 is the service's",
                "run --listen 2222 --to 127.0.0.1:22 --metrics 22 | lull run: --metrics: port 22 is the service's",
                "run --port 22 --idl 5s                  | lull run: unknown option --idl, did you mean --idle?",
                "run --prot 22                           | lull run: unknown option --prot, did you mean --port?",
                "run --prot=22                           | lull run: unknown option --prot, did you mean --port?",
                "run --port 22 --check 5s                | lull run: unknown option --check, did you mean --check-interval?",
                "run --port 22 --json                    | lull run: unknown option --json, which is one of lull status",
                "--port 22                               | lull: unknown option --port, which is one of lull run",
                "rnu --port 22                           | lull: unknown command rnu, did you mean run?",
                "help dor                                | lull help: nothing is known of dor, did you mean door?",
                "help everything                         | lull help: nothing is known of everything, expected one of strategies, ",
                "completion fish                         | lull completion: invalid value for positional parameter",
                "run --port 22 -q -v                     | lull run: --quiet and --verbose exclude each other",
                "run --port 22 --log-format xml          | lull run: --log-format: \"xml\", expected text or json",
                "run --port 22 --listen 2222 --to a:22   | lull run: --port and --listen exclude each other",
                "run --listen 2222                       | lull run: --listen: needs --to ADDR:PORT",
                "run --to 127.0.0.1:22                   | lull run: --to: needs --listen [ADDR:]PORT",
                "run --listen 0 --to 127.0.0.1:22        | lull run: --listen: \"0\" is not a port",
                "run --listen 2222 --to 22               | lull run: --to: \"22\" has no port",
                "run --listen 2222 --to a:22 --strategy procfs | lull run: --strategy: procfs looks from beside the path",
                "run --port 22 --on-idle stop-command    | lull run: --on-idle stop-command: there is no COMMAND to stop",
                "run --port 22 --on-idle freeze          | lull run: --on-idle freeze: there is no COMMAND to freeze",
                "run --port 22 --freeze-after 5s         | lull run: --freeze-after: there is no COMMAND to freeze",
                "run --port 22 --freeze-after 60s -- true | lull run: --freeze-after: 1m, expected less than --idle, which is 1m",
                "run --port 22 --freeze-after 5s --on-idle freeze -- true | lull run: --freeze-after: --on-idle freeze freezes after --idle",
                "run --port 22 --ready-when tcp -- true  | lull run: --ready-when: needs --on-idle stop-command",
                "run --port 22 --ready-when file: -- true | lull run: --ready-when: \"file:\" has no path",
                "run --port 22 --ready-when http:x -- true | lull run: --ready-when: \"http:x\" names no host and port",
                "run --port 22 --ready-when= -- true     | lull run: --ready-when: is empty, expected tcp",
                "run --port 22 --start-timeout 0s -- true | lull run: --start-timeout: \"0s\" is nothing",
                "run --port 22 --start-timeout 5s -- true | lull run: --start-timeout: needs --on-idle stop-command",
                "run --port 22 --min-uptime 5s -- true   | lull run: --min-uptime: needs --on-idle stop-command or freeze",
                "run --port 22 --min-sleep 5s -- true    | lull run: --min-sleep: needs --on-idle stop-command or freeze",
                "run --port 22 --wake-for me -- true     | lull run: --wake-for: \"me\", expected counted, everybody",
                "run --port 22 --wake-for counted -- true | lull run: --wake-for: needs --on-idle stop-command or freeze",
                "run --port 22 --max-starts 5 -- true    | lull run: --max-starts: \"5\" has no duration",
                "run --port 22 --max-starts 0/1h -- true | lull run: --max-starts: \"0\" is not a number from 1 on",
                "run --port 22 --max-starts 5/1h -- true | lull run: --max-starts: needs --on-idle stop-command",
                "run --port 22 --user root               | lull run: --user: there is no COMMAND to run as root",
                "run --port 22 --user no-such -- true    | lull run: --user: \"no-such\" is not a user of this system, expected NAME or NAME:GROUP",
                "run --port 22 --user root:no-such -- true | lull run: --user: \"no-such\" is not a group of this system, expected NAME or NAME:GROUP",
                "run --port 22 --user -x -- true         | lull run: --user: \"-x\" is not a user of this system",
                "run --port 22 --door-timeout 0s         | lull run: --door-timeout: \"0s\" is nothing",
                "run --port 22 --door-timeout 25h        | lull run: --door-timeout: 1d1h, expected at most a day",
                "run --port 22 --before-stop=            | lull run: --before-stop: \"\" is empty, expected a line",
                "run --port 22 --warn 60s                | lull run: --warn: 1m, expected less than --idle, which is 1m",
                "run --port 22 --warn-command true       | lull run: --warn-command: needs --warn DURATION",
                "run --port 22 --veto-for 5m             | lull run: --veto-for: needs --before-stop COMMAND",
                "run --port 22 --hold backup             | lull run: --hold: \"backup\" is no kind of hold, expected KIND:VALUE with one of process, user,",
                "run --port 22 --hold moon:full          | lull run: --hold: \"moon:full\" is no kind of hold",
                "run --port 22 --hold process:           | lull run: --hold: \"process:\" has no value, expected the name of a process, or /PIDFILE",
                "run --port 22 --hold user:              | lull run: --hold: \"user:\" has no value, expected the name of a user, or *",
                "run --port 22 --hold load:high          | lull run: --hold: \"load:high\" has no threshold, expected a load such as 1.5",
                "run --port 22 --hold load:100%          | lull run: --hold: \"load:100%\" is never exceeded, expected below 100%",
                "run --port 22 --hold file:/a@0s         | lull run: --hold: \"0s\" is nothing",
                "run --port 22 --hold file:              | lull run: --hold: \"file:\" has no value, expected a path",
                "run --port 22 --hold tmux:work          | lull run: --hold: \"tmux:work\" says not which sessions, expected tmux:any or tmux:attached",
                "run --port 22 --hold hours:always       | lull run: --hold: \"always\": expected hours such as Mo-Fr 08:00-18:00 Europe/Berlin",
                "run --port 22 --hold http:x             | lull run: --hold: \"http:x\" cannot be asked, expected a URL such as",
                "run --port 22 --hold http://10.0.0.1:22/busy | lull run: --hold: \"http://10.0.0.1:22/busy\" asks at a watched port, which counts as use",
                "run --listen 2222 --to a:22 --hold http://a:2222/ | lull run: --hold: \"http://a:2222/\" asks through the relay, which counts as use",
                "run --port 22 --hold inhibitor:IDLE     | lull run: --hold: \"inhibitor:IDLE\" names no lock",
                "run --port 22 --hold user:* --idle-when any | lull run: --idle-when: needs two of --hold KIND:VALUE",
                "run --port 22 --idle-when never         | lull run: --idle-when: \"never\", expected all, any",
                "run --port 22 --hold user:* --check-interval 2m | lull run: --hold: needs a --check-interval of at most 1m, which is 2m",
                "run --port 22 --events /nowhere/events  | lull run: --events: cannot write to /nowhere/events: no such directory",
                "run --port 22 --events /                | lull run: --events: cannot write to /: ",
                "run --port 22 --idle 5s --idle 6s       | lull run: option '--idle' (DURATION) should be specified only once",
                "run --port 22 --                        | lull run: COMMAND is empty: name a program after --",
                "run --port 22 -- \"\"                     | lull run: COMMAND is empty: name a program after --",
                "doctor --verbose                        | lull doctor: unknown option --verbose",
                "doctor now                              | lull doctor: unknown command now",
                "demo --fast                             | lull demo: unknown option --fast",
                "bench --only procfs,up2                 | lull bench: --only: \"up2\" is unknown, expected some of direct, idle-jvm, ebpf",
                "bench --rounds 0                        | lull bench: --rounds: 0, expected at least 1",
                "bench --stops 0                         | lull bench: --stops: 0, expected at least 1",
                "bench compare /nowhere/a.json /nowhere/b.json | lull bench compare: /nowhere/a.json: ",
                "watsh                                   | lull: unknown command watsh, did you mean watch?",
                "watch mine --port 22                    | lull watch: --port and mine exclude each other",
                "watch --strategy procfs                 | lull watch: --strategy: needs --port PORT",
                "watch --port 22 --strategy magic        | lull watch: --strategy: \"magic\" is not known here",
                "watch --port 22 --strategy proxy        | lull watch: --strategy: proxy stands in the path, which needs --listen",
                "watch --interval 1ms                    | lull watch: --interval: 1ms, expected at least 100ms",
                "''                                      | lull: no command: expected run, config, status, watch, hold, release, stop, wake, list, doctor, demo or bench"
            })
    void saysInOneLineWhatIsWrong(String arguments, String message) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = LullCommand.execute(
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                Arrays.stream(arguments.split(" +"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> word.equals("\"\"") ? "" : word)
                        .toArray(String[]::new));
        String text = errors.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith(message).endsWith(" --help\")\n");
        assertThat(text.lines()).hasSize(1);
        assertThat(code).isEqualTo(64);
    }

    @Test
    void showsControlCharactersAndStaysOnOneLine() {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        LullCommand.execute(
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                "run",
                "--port",
                "22",
                "--idle",
                "5\n\u001b[1ms");
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("lull run: --idle: \"5\\n\\u001b[1ms\" is not a duration")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --listen 2222 --to a:22 --refuse 10.0.0.0/33 | lull run: --refuse: cidr: \"10.0.0.0/33\", expected a prefix length",
                "run --listen 2222 --to a:22 --refuse localhost | lull run: --refuse: cidr: \"localhost\", expected an address or a block",
                "run --listen 2222 --to a:22 --max-connections 0 | lull run: --max-connections: \"0\", expected a number from 1",
                "run --listen 2222 --to a:22 --max-connections -3 | lull run: --max-connections: \"-3\", expected a number from 1",
                "run --listen 2222 --to a:22 --max-connections many | lull run: --max-connections: \"many\", expected a number from 1",
                "run --listen 2222 --to a:22 --max-connections 9999999999 | lull run: --max-connections: \"9999999999\", expected a number from 1",
                "run --listen 2222 --to a:22 --max-connections | lull run: missing required parameter for option '--max-connections' (N)",
                "run --listen 2222 --to a:22 --connection-idle-timeout 0s | lull run: --connection-idle-timeout: \"0s\" is nothing",
                "run --listen 2222 --to a:22 --connection-idle-timeout 400d | lull run: --connection-idle-timeout: \"400d\" is too long, expected at most 366d",
                "run --listen 2222 --to a:22 --first-byte-timeout 0 | lull run: --first-byte-timeout: \"0\" is not a duration",
                "run --listen 2222 --to a:22 --first-byte-timeout 0s | lull run: --first-byte-timeout: \"0s\" is nothing",
                "run --listen 2222 --to a:22 --first-byte-timeout soon | lull run: --first-byte-timeout: \"soon\" is not a duration",
                "run --listen 2222 --to a:22 --first-byte-timeout 1s --first-byte-timeout 2s | lull run: option '--first-byte-timeout' (DURATION) should be specified only once",
                "run --listen 2222 --to a:22 --connect-timeout -1s | lull run: --connect-timeout: \"-1s\" is not a duration",
                "run --listen 2222 --to a:22 --connect-timeout 400d | lull run: --connect-timeout: \"400d\" is too long, expected at most 366d",
                "run --listen 2222 --to a:22 --proxy-protocol on | lull run: --proxy-protocol: \"on\", expected accept, off, optional",
                "run --listen 2222 --to a:22 --proxy-protocol accept --proxy-protocol-from lb | lull run: --proxy-protocol-from: cidr: \"lb\", expected an address or a block",
                "run --port 22 --proxy-protocol-from 10.0.0.0/8 | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --listen 2222 --to a:22 --send-proxy v3 | lull run: --send-proxy: \"v3\", expected v1, v2",
                "run --listen 2222 --to a:22 --data-path SPLICE | lull run: --data-path: \"SPLICE\", expected auto, copy, splice",
                "run --port 22 --max-connections 5 | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --connection-idle-timeout 1h | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --first-byte-timeout 5s | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --connect-timeout 5s | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --proxy-protocol accept | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --send-proxy v1 | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --data-path copy | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --port 22 --refuse 10.0.0.0/8 | lull run: the relay's options need --listen [ADDR:]PORT --to ADDR:PORT",
                "run --data-path copy | lull run: nothing to watch"
            })
    void saysInOneLineWhatIsWrongWithTheRelaysOptions(String arguments, String message) {
        saysInOneLineWhatIsWrong(arguments, message);
    }
}
