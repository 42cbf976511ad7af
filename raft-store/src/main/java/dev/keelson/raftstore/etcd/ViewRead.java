package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One read in a view, answered within the budget for answers: where that has no room now the read
 * ends, waits for room, and begins again; the view keeps what it would have seen. Closes the view.
 */
record ViewRead<Q, T>(
    ReadView view,
    UnaryCall<Q> call,
    BiFunction<ReadView, LongPredicate, Outcome<T>> read,
    Function<? super T, ? extends Encoded> answer,
    AnswerBudget.Share share)
    implements Runnable {
  @Override
  public void run() {
    if (call.isCancelled()) {
      end(EtcdErrors.CANCELED);
      return;
    }
    Outcome<T> outcome = null;
    Throwable fault = null;
    try {
      outcome = read.apply(view, share::grow);
    } catch (RuntimeException e) {
      fault = e;
    }
    if (isTooLarge(outcome) && share.retry(this, this::end)) {
      return; // on another thread, maybe by now
    }
    view.close();
    call.answer(outcome, fault, answer, share);
  }

  private static boolean isTooLarge(@Nullable Outcome<?> outcome) {
    return outcome instanceof Outcome.Refused<?>(Refusal why)
        && why == Refusal.Plain.ANSWER_TOO_LARGE;
  }

  /** Without an answer. */
  void end(EtcdErrors why) {
    view.close();
    share.release();
    call.fail(why);
  }
}
