package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ApiObject;
import java.util.function.Consumer;

/** Is told what changed, on its informer's handler thread; the order is the package's contract. */
public interface InformerHandler {
  default void added(ApiObject object) {}

  /**
   * Also called at a resync, with the same object twice.
   *
   * @param before what this handler was shown last
   */
  default void updated(ApiObject before, ApiObject now) {}

  /**
   * @param last its state at its end; where {@code isFinalStateUnknown}, the last that was shown,
   *     since its end fell into a lost connection
   */
  default void deleted(ApiObject last, boolean isFinalStateUnknown) {}

  /** Told of the object whatever happened to it: enough to put its name in a queue. */
  static InformerHandler onChange(Consumer<ApiObject> change) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject object) {
        change.accept(object);
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        change.accept(now);
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        change.accept(last);
      }
    };
  }
}
