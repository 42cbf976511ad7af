package dev.keelson.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MemberTest {
  @TempDir Path directory;

  private Member member;

  @AfterEach
  void end() throws IOException {
    member.kill();
  }

  @Test
  void itRunsUntilItIsKilledAndComesBack() throws IOException {
    member = running("sleep 100");
    assertThat(member.isAlive()).isTrue();
    member.kill();
    assertThat(member.isAlive()).isFalse();
    member.start();
    assertThat(member.isAlive()).isTrue();
    assertThat(member.complaint()).isEmpty();
  }

  @Test
  void anEndThatNobodyAskedForIsAComplaint() throws Exception {
    member = running("exit 3");
    awaitEnd();
    assertThat(member.complaint()).hasValueSatisfying(c -> assertThat(c).contains("m1", "3"));
    assertThat(member.complaint()).as("told once").isEmpty();
  }

  @Test
  void anEndThatWasExpectedIsNone() throws Exception {
    member = running("exit 3");
    awaitEnd();
    member.excuse();
    assertThat(member.complaint()).isEmpty();
  }

  @Test
  void lastWordsAreAComplaintThoughItWasKilled() throws Exception {
    member = running("echo '{\"level\":\"fatal\",\"msg\":\"no way\"}'; sleep 100");
    while (Files.size(member.log()) == 0) {
      Thread.sleep(10);
    }
    member.kill();
    assertThat(member.complaint()).hasValueSatisfying(c -> assertThat(c).contains("no way"));
  }

  @Test
  void aPausedMemberStandsStillAndGoesOn() throws Exception {
    member = running("while :; do echo tick; sleep 0.02; done");
    member.pause();
    Thread.sleep(100); // the sleep that was under way
    long before = Files.size(member.log());
    Thread.sleep(200);
    assertThat(Files.size(member.log())).isEqualTo(before);
    member.resume();
    while (Files.size(member.log()) == before) {
      Thread.sleep(10);
    }
  }

  private Member running(String script) throws IOException {
    Member started =
        new Member(
            "m1",
            List.of("sh", "-c", script),
            Map.of(),
            directory.resolve("data"),
            directory.resolve("log"),
            "127.0.0.1:1",
            "http://127.0.0.1:2");
    started.start();
    return started;
  }

  private void awaitEnd() throws InterruptedException {
    while (member.isAlive()) {
      Thread.sleep(10);
    }
  }
}
