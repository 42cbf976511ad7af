package dev.keelson.apiserver.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What becomes of a name whose reconciling failed. */
class ReconcileLoopTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ReconcileLoop.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final WorkQueue<String> queue = WorkQueue.usual(new SteppedTiming(Instant.EPOCH));

  @BeforeEach
  void listen() {
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private List<String> failWith(ApiFailure failure) throws InterruptedException {
    Reconciler<String> reconciler =
        _ -> {
          throw failure;
        };
    queue.add("a");
    assertThat(new ReconcileLoop<>("test", queue, reconciler).next()).isTrue();
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aRefusalIsComplainedOfAndTriedAgain() throws InterruptedException {
    assertThat(failWith(new ApiFailure(ApiStatus.unavailable("not now"))))
        .containsExactly("test a: not now");
    assertThat(queue.stats().delayed()).isEqualTo(1);
  }

  @Test
  void aConflictIsTriedAgainQuietly() throws InterruptedException {
    assertThat(failWith(new ApiFailure(ApiStatus.of(409, "Conflict", "somebody wrote")))).isEmpty();
    assertThat(queue.stats().delayed()).isEqualTo(1);
  }

  @Test
  void aWithdrawalEndsItQuietly() throws InterruptedException {
    assertThat(failWith(Withdrawal.because("closed"))).isEmpty();
    assertThat(queue.stats().delayed()).isZero();
    assertThat(queue.failures("a")).isZero();
  }

  @Test
  @Timeout(value = 9, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatNobodyWorksOnHoldsUpNoClosing() {
    queue.add("a");
    ReconcileLoop<String> loop = new ReconcileLoop<>("test", queue, _ -> Result.done());
    loop.close();
    assertThat(queue.isShutDown()).isTrue();
    loop.start(1);
    assertThat(queue.stats().depth()).isEqualTo(1);
  }
}
