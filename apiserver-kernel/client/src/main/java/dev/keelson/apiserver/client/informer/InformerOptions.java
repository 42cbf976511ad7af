package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * @param namespace "": all
 * @param what selectors and page size; its resource version is not used
 * @param transform of each object before it is kept: to drop what nobody reads. Its metadata's
 *     name, namespace, uid and resource version stay
 * @param resync how often handlers are told of everything again; zero: never
 * @param triesStreamedList first by {@code sendInitialEvents}, which spares the server the page;
 *     where the server refuses it, by list in any case
 */
public record InformerOptions(
    String namespace,
    ListOptions what,
    UnaryOperator<ApiObject> transform,
    Duration resync,
    boolean triesStreamedList) {
  public static final InformerOptions ALL =
      new InformerOptions("", ListOptions.ALL, UnaryOperator.identity(), Duration.ZERO, true);

  public InformerOptions inNamespace(String name) {
    return new InformerOptions(name, what, transform, resync, triesStreamedList);
  }

  public InformerOptions only(ListOptions selected) {
    return new InformerOptions(namespace, selected, transform, resync, triesStreamedList);
  }

  public InformerOptions transformed(UnaryOperator<ApiObject> change) {
    return new InformerOptions(namespace, what, change, resync, triesStreamedList);
  }

  public InformerOptions resyncedEach(Duration period) {
    return new InformerOptions(namespace, what, transform, period, triesStreamedList);
  }

  public InformerOptions listed() {
    return new InformerOptions(namespace, what, transform, resync, false);
  }
}
