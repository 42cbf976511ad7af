package dev.keelson.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private static final ObjectName OWNER = new ObjectName("default", "web");

  private final SteppedTiming timing = new SteppedTiming(TestPods.START);
  private final Expectations expectations = new Expectations(timing);

  @Test
  void a_creation_is_awaited_whichever_comes_first() {
    expectations.expectCreations(OWNER, 2);
    expectations.created(OWNER, "a");
    assertThat(expectations.areMet(OWNER)).isFalse();
    expectations.observeCreation(OWNER, "a");
    expectations.observeCreation(OWNER, "b");
    assertThat(expectations.areMet(OWNER)).isFalse();
    expectations.created(OWNER, "b");
    assertThat(expectations.areMet(OWNER)).isTrue();
  }

  @Test
  void a_pod_that_is_gone_at_once_has_been_there() {
    expectations.expectCreations(OWNER, 1);
    expectations.created(OWNER, "a");
    expectations.observeDeletion(OWNER, "a");
    assertThat(expectations.areMet(OWNER)).isTrue();
  }

  @Test
  void others_pods_do_not_count() {
    expectations.expectDeletions(OWNER, List.of("a"));
    expectations.observeDeletion(OWNER, "b");
    assertThat(expectations.areMet(OWNER)).isFalse();
    expectations.observeDeletion(OWNER, "a");
    assertThat(expectations.areMet(OWNER)).isTrue();
  }

  @Test
  void failures_are_not_awaited() {
    expectations.expectCreations(OWNER, 3);
    expectations.notCreated(OWNER, 2);
    expectations.notCreated(OWNER, 1);
    assertThat(expectations.areMet(OWNER)).isTrue();
  }

  @Test
  void patience_ends() {
    expectations.expectDeletions(OWNER, List.of("a"));
    timing.advance(Expectations.PATIENCE);
    assertThat(expectations.areMet(OWNER)).isFalse();
    timing.advance(java.time.Duration.ofSeconds(1));
    assertThat(expectations.areMet(OWNER)).isTrue();
  }
}
