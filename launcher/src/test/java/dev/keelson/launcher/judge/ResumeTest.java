package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code keelson up} ended and started again goes on where it was, however it ended. */
@Tag("judge")
@Timeout(400)
class ResumeTest {
  @TempDir Path directory;

  @Test
  void goesOnAfterAStopAndAfterAKill() {
    resumes();
  }

  @Test
  void goesOnWithThreeMembers() {
    resumes("--members=3");
  }

  private void resumes(String... more) {
    Kubectls.Pair tools = Kubectls.newest();
    Path data = directory.resolve("cluster");
    OurProcess first = OurProcess.up(data, more);
    KubeSession its;
    try (first) {
      its = KubeSession.open(tools, first, directory, "kept");
      its.kubectl("create deployment web --image=web:1 --replicas=2").has("created");
      its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
      assertThat(first.stop()).as(first.log()).isZero();
      assertThat(first.left()).isZero();
    }
    try (OurProcess second = OurProcess.up(data, more)) {
      KubeSession again = its.against(second);
      again.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
      again.kubectl("create configmap last --from-literal=a=1").has("created");
      again.kubectl("scale deployment web --replicas=3").has("scaled");
      second.kill();
      assertThat(second.left()).isZero();
    }
    try (OurProcess third = OurProcess.up(data, more)) {
      KubeSession again = its.against(third);
      again.kubectl("get configmap last -o jsonpath={.data.a}").says("1");
      again.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
      again.kubectl("get deployment web --no-headers").has("3/3");
      again.until("get pods -o jsonpath={..status.phase}", "Running Running Running");
    }
  }
}
