package dev.keelson.nodeagent;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.model.ApiObject;
import java.util.function.Consumer;

/** What there is, and what is no more. */
record PodWatch(Consumer<ApiObject> changed, Consumer<ApiObject> gone) implements InformerHandler {
  @Override
  public void added(ApiObject object) {
    changed.accept(object);
  }

  @Override
  public void updated(ApiObject before, ApiObject now) {
    changed.accept(now);
  }

  @Override
  public void deleted(ApiObject last, boolean isFinalStateUnknown) {
    gone.accept(last);
  }
}
