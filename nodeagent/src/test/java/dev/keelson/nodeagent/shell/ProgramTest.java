package dev.keelson.nodeagent.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
  private static final Surroundings HERE =
      new Surroundings(
          Map.of("JOB_COMPLETION_INDEX", "3", "NAME", "a b"),
          Map.of(),
          "host",
          Instant.parse("2030-01-01T00:00:00Z"),
          "",
          true,
          1);

  private static Run run(String script) {
    return Program.parse(script).orElseThrow().run(HERE, Duration.ofDays(1));
  }

  private static String said(String script) {
    StringBuilder all = new StringBuilder();
    run(script).outputs().forEach(each -> all.append(each.text()));
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "exit 3§3§0",
        "sleep 5; exit 1§1§5",
        "echo hello; sleep 2m§0§120",
        "true && false§1§0",
        "false || true§0§0",
        "! false§0§0",
        "exit $(expr ${JOB_COMPLETION_INDEX} % 2)§1§0",
        "exit $((JOB_COMPLETION_INDEX * 2 - 6))§0§0",
        "if [ -r /data/foo ]; then exit 0; else touch /data/foo; exit 1; fi§1§0",
        "touch a; if [[ -r a ]] ; then exit 0 ; else exit 1 ; fi§0§0",
        "for i in 1 2 3; do sleep $i; done§0§6",
        "i=0; while [ $i -lt 4 ]; do sleep 1; i=$((i+1)); done; exit $i§4§4",
        "while true; do sleep 1; break; done§0§1",
        "until false; do exit 7; done§7§0",
        "[ \"$NAME\" = 'a b' ] || exit 9§0§0",
        "echo x > f; test -s f && exit 5§5§0",
        "{ exit 2; }§2§0",
        "echo a | grep -q b§1§0",
        "sh -c 'exit 6'§6§0",
        "unknown-setup --x; exit 4§4§0"
      })
  void ends(String script, int code, long seconds) {
    assertThat(run(script).ending())
        .isEqualTo(new Ending.Exited(code, Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource({
    "sleep infinity",
    "tail -f /dev/null",
    "my-server --port 80",
    "while true; do sleep 10; done",
    "sleep 3d"
  })
  void goesOn(String script) {
    assertThat(run(script).ending()).isInstanceOf(Ending.GoesOn.class);
  }

  @Test
  void speaks() {
    assertThat(said("echo -n one; echo \" two\" three")).isEqualTo("one two three\n");
    assertThat(
            said("i=0; while [ $i -lt 2 ]; do echo \"$i: $(date +%s)\"; i=$((i+1)); sleep 1; done"))
        .isEqualTo("0: 1893456000\n1: 1893456001\n");
    assertThat(said("echo $HOSTNAME ${MISSING:-none} '$NAME' \"$NAME\""))
        .isEqualTo("host none $NAME a b\n");
    assertThat(said("seq 2 | wc -l; printf '%s-%s\\n' a b")).isEqualTo("2\na-b\n");
  }

  @Test
  void filesAreLeftBehind() {
    assertThat(run("echo DONE > /dev/termination-log; exit 1").files())
        .containsEntry("/dev/termination-log", "DONE\n");
  }

  @Test
  void theSameRunIsTheSameAgain() {
    assertThat(run("echo $RANDOM; exit $(( $RANDOM / 16384 ))"))
        .isEqualTo(run("echo $RANDOM; exit $(( $RANDOM / 16384 ))"));
  }

  @Test
  void whatIsNoScriptIsNone() {
    assertThat(Program.parse("if true; then")).isEmpty();
    assertThat(Program.parse("echo 'open")).isEmpty();
    assertThat(Program.ofCommand(List.of())).isEmpty();
  }

  @Test
  void filesAreMovedCopiedAndListed() {
    assertThat(said("touch /a /tmp/x; mv -v /a /tmp/ && cp /tmp/a /b; ls /tmp; rm /a || ls /b"))
        .isEqualTo(
            "'/a' -> '/tmp/a'\na\nx\nrm: can't remove '/a': No such file or directory\n/b\n");
    assertThat(said("echo one > /d/f; echo two >> /d/f; head -n 1 /d/f; rm -rf /d; cat /d/f"))
        .isEqualTo("one\ncat: can't open '/d/f': No such file or directory\n");
  }

  @Test
  void textIsCountedAndCut() {
    assertThat(said("echo a b > /f; wc -l /f; echo c >> /f; wc -lw /f; cat /f | wc -c; wc /g"))
        .isEqualTo("1 /f\n        2         3 /f\n6\nwc: /g: No such file or directory\n");
    assertThat(said("f=/f; count=$(echo 'hello' >> $f ; wc -l $f | awk {'print $1'}); echo $count"))
        .isEqualTo("1\n");
    assertThat(said("echo 'a b  c' | awk '{ print $3, $1 $9; }'")).isEqualTo("c a\n");
    assertThat(run("awk 'BEGIN { exit }'").isUnderstood()).isFalse();
  }

  @Test
  void agnhostShowsAndWritesFiles() {
    assertThat(said("echo hi > /v/f; mounttest --file_content=/v/f --new_file_0644=/v/n"))
        .isEqualTo(
            "content of file \"/v/n\": mount-tester new file\n\ncontent of file \"/v/f\": hi\n\n");
    assertThat(run("mounttest --file_mode=/v").ending())
        .isEqualTo(new Ending.Exited(2, Duration.ZERO));
    assertThat(run("logs-generator -t 4 -d 2s").outputs())
        .hasSize(4)
        .last()
        .satisfies(line -> assertThat(line.at()).isEqualTo(Duration.ofMillis(1500)));
  }
}
