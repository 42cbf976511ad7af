package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.etcd.CommandLine.HelpWanted;
import dev.keelson.launcher.etcd.CommandLine.Misused;
import dev.keelson.launcher.etcd.CommandLine.Parsed;
import dev.keelson.launcher.etcd.CommandLine.Stray;
import dev.keelson.launcher.etcd.CommandLine.VersionWanted;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Go's flag package makes of the same words; the lines are those of etcd 3.5 run beside. */
class CommandLineTest {
  @ParameterizedTest
  @MethodSource
  void words_become_what_go_makes_of_them(String words, CommandLine expected) {
    List<String> list = words.isEmpty() ? List.of() : List.of(words.split(" "));
    assertThat(CommandLine.parse(list)).isEqualTo(expected);
  }

  static Stream<Arguments> words_become_what_go_makes_of_them() {
    return Stream.of(
        row("", new Parsed(Map.of())),
        row("--name=a", new Parsed(Map.of("name", "a"))),
        row("--name a", new Parsed(Map.of("name", "a"))),
        row("-name a", new Parsed(Map.of("name", "a"))),
        row("-name=a=b", new Parsed(Map.of("name", "a=b"))),
        row("--name=", new Parsed(Map.of("name", ""))),
        row("--name --pre-vote", new Parsed(Map.of("name", "--pre-vote"))),
        row("--name=a --name=b", new Parsed(Map.of("name", "b"))),
        row("--pre-vote", new Parsed(Map.of("pre-vote", "true"))),
        row("--pre-vote=0", new Parsed(Map.of("pre-vote", "0"))),
        row("--pre-vote false", new Stray("false")),
        row("--name=a --", new Parsed(Map.of("name", "a"))),
        row("-- x", new Stray("x")),
        row("stray --bogus", new Stray("stray")),
        row("-", new Stray("-")),
        row("--bogus", new Misused("flag provided but not defined: -bogus")),
        row("-bogus=3", new Misused("flag provided but not defined: -bogus")),
        row("--name", new Misused("flag needs an argument: -name")),
        row("---x", new Misused("bad flag syntax: ---x")),
        row("-=x", new Misused("bad flag syntax: -=x")),
        row(
            "--heartbeat-interval=abc",
            new Misused("invalid value \"abc\" for flag -heartbeat-interval: parse error")),
        row(
            "--heartbeat-interval=99999999999999999999",
            new Misused(
                "invalid value \"99999999999999999999\" for flag -heartbeat-interval:"
                    + " value out of range")),
        row(
            "--heartbeat-interval=-1",
            new Misused("invalid value \"-1\" for flag -heartbeat-interval: parse error")),
        row(
            "--pre-vote=maybe",
            new Misused("invalid boolean value \"maybe\" for -pre-vote: parse error")),
        row(
            "--grpc-keepalive-timeout=5",
            new Misused("invalid value \"5\" for flag -grpc-keepalive-timeout: parse error")),
        row(
            "--initial-cluster-state=foo",
            new Misused("invalid value \"foo\" for flag -initial-cluster-state: invalid value")),
        row(
            "--listen-client-urls=localhost:1",
            new Misused(
                "invalid value \"localhost:1\" for flag -listen-client-urls:"
                    + " URL scheme must be http, https, unix, or unixs: localhost:1")),
        row(
            "--advertise-client-urls=http://foo",
            new Misused(
                "invalid value \"http://foo\" for flag -advertise-client-urls:"
                    + " URL address does not have the form \"host:port\": http://foo")),
        row(
            "--listen-peer-urls=http://127.0.0.1:1/p",
            new Misused(
                "invalid value \"http://127.0.0.1:1/p\" for flag -listen-peer-urls:"
                    + " URL must not contain a path: http://127.0.0.1:1/p")),
        row(
            "--feature-gates=Nonsense=true",
            new Misused(
                "invalid value \"Nonsense=true\" for flag -feature-gates:"
                    + " unrecognized feature gate: Nonsense")),
        row(
            "--experimental-watch-progress-notify-interval=5s",
            new Parsed(Map.of("watch-progress-notify-interval", "5s"))),
        row(
            "--experimental-initial-corrupt-check=true",
            new Parsed(Map.of("experimental-initial-corrupt-check", "true"))),
        row("-h", new HelpWanted()),
        row("--name=a --help", new HelpWanted()),
        row("--version", new VersionWanted()),
        row("--version=false", new Parsed(Map.of())),
        row("--version stray", new Stray("stray")));
  }

  private static Arguments row(String words, CommandLine expected) {
    return Arguments.of(words, expected);
  }
}
