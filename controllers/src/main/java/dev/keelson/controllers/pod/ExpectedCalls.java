package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Many {@link PodCalls} for one owner, whose {@link Expectations} then await what they did. */
public final class ExpectedCalls {
  private final PodCalls calls;
  private final Expectations expectations;

  public ExpectedCalls(PodCalls calls, Expectations expectations) {
    this.calls = calls;
    this.expectations = expectations;
  }

  /**
   * With a slow start.
   *
   * @param pod by its place, from 0
   * @return the first failure; that the namespace ends is none
   */
  public Optional<RuntimeException> create(ApiObject owner, int count, IntFunction<ApiObject> pod)
      throws InterruptedException {
    ObjectName name = owner.objectName();
    AtomicInteger begun = new AtomicInteger();
    expectations.expectCreations(name, count);
    try {
      return SlowStart.run(
              count,
              which -> {
                begun.incrementAndGet();
                create(owner, name, pod.apply(which));
              })
          .failure();
    } finally {
      expectations.notCreated(name, count - begun.get());
    }
  }

  private void create(ApiObject owner, ObjectName name, ApiObject pod) {
    ApiObject made;
    try {
      made = calls.create(pod, owner);
    } catch (ApiFailure e) {
      expectations.notCreated(name, 1);
      if (PodCalls.isNamespaceEnding(e)) {
        return;
      }
      throw e;
    } catch (RuntimeException e) {
      expectations.notCreated(name, 1);
      throw e;
    }
    expectations.created(name, made.uid());
  }

  /**
   * All at once.
   *
   * @return the first failure; that one is gone already is none
   */
  public Optional<RuntimeException> delete(ApiObject owner, List<PodView> pods)
      throws InterruptedException {
    ObjectName name = owner.objectName();
    expectations.expectDeletions(name, pods.stream().map(PodView::uid).toList());
    return SlowStart.together(
            pods.size(),
            which -> {
              PodView pod = pods.get(which);
              boolean isOnItsWay = false;
              try {
                isOnItsWay = calls.delete(pod, owner);
              } finally {
                if (!isOnItsWay) {
                  expectations.observeDeletion(name, pod.uid());
                }
              }
            })
        .failure();
  }
}
