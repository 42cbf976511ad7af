package dev.keelson.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import io.grpc.Status;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
  private static final Request WRITE = Request.put("k", "v");

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"DEADLINE_EXCEEDED", "UNAVAILABLE", "CANCELLED", "UNKNOWN", "INTERNAL", "ABORTED"})
  void aWriteThatMayHaveBeenDoneIsUnknown(Status.Code code) {
    assertThat(outcome(WRITE, code.toStatus())).isInstanceOf(Response.Unknown.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "FAILED_PRECONDITION",
        "OUT_OF_RANGE",
        "RESOURCE_EXHAUSTED"
      })
  void aRefusalIsAFailure(Status.Code code) {
    assertThat(outcome(WRITE, code.toStatus())).isInstanceOf(Response.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcdserver: request timed out",
        "etcdserver: leader changed",
        "etcdserver: request timed out, possibly due to connection lost",
        "etcdserver: server stopped"
      })
  void aWriteThatWasProposedAndNotAnsweredIsUnknown(String message) {
    assertThat(outcome(WRITE, Status.UNAVAILABLE.withDescription(message)))
        .isInstanceOf(Response.Unknown.class);
  }

  @Test
  void aWriteWithoutALeaderToTakeItIsAFailure() {
    assertThat(outcome(WRITE, Status.UNAVAILABLE.withDescription("etcdserver: no leader")))
        .isInstanceOf(Response.Failed.class);
  }

  @Test
  void aConnectionThatWasNeverMadeIsAFailure() {
    Status refused =
        Status.UNAVAILABLE.withDescription("io exception").withCause(new ConnectException("no"));
    assertThat(outcome(WRITE, refused)).isInstanceOf(Response.Failed.class);
  }

  @Test
  void aReadThatDoesNotAnswerHasNoEffect() {
    assertThat(outcome(Request.get("k"), Status.DEADLINE_EXCEEDED))
        .isInstanceOf(Response.Failed.class);
  }

  private static Response outcome(Request request, Status status) {
    return Outcomes.of(request, status.asRuntimeException());
  }
}
